/** What a request can reach of the app that answers it. */
import type { Settings } from '../settings/settings.ts';
import type { Logger } from './logger.ts';
import type { SessionBackend } from './request.ts';
import type { RequestUser } from './user.ts';

/** Arguments that a path's converters read from a URL, by name. */
export type Kwargs = Readonly<Record<string, string | number>>;

/** Name and password, as a client sent them. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Whoever tries a password, as far as limits need to know; a `Request` is one. */
export interface LoginCaller {
  readonly remoteAddress: string | undefined;
}

/** The limits of logins with a password, the same at every door. */
export interface LoginGuard {
  /**
   * Counts a try, checks it, and forgets the tries of that name where it was right.
   *
   * @param name As it was typed.
   * @param check Answers who it is; null for nobody, whatever the reason.
   * @throws {Throttled} too many tries; nothing was checked
   * @throws {OperationalError} the cache is away: without counting nobody may try
   */
  guard<T extends object>(caller: LoginCaller, name: string, check: () => Promise<T | null>): Promise<T | null>;

  /**
   * The same for a password that comes with every request: a wrong one counts, a right one neither counts nor forgives.
   *
   * Of one name, as many are checked at a time as the limits have left; others wait, and are asked again.
   *
   * @throws {Throttled} too many wrong ones; also where others used up the budget while this one was checked
   * @throws {OperationalError} the cache is away: without counting nobody may try
   */
  guardRequest<T extends object>(caller: LoginCaller, name: string, check: () => Promise<T | null>): Promise<T | null>;
}

/** The part of an app that requests, views and permissions may use. */
export interface AppContext {
  readonly settings: Settings;
  readonly logger: Logger;
  /** Headers of every answer. */
  readonly responseHeaders: Readonly<Record<string, string>>;

  /**
   * The path of a named route.
   *
   * @throws {NoReverseMatch} no route has the name and takes exactly these arguments
   */
  reverse(name: string, kwargs?: Kwargs): string;

  /** Checks a name and a password; the user, active or not, or `null`. Absent where the app has no accounts. */
  readonly authenticate?: (credentials: Credentials) => Promise<RequestUser | null>;

  /** The limits of logins with a password. Absent where the app has no accounts. */
  readonly loginGuard?: LoginGuard;

  /** Where sessions are kept. Absent where the app has none. */
  readonly sessions?: SessionBackend;
}
