/** autoreload: what makes a process start again, and what does not. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { autoreload } from './autoreload.ts';

let folder: string;
let stop: AbortController;
let running: Promise<void>;
const lines: string[] = [];
const at = (...names: readonly string[]) => join(folder, ...names);
const log = async () => (await readFile(at('log.txt'), 'utf8').catch(() => '')).trim();
const become = (expected: string) => vi.waitFor(async () => expect(await log()).toBe(expected), 10_000);

/** Keeps `main.js` running, which writes a letter each time it starts. */
const main = (letter: string, then = 'setInterval(() => {}, 1000)') =>
  `require('fs').appendFileSync('log.txt', '${letter}'); ${then}`;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fretwork-reload-'));
  await mkdir(at('migrations'));
  await mkdir(at('node_modules'));
  await writeFile(at('main.js'), main('a'));
  lines.length = 0;
  stop = new AbortController();
  running = autoreload({
    directory: folder,
    except: at('migrations'),
    start: () => spawn(process.execPath, ['main.js'], { cwd: folder, stdio: 'ignore' }),
    terminal: {
      write: (line) => void lines.push(line),
      warn: (line) => void lines.push(line),
      isInteractive: false,
      directory: folder,
    },
    signal: stop.signal,
  });
  await become('a');
});
afterEach(async () => {
  stop.abort();
  await running;
  await rm(folder, { recursive: true, force: true });
});

describe('autoreload', () => {
  it('starts again when a file is written, and when another takes its place, time and again', async () => {
    await writeFile(at('main.js'), main('b'));
    await become('ab');
    for (const [letter, expected] of [
      ['c', 'abc'],
      ['d', 'abcd'],
    ] as const) {
      await writeFile(at('main.tmp'), main(letter));
      await rename(at('main.tmp'), at('main.js'));
      await become(expected);
    }
    expect(lines).toEqual(Array(3).fill('main.js changed, starting again.'));
  });

  it('waits for a change where the process fails', async () => {
    await writeFile(at('main.js'), main('b', 'process.exit(1)'));
    await vi.waitFor(() => expect(lines).toContain('The server failed. It starts again when a file changes.'), 10_000);
    await writeFile(at('main.js'), main('c'));
    await become('abc');
  });

  it('sees files in folders that came later, and what they are called', async () => {
    await mkdir(at('views'));
    await sleep(50);
    await writeFile(at('views', 'books.ts'), '');
    await become('aa');
    expect(lines).toEqual([`${join('views', 'books.ts')} changed, starting again.`]);
    await writeFile(at('.env'), 'A=1');
    await become('aaa');
  });

  it('takes several files that are saved together for one change', async () => {
    for (const name of ['one.ts', 'two.ts', 'three.ts']) await writeFile(at(name), '');
    await become('aa');
    await sleep(300);
    expect(await log()).toBe('aa');
  });

  it('does not look at data, packages and migrations', async () => {
    await writeFile(at('db.sqlite3'), 'x');
    await writeFile(at('node_modules', 'x.js'), 'x');
    await writeFile(at('tokens.json'), '{}');
    await writeFile(at('migrations', 'up.ts'), '');
    await sleep(400);
    expect(await log()).toBe('a');
  });

  it('ends where the process ends well', async () => {
    await writeFile(at('main.js'), main('b', 'process.exit(0)'));
    await running;
    expect(await log()).toBe('ab');
  });
});
