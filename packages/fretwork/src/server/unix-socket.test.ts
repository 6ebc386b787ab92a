/** Unix sockets: served on, found stale, and left alone where they are not ours. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OperationalError } from '../errors.ts';
import { serve } from './serve.ts';

let folder: string;
let socket: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fretwork-socket-'));
  socket = join(folder, 'app.sock');
});
afterEach(() => rmSync(folder, { recursive: true }));

const app = { fetch: async () => new Response('yes') };
const get = (path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const asked = request({ socketPath: path }, (answer) => answer.setEncoding('utf8').on('data', resolve));
    asked.once('error', reject).end();
  });

it('is served on, and gone afterwards', async () => {
  const server = await serve(app, { socket });
  expect([server.url, server.port, await get(socket)]).toEqual([`unix:${socket}`, 0, 'yes']);
  await server.stop();
  expect(existsSync(socket)).toBe(false);
});

it('does not mind a socket that a killed process left behind', async () => {
  const script = `require('net').createServer().listen(${JSON.stringify(socket)}, () => process.kill(process.pid, 'SIGKILL'))`;
  expect(() => execFileSync(process.execPath, ['-e', script], { stdio: 'ignore' })).toThrow();
  expect(statSync(socket).isSocket()).toBe(true);
  const server = await serve(app, { socket });
  expect(await get(socket)).toBe('yes');
  await server.stop();
});

it('leaves a socket alone that somebody listens on', async () => {
  const first = await serve(app, { socket });
  const second = serve(app, { socket });
  await expect(second).rejects.toThrow(OperationalError);
  await expect(second).rejects.toThrow(`Cannot listen on ${socket}: something else listens there already.`);
  expect(await get(socket)).toBe('yes');
  await first.stop();
});

it('leaves a file alone', async () => {
  writeFileSync(socket, 'precious');
  await expect(serve(app, { socket })).rejects.toThrow('there is a file that is no socket');
  expect(readFileSync(socket, 'utf8')).toBe('precious');
});

it('says where there is no folder', async () => {
  await expect(serve(app, { socket: join(folder, 'no', 'app.sock') })).rejects.toThrow('there is no such folder');
});
