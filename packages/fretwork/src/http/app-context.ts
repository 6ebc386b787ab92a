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

  /** Where sessions are kept. Absent where the app has none. */
  readonly sessions?: SessionBackend;
}
