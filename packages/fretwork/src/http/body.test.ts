/** Reading bodies, never more than allowed. */
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ContentTooLarge } from '../errors.ts';
import { serve } from '../server/serve.ts';
import { readBody } from './body.ts';

const stream = (chunks: number, size: number, seen: { count: number }) =>
  new ReadableStream<Uint8Array>({
    pull(controller) {
      if (seen.count >= chunks) return controller.close();
      seen.count += 1;
      controller.enqueue(new Uint8Array(size));
    },
  });
const request = (body: BodyInit | null, headers = {}) =>
  new Request('http://test/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);

describe('readBody', () => {
  it('reads all of a body', async () => {
    expect(await readBody(request('hello'), 5)).toEqual(new TextEncoder().encode('hello'));
    expect(await readBody(request(null), 5)).toHaveLength(0);
    expect(await readBody(request(stream(3, 2, { count: 0 })), 6)).toHaveLength(6);
  });

  it('believes an announced size that is too large, and no announced size that is small', async () => {
    await expect(readBody(request('x', { 'content-length': '999' }), 5)).rejects.toBeInstanceOf(ContentTooLarge);
    await expect(readBody(request('longer than it says', { 'content-length': '1' }), 5)).rejects.toBeInstanceOf(
      ContentTooLarge,
    );
  });

  it.each(['content-length: 9', 'transfer-encoding: chunked'])('says that a body was cut off (%s)', async (header) => {
    const { promise: outcome, resolve } = Promise.withResolvers<unknown>();
    const server = await serve(
      {
        fetch: async (raw) => {
          resolve(await readBody(raw, 100).catch((error: unknown) => error));
          return new Response();
        },
      },
      { port: 0 },
    );
    const client = connect(server.port, '127.0.0.1');
    client.write(`POST / HTTP/1.1\r\nHost: test\r\n${header}\r\n\r\n5\r\nfirst`);
    setTimeout(() => client.destroy(), 50);
    expect(await outcome).toMatchObject({ name: 'ParseError', message: 'The request was cut off.' });
    await server.stop();
  });

  it('says as it is what else goes wrong', async () => {
    const used = request('x', { 'content-length': '1' });
    await used.text();
    await expect(readBody(used, 5)).rejects.toThrow(TypeError);
  });

  it('stops reading where it is too much', async () => {
    const seen = { count: 0 };
    await expect(readBody(request(stream(1000, 10, seen)), 25)).rejects.toBeInstanceOf(ContentTooLarge);
    expect(seen.count).toBeLessThan(10);
  });
});
