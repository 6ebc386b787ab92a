/** What the client takes from where it runs: a page's tabs, locks and storage; nothing of it elsewhere. */

/** As much of `BroadcastChannel` as the client needs. */
export interface Channel {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** As much of `LockManager` as the client needs. */
export interface Locks {
  request<T>(
    name: string,
    options: { readonly ifAvailable?: boolean },
    task: (lock: unknown) => Promise<T>,
  ): Promise<T>;
}

/** As much of `Storage` as the client needs. */
export type Flags = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Where a client runs. */
export interface Environment {
  /** What all clients of one browser tab share; undefined outside of a page, where two clients may be two users. */
  readonly page: object | undefined;
  readonly locks: Locks | undefined;
  readonly flags: Flags | undefined;
  openChannel(name: string): Channel | undefined;
  /** Whether somebody can see the page; true where there is none. */
  isVisible(): boolean;
  /** Calls a listener when the network is back or the page is seen again. */
  onWake(listener: () => void): void;
}

const NOWHERE: Environment = {
  page: undefined,
  locks: undefined,
  flags: undefined,
  openChannel: () => undefined,
  isVisible: () => true,
  onWake: () => undefined,
};

/** Where this client runs. */
export function currentEnvironment(): Environment {
  const page = globalThis.document as Document | undefined;
  if (page === undefined) return NOWHERE;
  return {
    page,
    locks: (globalThis.navigator as Navigator | undefined)?.locks as Locks | undefined,
    flags: flagsOfPage(),
    openChannel: (name) => (typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(name)),
    isVisible: () => page.visibilityState === 'visible',
    onWake: (listener) => {
      globalThis.addEventListener?.('online', listener);
      page.addEventListener('visibilitychange', () => {
        if (page.visibilityState === 'visible') listener();
      });
    },
  };
}

// A page may be forbidden to keep anything, and says so by throwing.
function flagsOfPage(): Flags | undefined {
  try {
    return globalThis.localStorage as Storage | undefined;
  } catch {
    return undefined;
  }
}
