/** The gate: what clients notice of a server that is about to stop. */
import { Agent, type IncomingMessage, request } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { type RunningServer, serve } from './serve.ts';

let server: RunningServer | undefined;
afterEach(async () => server?.stop());

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
afterEach(() => agent.destroy());

const get = (url: string, path: string): Promise<{ status?: number; connection?: string; reused: boolean }> =>
  new Promise((resolve, reject) => {
    const asked = request(new URL(path, url), { agent }, (answer: IncomingMessage) => {
      answer.resume().once('end', () =>
        resolve({
          status: answer.statusCode,
          connection: answer.headers.connection,
          reused: asked.reusedSocket,
        }),
      );
    });
    asked.once('error', reject).end();
  });

it('takes requests while it drains, the last of their connections, and says that it is not ready', async () => {
  server = await serve({ fetch: async () => new Response('yes') }, { port: 0, health: {} });
  const { url } = server;
  expect(await get(url, '/')).toEqual({ status: 200, connection: 'keep-alive', reused: false });
  void server.stop({ drainMs: 600_000 });
  expect(await get(url, '/')).toEqual({ status: 200, connection: 'close', reused: true });
  expect(await get(url, '/readyz')).toEqual({ status: 503, connection: 'close', reused: false });
  expect(await get(url, '/healthz')).toMatchObject({ status: 200 });
  await server.stop({ drainMs: 0 });
  await expect(get(url, '/')).rejects.toThrow('ECONNREFUSED');
});

it('closes the connection of an answer that was being made when the stop came', async () => {
  const { promise: answer, resolve: release } = Promise.withResolvers<Response>();
  const { promise: asked, resolve: tell } = Promise.withResolvers<void>();
  const fetch = (): Promise<Response> => {
    tell();
    return answer;
  };
  server = await serve({ fetch }, { port: 0 });
  const got = get(server.url, '/');
  await asked;
  const stopped = server.stop();
  release(new Response('late'));
  expect(await got).toEqual({ status: 200, connection: 'close', reused: false });
  await stopped;
});
