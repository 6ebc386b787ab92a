/** What the tabs of a browser tell each other about the session. */
import type { AccessToken } from './access-token.ts';
import type { Channel } from './environment.ts';
import type { SessionState } from './session.ts';

/** Somebody has a token. */
export interface TokenNews {
  readonly kind: 'token';
  readonly token: AccessToken;
  /** The user, where known. */
  readonly user?: unknown;
  /** Whether it is of a login just now, rather than of a refresh. */
  readonly isLogin: boolean;
}

/** The session is over. */
export interface EndNews {
  readonly kind: 'end';
  readonly reason: Extract<SessionState<unknown>, { status: 'signedOut' }>['reason'];
  /** Which login is over; undefined for whichever it is. */
  readonly login: string | undefined;
}

/** Anything that a tab can say. */
export type TabNews = TokenNews | EndNews | { readonly kind: 'ask' };

/** The other tabs. */
export interface Tabs {
  tell(news: TabNews): void;
  /** Asks for a token and waits until one came, or nobody answered; what came has gone to the listener by then. */
  ask(milliseconds: number): Promise<void>;
}

/**
 * Listens to the other tabs.
 *
 * @param channel Undefined where there are no others.
 */
export function createTabs(channel: Channel | undefined, listener: (news: TabNews) => void): Tabs {
  const waiting = new Set<() => void>();
  channel?.addEventListener('message', ({ data }) => {
    if (!isNews(data)) return;
    listener(data);
    if (data.kind === 'token') for (const wake of waiting) wake();
  });
  const tell = (news: TabNews): void => channel?.postMessage(news);
  return {
    tell,
    ask: async (milliseconds) => {
      if (channel === undefined) return;
      await new Promise<void>((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          waiting.delete(done);
          resolve();
        };
        const timer = setTimeout(done, milliseconds);
        waiting.add(done);
        tell({ kind: 'ask' });
      });
    },
  };
}

// Only pages of the same origin can write here, but an older version of the app may be among them.
function isNews(data: unknown): data is TabNews {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return false;
  if (data.kind === 'ask' || data.kind === 'end') return true;
  return data.kind === 'token' && 'token' in data && typeof data.token === 'object' && data.token !== null;
}
