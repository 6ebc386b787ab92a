/** Reads a request's body, never more of it than allowed. */
import { ContentTooLarge, ParseError } from '../errors.ts';

/**
 * Reads all of a body into memory.
 *
 * @param raw The web request; its body must not have been read.
 * @param maxBytes Largest size accepted; both the announced and the real size are held to it.
 * @param announced Its `Content-Length`; `null` for none.
 * @throws {ContentTooLarge} as soon as it is clear
 * @throws {ParseError} the client left before it had sent all of it
 */
export async function readBody(
  raw: globalThis.Request,
  maxBytes: number,
  announced: string | null = raw.headers.get('content-length'),
): Promise<Uint8Array> {
  if (announced !== null && Number(announced) > maxBytes) throw new ContentTooLarge();
  try {
    if (announced === null) {
      const bytes = raw.body === null ? new Uint8Array(0) : await readStream(raw.body, maxBytes);
      // To Node 22 a stream is empty if its client left before it was asked for.
      const isAwaited = raw.headers.has('transfer-encoding');
      if (bytes.byteLength === 0 && raw.signal.aborted && isAwaited) throw new ParseError(CUT_OFF);
      return bytes;
    }
    const bytes = new Uint8Array(await raw.arrayBuffer());
    if (bytes.byteLength > maxBytes) throw new ContentTooLarge();
    return bytes;
  } catch (cause) {
    // Nobody is there to be answered, and no log need hear of it.
    throw isLost(cause) ? new ParseError(CUT_OFF, undefined, { cause }) : cause;
  }
}

const CUT_OFF = 'The request was cut off.';

const isLost = (error: unknown): boolean => (error as NodeJS.ErrnoException | undefined)?.code === 'ECONNRESET';

// A body of unknown length (chunked) is counted as it comes, so that it cannot fill the memory first.
async function readStream(stream: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > maxBytes) {
      await reader.cancel();
      throw new ContentTooLarge();
    }
    chunks.push(part.value);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
}
