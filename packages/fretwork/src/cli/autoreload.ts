/** Starts a process again whenever a source of the project changes, however an editor saves it. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { join, relative } from 'node:path';
import type { Terminal } from './context.ts';

const SOURCE = /\.[cm]?[jt]sx?$|^\.env$/; // not JSON: programs write it
const SKIPPED = /^(?:node_modules|\..+)$/;
const SETTLE_MS = 100; // one "save all" is one change
const GRACE_MS = 3000;

/** What is kept running. */
export interface AutoreloadOptions {
  /** The folder whose sources are watched, with those below; `node_modules` and hidden folders aside. */
  readonly directory: string;
  /** A folder below it that is left out as well. */
  readonly except: string;
  readonly start: () => ChildProcess;
  readonly terminal: Terminal;
  /** Ends it all. */
  readonly signal: AbortSignal;
}

/**
 * Keeps a process running until the signal comes, or until it ends well by itself.
 *
 * One that fails is started again at the next change. Node's own `--watch` follows files, and loses one that an editor or
 * Git puts in place of another; folders stay.
 *
 * @see Django `utils.autoreload`
 */
export async function autoreload({ directory, except, start, terminal, signal }: AutoreloadOptions): Promise<void> {
  const sources = new SourceWatcher(directory, except);
  const stopped = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    while (!signal.aborted) {
      const child = start();
      const ended = once(child, 'exit');
      const changed = sources.next();
      await Promise.race([ended, changed, stopped]);
      if (child.exitCode === null && child.signalCode === null) await end(child, ended);
      else if (child.exitCode === 0) return;
      else if (!signal.aborted) terminal.warn('The server failed. It starts again when a file changes.');
      const file = await Promise.race([changed, stopped]);
      if (file !== undefined) terminal.write(`${file} changed, starting again.`);
    }
  } finally {
    sources.close();
  }
}

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  await ended;
  clearTimeout(timer);
}

/** Watches the folders of a project; a folder knows of its files whether they are written or replaced. */
class SourceWatcher {
  readonly #directory: string;
  readonly #except: string;
  readonly #watchers = new Map<string, FSWatcher>();
  #timer: NodeJS.Timeout | undefined;
  #tell: (file: string) => void = () => undefined;

  constructor(directory: string, except: string) {
    this.#directory = directory;
    this.#except = except;
    this.#watch(directory);
  }

  /** The file that changes next. */
  next(): Promise<string> {
    return new Promise((resolve) => {
      this.#tell = resolve;
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.close();
  }

  #watch(folder: string): void {
    if (folder === this.#except || this.#watchers.has(folder)) return;
    const forget = (): void => {
      this.#watchers.get(folder)?.close();
      this.#watchers.delete(folder);
    };
    try {
      this.#watchers.set(folder, watch(folder, (_event, name) => this.#see(folder, name)).on('error', forget));
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (entry.isDirectory() && !SKIPPED.test(entry.name)) this.#watch(join(folder, entry.name));
      }
    } catch {
      forget(); // it is gone already
    }
  }

  #see(folder: string, name: string | null): void {
    if (name === null) return;
    const path = join(folder, name);
    if (!SKIPPED.test(name) && statSync(path, { throwIfNoEntry: false })?.isDirectory()) this.#watch(path);
    if (!SOURCE.test(name)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(relative(this.#directory, path)), SETTLE_MS);
  }
}
