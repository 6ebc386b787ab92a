/** Requests whose method Node's parser does not know: handed to the app, whose views say 405 in their own words. */
import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { ServableApp } from './serve.ts';

/** What Node's parser says of what it could not read. */
interface ParserError extends Error {
  readonly code?: string;
  /** The bytes in which it met the mistake. */
  readonly rawPacket?: Buffer;
}

const REFUSALS: Readonly<Record<string, number>> = {
  HPE_HEADER_OVERFLOW: 431,
  HPE_CHUNK_EXTENSIONS_OVERFLOW: 413,
  ERR_HTTP_REQUEST_TIMEOUT: 408,
};

/**
 * Answers what Node's parser could not read, and closes the connection, as nobody knows where the next request begins.
 *
 * A whole request without a body whose method alone is unknown (`BREW /coffee/`) goes to the app; everything else gets the bare
 * answer that Node gives by itself.
 *
 * @returns A listener for a server's `clientError`.
 * @see RFC 9110 section 9.1: any token may be a method
 */
export const answerClientError =
  (app: Pick<ServableApp, 'fetch'>) =>
  async (error: ParserError, socket: Socket): Promise<void> => {
    const { _httpMessage: inFlight } = socket as Socket & { readonly _httpMessage?: ServerResponse | null };
    // An answer that is half written must not get another one into its middle.
    if (!socket.writable || inFlight?.headersSent) return void socket.destroy(error);
    const { code = '', rawPacket } = error;
    const request = code === 'HPE_INVALID_METHOD' && rawPacket ? readRequest(rawPacket) : null;
    const connection = { remoteAddress: socket.remoteAddress };
    const response = request && (await app.fetch(request, connection).catch(() => null));
    const status = REFUSALS[code] ?? 400;
    socket.end(
      response
        ? await writeResponse(response)
        : `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\n\r\n`,
    );
  };

const LARGEST = 16_384; // what Node takes as well

// Nothing may follow the head: what it would belong to is not known.
const HEAD = /^([A-Z][A-Z-]{0,30}) (\/[^ \r\n]*) HTTP\/1\.[01]\r\n((?:[^\r\n]+\r\n)*)\r\n$/;

const HOST = /^[\w.:[\]-]+$/;

/** A request without a body; `null` for anything that is not plainly one. */
function readRequest(packet: Buffer): Request | null {
  if (packet.length > LARGEST) return null;
  const [, method = '', target = '', lines = ''] = HEAD.exec(packet.toString('latin1')) ?? [];
  try {
    const headers = new Headers(
      lines
        .split('\r\n')
        .filter((line) => line !== '')
        .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
    );
    const host = headers.get('host') ?? '';
    const hasBody = headers.has('transfer-encoding') || (headers.get('content-length') ?? '0') !== '0';
    return hasBody || !HOST.test(host) ? null : new Request(new URL(`http://${host}${target}`), { method, headers });
  } catch {
    return null; // a header, a host or a target that is none
  }
}

async function writeResponse(response: Response): Promise<Buffer> {
  const { status, headers } = response;
  const body = Buffer.from(await response.arrayBuffer());
  headers.set('content-length', String(body.length));
  headers.set('connection', 'close');
  headers.set('date', new Date().toUTCString());
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return Buffer.concat([
    Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines}\r\n`, 'latin1'),
    body,
  ]);
}
