/** What Node's parser cannot read, as clients send it. */
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { path } from '../routers/path.ts';
import { defineSettings } from '../settings/settings.ts';
import { apiView } from '../views/function-view.ts';
import { type RunningServer, serve } from './serve.ts';

const app = createApp({
  settings: defineSettings({ secretKey: 'a secret of good length' }),
  urls: [
    path(
      'pot/',
      apiView(['GET'], () => ({ tea: true })),
    ),
  ],
});

let server: RunningServer | undefined;
afterEach(async () => server?.stop());

/** Everything that the server says to some bytes, until it closes the connection. */
async function say(...packets: readonly string[]): Promise<string> {
  server = await serve({ fetch: app.fetch }, { port: 0, stopOnSignals: false });
  const socket = connect(server.port, '127.0.0.1');
  const answer = new Promise<string>((resolve) => {
    let text = '';
    socket.on('data', (data) => {
      text += data;
    });
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
  for (const packet of packets) {
    socket.write(packet);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return answer;
}

describe('answerClientError', () => {
  it('lets the view refuse a method that nobody knows', async () => {
    const answer = await say('BREW /pot/ HTTP/1.1\r\nHost: testserver\r\nAccept: */*\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 405 Method Not Allowed\r\n/);
    expect(answer).toContain('\r\nallow: GET, OPTIONS\r\n');
    expect(answer).toMatch(/\r\n\r\n\{"detail":"Method \\"BREW\\" not allowed."\}$/);
  });

  it('does so on a connection that was used before', async () => {
    const answer = await say(
      'GET /pot/ HTTP/1.1\r\nHost: testserver\r\n\r\n',
      'BREW /pot/ HTTP/1.1\r\nHost: testserver\r\n\r\n',
    );
    expect(answer.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 405']);
  });

  it.each([
    ['a body', 'BREW /pot/ HTTP/1.1\r\nHost: testserver\r\nContent-Length: 3\r\n\r\nabc'],
    ['a body in chunks', 'BREW /pot/ HTTP/1.1\r\nHost: testserver\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['another request behind it', 'BREW /pot/ HTTP/1.1\r\nHost: a\r\n\r\nGET /pot/ HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['no host', 'BREW /pot/ HTTP/1.1\r\n\r\n'],
    ['a broken host', 'BREW /pot/ HTTP/1.1\r\nHost: a b\r\n\r\n'],
    ['a host that is somebody’s name', 'BREW /pot/ HTTP/1.1\r\nHost: a@b\r\n\r\n'],
    ['a broken header', 'BREW /pot/ HTTP/1.1\r\nHost: a\r\nb c: d\r\n\r\n'],
    ['no HTTP', 'hello\r\n\r\n'],
    ['a line that ends too soon', 'BREW /pot/\n\n'],
  ])('refuses %s', async (_what, packet) => {
    expect(await say(packet)).toBe('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });

  it('refuses heads that are too large', async () => {
    const answer = await say(`GET /pot/ HTTP/1.1\r\nHost: testserver\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1.1 431 /);
  });
});
