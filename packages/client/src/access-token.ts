/** The access token: kept in memory alone, and when it expires by this machine's clock. */

/** An access token, and what the client reads in it. None of it is trusted for more than the time to ask for another. */
export interface AccessToken {
  readonly text: string;
  /** Milliseconds since the epoch, by this machine's clock. */
  readonly expiresAt: number;
  readonly lifetimeMilliseconds: number;
  /** Which login it belongs to; undefined where it does not say. */
  readonly login: string | undefined;
}

/** When a token was asked for and what the server's clock said. */
export interface IssueTimes {
  /** Milliseconds since the epoch when it was asked for. */
  readonly askedAt: number;
  /** The header `Date` of the answer. */
  readonly serverDate?: string | null;
}

/**
 * Reads a token.
 *
 * How long it lives is counted by the server's clock alone, and from when it was asked for by this machine's: no matter how far
 * the two are apart. A token that cannot be read never expires by itself; the server's 401 says when.
 */
export function readAccessToken(text: string, { askedAt, serverDate }: IssueTimes): AccessToken {
  const { exp, iat, sid, user_id: user } = claimsOf(text);
  const login = textOf(sid) ?? textOf(user);
  const dateSeconds = Date.parse(serverDate ?? '') / 1000;
  const times = [iat, dateSeconds].filter((time): time is number => Number.isFinite(time));
  const isTimed = typeof exp === 'number' && Number.isFinite(exp) && times.length > 0;
  const lifetimeMilliseconds = isTimed ? Math.max(0, (exp - Math.max(...times)) * 1000) : Number.POSITIVE_INFINITY;
  return { text, login, lifetimeMilliseconds, expiresAt: askedAt + lifetimeMilliseconds };
}

const MARGIN_MILLISECONDS = 5_000;

/** Whether a token may still go out: it will not expire on its way. */
export const isFresh = ({ expiresAt, lifetimeMilliseconds }: AccessToken, now: number): boolean =>
  now < expiresAt - Math.min(MARGIN_MILLISECONDS, lifetimeMilliseconds / 10);

function claimsOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const payload = (text.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0));
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof claims === 'object' && claims !== null ? (claims as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

const textOf = (claim: unknown): string | undefined =>
  typeof claim === 'string' || typeof claim === 'number' ? String(claim) : undefined;
