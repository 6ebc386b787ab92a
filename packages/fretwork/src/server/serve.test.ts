/** serve: answers, says who asks, and stops without breaking off an answer. */
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { ConnectionInfo } from '../app.ts';
import { OperationalError } from '../errors.ts';
import { type RunningServer, serve } from './serve.ts';

let server: RunningServer | undefined;
afterEach(async () => server?.stop());

const listen = async (
  fetch: (request: Request, connection?: ConnectionInfo) => Promise<Response>,
  graceMs = 5000,
  close = async () => {},
) => {
  server = await serve({ fetch, close }, { port: 0, graceMs });
  return server;
};

const connected = async (port: number): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  await once(socket, 'connect');
  return socket;
};

const ask = async (socket: Socket, name: string): Promise<string> => {
  socket.write(`GET /${name} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  const [answer] = await once(socket, 'data');
  return String(answer).trimEnd().at(-1) as string;
};

describe('serve', () => {
  it('answers, and hands on the address of the client', async () => {
    const { url } = await listen(async (request, connection) =>
      Response.json({
        path: new URL(request.url).pathname,
        address: connection?.remoteAddress,
        body: await request.text(),
      }),
    );
    const response = await fetch(new URL('/a/b', url), { method: 'POST', body: 'x' });
    expect(await response.json()).toEqual({ path: '/a/b', address: '127.0.0.1', body: 'x' });
  });

  it('hands on the body of a GET, which a web request has no place for', async () => {
    const { port } = await listen(async (_request, connection) => {
      const body = connection?.hiddenBody?.();
      return Response.json(body ? await new Response(body).text() : null);
    });
    const get = (body?: string) =>
      new Promise<string>((resolve, reject) => {
        const headers = body === undefined ? {} : { 'content-length': String(body.length) };
        const asked = request({ port, method: 'GET', headers }, (answer) => {
          answer.setEncoding('utf8').on('data', resolve);
        });
        asked.on('error', reject).end(body);
      });
    expect([await get('{"a":1}'), await get(), await get('')]).toEqual(['"{\\"a\\":1}"', 'null', 'null']);
  });

  it('answers requests that arrive together side by side', async () => {
    const steps: string[] = [];
    const { port } = await listen(async ({ url }) => {
      const name = url.at(-1) as string;
      for (const step of [1, 2, 3]) {
        steps.push(`${name}${step}`);
        await null;
      }
      return new Response(name);
    });
    const clients = await Promise.all(['a', 'b', 'c'].map(() => connected(port)));
    const askAll = () => Promise.all(['a', 'b', 'c'].map((name, index) => ask(clients[index] as Socket, name)));
    await askAll(); // connections are accepted one by one
    steps.length = 0;
    expect(await askAll()).toEqual(['a', 'b', 'c']);
    expect(steps.map((step) => step.slice(-1)).join('')).toBe('111222333');
    for (const client of clients) client.destroy();
  });

  it('knows the address of a client that left before it could be answered', async () => {
    const addresses: unknown[] = [];
    const { port } = await listen(async (_request, connection) => {
      addresses.push(connection?.remoteAddress);
      return new Response('too late');
    });
    const client = await connected(port);
    await sleep(10); // until it is accepted
    client.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n', () => client.resetAndDestroy());
    await expect.poll(() => addresses).toEqual(['127.0.0.1']);
  });

  it('finishes what it is answering before it stops, and then closes the app', async () => {
    const events: string[] = [];
    const running = await listen(
      async () => {
        events.push('begin');
        await sleep(100);
        events.push('answer');
        return new Response('done');
      },
      5000,
      async () => void events.push('close'),
    );
    const answer = fetch(running.url).then((response) => response.text());
    while (events.length === 0) await sleep(5);
    await running.stop();
    await running.stopped;
    expect(await answer).toBe('done');
    expect(events).toEqual(['begin', 'answer', 'close']);
    await expect(fetch(running.url)).rejects.toThrow();
  });

  it('does not wait longer than it was told', async () => {
    const running = await listen(() => new Promise(() => undefined), 50);
    const answer = fetch(running.url).catch(() => 'broken off');
    await sleep(50);
    await running.stop();
    expect(await answer).toBe('broken off');
  });

  it('stops on SIGTERM, and leaves no listener behind', async () => {
    const before = process.listenerCount('SIGTERM');
    const running = await listen(async () => new Response());
    expect(process.listenerCount('SIGTERM')).toBe(before + 1);
    process.emit('SIGTERM');
    await running.stopped;
    expect(process.listenerCount('SIGTERM')).toBe(before);
  });

  it('has the mails of an earlier process delivered as soon as it listens, and not where it cannot', async () => {
    const started: string[] = [];
    const app = (name: string) => ({
      fetch: async () => new Response(),
      mail: { start: () => void started.push(name) },
    });
    server = await serve(app('one'), { port: 0 });
    expect(started).toEqual(['one']);
    await expect(serve(app('two'), { port: server.port })).rejects.toThrow(OperationalError);
    expect(started).toEqual(['one']);
  });

  it('says which port is taken', async () => {
    const { port } = await listen(async () => new Response());
    const second = serve({ fetch: async () => new Response() }, { port });
    await expect(second).rejects.toThrow(OperationalError);
    await expect(second).rejects.toThrow(`127.0.0.1:${port}: something else listens there already`);
  });
});
