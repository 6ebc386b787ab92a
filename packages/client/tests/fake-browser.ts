/** A browser for tests: tabs that share cookies, notes, locks and a channel. */
import type { Channel, Environment, Flags, Locks } from '../src/environment.ts';

/** One tab. */
export interface FakeTab extends Environment {
  /** Shows or hides it. */
  show(isVisible: boolean): void;
  /** Says that the network is back. */
  wake(): void;
}

/** What a browser can do. */
export interface BrowserOptions {
  /** Whether there are Web Locks. @default true */
  readonly hasLocks?: boolean;
}

/** A browser with as many tabs as a test opens. */
export class FakeBrowser {
  readonly notes = new Map<string, string>();
  readonly #channels = new Map<string, Set<(event: { readonly data: unknown }) => void>>();
  readonly #held = new Map<string, Promise<unknown>>();
  readonly #options: BrowserOptions;

  constructor(options: BrowserOptions = {}) {
    this.#options = options;
  }

  /** Opens a tab. */
  tab(): FakeTab {
    let isVisible = true;
    const listeners: (() => void)[] = [];
    const wake = (): void => {
      for (const listener of listeners) listener();
    };
    return {
      page: {},
      locks: this.#options.hasLocks === false ? undefined : this.#locks,
      flags: this.#flags,
      openChannel: (name) => this.#open(name),
      isVisible: () => isVisible,
      onWake: (listener) => void listeners.push(listener),
      show: (visible) => {
        isVisible = visible;
        if (visible) wake();
      },
      wake,
    };
  }

  readonly #flags: Flags = {
    getItem: (name) => this.notes.get(name) ?? null,
    setItem: (name, value) => void this.notes.set(name, value),
    removeItem: (name) => void this.notes.delete(name),
  };

  readonly #locks: Locks = {
    request: async (name, { ifAvailable = false }, task) => {
      for (let held = this.#held.get(name); held !== undefined; held = this.#held.get(name)) {
        if (ifAvailable) return task(null);
        await held.catch(() => undefined);
      }
      const run = task({ name });
      this.#held.set(name, run);
      return run.finally(() => this.#held.delete(name));
    },
  };

  #open(name: string): Channel {
    const others = this.#channels.get(name) ?? new Set();
    this.#channels.set(name, others);
    const own = new Set<(event: { readonly data: unknown }) => void>();
    return {
      addEventListener: (_type, listener) => {
        own.add(listener);
        others.add(listener);
      },
      postMessage: (message) => {
        const data = structuredClone(message);
        for (const listener of others) if (!own.has(listener)) setTimeout(() => listener({ data }), 1);
      },
    };
  }
}
