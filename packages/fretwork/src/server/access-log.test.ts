/** accessLog: a line for every request, and what never stands in one. */
import { request as ask } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import type { LogFacts } from '../http/logger.ts';
import { accessLog } from './access-log.ts';
import { type RunningServer, serve } from './serve.ts';

let server: RunningServer | undefined;
afterEach(async () => server?.stop());

const start = async (numProxies: number | undefined, fetch: () => Promise<Response>) => {
  const lines: LogFacts[] = [];
  const { promise: logged, resolve } = Promise.withResolvers<void>();
  const info = (facts: LogFacts): void => {
    lines.push(facts);
    resolve();
  };
  const logger = { info, warn: info, error: info };
  server = await serve({ fetch }, { port: 0, onRequest: accessLog({ logger, numProxies }) });
  return { lines, logged, url: server.url };
};

it.each([
  [undefined, '127.0.0.1'],
  [1, '203.0.113.9'],
])('names the client behind %s proxies: %s', async (numProxies, address) => {
  const { lines, logged, url } = await start(numProxies, async () => new Response('made', { status: 201 }));
  const headers = { 'x-forwarded-for': '198.51.100.1, 203.0.113.9', authorization: 'Bearer hunter2' };
  await fetch(new URL('/api/books/?token=hunter2', url), { method: 'POST', headers, body: 'hunter2' });
  await logged;
  expect(lines).toEqual([
    { method: 'POST', path: '/api/books/', status: 201, durationMs: expect.any(Number), address },
  ]);
});

it('tells of clients that left', async () => {
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const { lines, logged, url } = await start(undefined, () => {
    resolve();
    return new Promise(() => undefined);
  });
  const request = ask(url).on('error', () => undefined);
  request.end();
  await asked;
  request.destroy();
  await logged;
  expect(lines).toEqual([expect.objectContaining({ method: 'GET', path: '/', aborted: true })]);
});
