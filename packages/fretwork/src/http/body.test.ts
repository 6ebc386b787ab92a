/** Reading bodies, never more than allowed. */
import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { createApp } from '../app.ts';
import { ContentTooLarge } from '../errors.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { serve } from '../server/serve.ts';
import { defineSettings } from '../settings/settings.ts';
import { apiView } from '../views/function-view.ts';
import { readBody } from './body.ts';
import { Response } from './response.ts';

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

  // The body of a GET comes another way, as the web's requests have none: it has to end alike.
  it.each([
    ['POST', 'content-length: 9', 'while it is read'],
    ['POST', 'transfer-encoding: chunked', 'while it is read'],
    ['POST', 'content-length: 9', 'before it is read'],
    ['POST', 'transfer-encoding: chunked', 'before it is read'],
    ['GET', 'content-length: 9', 'while it is read'],
    ['GET', 'transfer-encoding: chunked', 'while it is read'],
    ['GET', 'content-length: 9', 'before it is read'],
    ['GET', 'transfer-encoding: chunked', 'before it is read'],
  ])('says quietly that a body was cut off (%s, %s, %s)', async (method, header, when) => {
    const [arrived, left, outcome] = [
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
      Promise.withResolvers<unknown>(),
    ];
    const view = apiView(['GET', 'POST'], async (request) => {
      arrived.resolve();
      if (when === 'before it is read') await left.promise;
      await request.data.catch((error: unknown) => {
        outcome.resolve(error);
        throw error;
      });
      return new Response();
    });
    const logged: string[] = [];
    const note = (_facts: unknown, message: string): void => void logged.push(message);
    const app = createApp({
      settings: defineSettings({ secretKey: 'x'.repeat(50) }),
      urls: urlpatterns(path('', view)),
      logger: { error: note, warn: note, info: note },
    });
    const answers = vi.spyOn(app, 'fetch');
    const server = await serve(app, { port: 0 });
    const client = connect(server.port, '127.0.0.1');
    client.write(`${method} / HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n${header}\r\n\r\n5\r\nfirst`);
    await arrived.promise;
    client.destroy();
    setTimeout(left.resolve, 50);
    expect(await outcome.promise).toMatchObject({ name: 'ParseError', message: 'The request was cut off.' });
    expect(await answers.mock.results[0]?.value).toMatchObject({ status: 400 });
    expect(logged).toEqual([]);
    await server.stop();
  });

  it('takes a request for whole that announced no body, though its client has left', async () => {
    const [arrived, left, read] = [
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
      Promise.withResolvers<unknown>(),
    ];
    const view = apiView(['POST'], async (request) => {
      arrived.resolve();
      await left.promise;
      request.data.then(read.resolve, read.reject);
      return new Response();
    });
    const app = createApp({
      settings: defineSettings({ secretKey: 'x'.repeat(50) }),
      urls: urlpatterns(path('', view)),
    });
    const server = await serve(app, { port: 0 });
    const client = connect(server.port, '127.0.0.1');
    client.write('POST / HTTP/1.1\r\nHost: test\r\n\r\n');
    await arrived.promise;
    client.destroy();
    setTimeout(left.resolve, 50);
    await expect(read.promise).resolves.toBeDefined();
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
