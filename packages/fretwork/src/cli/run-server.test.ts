/** runserver in a process of its own: answers, starts again, stops. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandError } from '../errors.ts';
import { type CommandProject, createCommandProject } from '../testing/command-project.ts';
import { parseAddress } from './run-server.ts';

let project: CommandProject;
beforeEach(async () => {
  project = await createCommandProject('Book: { title: f.char({ maxLength: 200 }) }');
});
afterEach(() => project.drop());

const SCRIPT = fileURLToPath(new URL('./fretwork.js', import.meta.url));

describe('parseAddress', () => {
  it.each([
    ['8000', '127.0.0.1', 8000],
    ['0.0.0.0:80', '0.0.0.0', 80],
    ['localhost:0', 'localhost', 0],
    ['[::1]:8000', '::1', 8000],
  ])('reads %s', (address, host, port) => {
    expect(parseAddress(address)).toEqual({ host, port });
  });

  it.each(['', 'x', '65536', '1:2:3', 'localhost:', ':80', '80;ls'])('refuses "%s"', (address) => {
    expect(() => parseAddress(address)).toThrow(CommandError);
  });
});

describe('runserver', () => {
  it.each([[['--no-reload']], [[]]])('with %j answers until it is stopped', { timeout: 60_000 }, async (flags) => {
    const child = spawn(process.execPath, [SCRIPT, 'runserver', 'localhost:0', ...flags], { cwd: project.directory });
    child.stdout.setEncoding('utf8');
    let url: string | undefined;
    for await (const text of child.stdout) {
      url = /http:\S+/.exec(text)?.[0];
      if (url !== undefined) break;
    }
    const response = await fetch(new URL('/hello/world/', url));
    expect(await response.json()).toEqual({ from: expect.stringMatching(/^(::ffff:)?127\.0\.0\.1$|^::1$/) });
    child.kill('SIGTERM');
    await once(child, 'exit');
    await expect(fetch(new URL('/hello/world/', url))).rejects.toThrow();
  });

  it('says in one line which port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    expect(await project.run('runserver', String(port), '--no-reload')).toMatchObject({
      status: 1,
      errors: [expect.stringContaining(`127.0.0.1:${port}`)],
    });
    server.close();
  });
});
