/** Limits: what is a limit, and what happens to whoever goes beyond one. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import type { RequestListener } from './access-log.ts';
import { completeLimits, type ServerLimits } from './limits.ts';
import { type RunningServer, serve } from './serve.ts';

let server: RunningServer | undefined;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await server?.stop();
});

const start = async (limits: ServerLimits, answer: () => Promise<Response> = async () => new Response('yes')) => {
  const fetch = async (request: Request): Promise<Response> => {
    await request.text();
    return answer();
  };
  server = await serve({ fetch }, { port: 0, limits });
  return server;
};

const open = async (port: number): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
};

// Everything that comes until the server closes.
const say = async (port: number, text: string): Promise<string> => {
  const socket = await open(port);
  let answer = '';
  socket.on('data', (part) => {
    answer += part;
  });
  socket.write(text);
  await once(socket, 'close');
  return answer;
};

describe('completeLimits', () => {
  it.each([
    [{ keepAlive: 1 }, 'There is no limit "keepAlive". There are: headersTimeoutMs'],
    [{ keepAliveMs: 0 }, 'keepAliveMs must be a whole number above 0, and is 0'],
    [{ maxConnections: -1 }, 'maxConnections must be'],
    [{ maxLagMs: 0.5 }, 'maxLagMs must be'],
    [{ requestTimeoutMs: Number.NaN }, 'requestTimeoutMs must be'],
    [{ headersTimeoutMs: '10' }, 'headersTimeoutMs must be'],
  ])('refuses %j', (limits, text) => {
    expect(() => completeLimits(limits as ServerLimits)).toThrow(ImproperlyConfigured);
    expect(() => completeLimits(limits as ServerLimits)).toThrow(text);
  });

  it('knows its names', () => {
    // @ts-expect-error it is called maxHeadBytes
    expect(() => completeLimits({ maxHeaderBytes: 1 })).toThrow(ImproperlyConfigured);
    expectTypeOf(completeLimits().keepAliveMs).toEqualTypeOf<number>();
    expectTypeOf(completeLimits().maxLagMs).toEqualTypeOf<number | undefined>();
  });

  it('fills in what is left out', () => {
    expect(completeLimits({ keepAliveMs: 1, maxHeadBytes: undefined })).toMatchObject({
      keepAliveMs: 1,
      maxHeadBytes: 16_384,
      maxConnections: 10_000,
    });
    expect(completeLimits().maxLagMs).toBeUndefined();
  });
});

describe('a server', () => {
  it('answers 408 to a head that does not end', async () => {
    const { port } = await start({ headersTimeoutMs: 100 });
    expect(await say(port, 'GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ')).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('answers 408 to a body that does not end', async () => {
    const { port } = await start({ requestTimeoutMs: 100 });
    const head = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n';
    expect(await say(port, `${head}12345`)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('answers 431 to a head that is too large', async () => {
    const { port } = await start({ maxHeadBytes: 1000 });
    const answer = await say(port, `GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(1000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });

  it('closes a connection that waits for nothing', async () => {
    const { port } = await start({ keepAliveMs: 1 });
    expect(await say(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 .*yes$/s);
  });

  it('closes a connection that is silent for too long', async () => {
    const { port } = await start({ silenceTimeoutMs: 100 }, () => new Promise(() => undefined));
    expect(await say(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')).toBe('');
  });

  it('closes a connection whose client does not read', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    const onRequest: RequestListener = ({ socket }) => void socket.once('close', () => resolve());
    const fetch = async (): Promise<Response> => new Response(new Uint8Array(50_000_000));
    server = await serve({ fetch }, { port: 0, limits: { silenceTimeoutMs: 100 }, onRequest });
    const socket = await open(server.port);
    socket.pause().write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await closed;
  });

  it('closes connections beyond the most', async () => {
    const { port, url } = await start({ maxConnections: 1 });
    const first = await open(port);
    first.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await once(first, 'data'); // the server has it
    expect(await say(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')).toBe('');
    first.end();
    await once(first, 'close');
    expect((await fetch(url)).status).toBe(200);
  });
});
