/** Session: what an app remembers of a browser from one request to the next. */
import type { JsonValue } from '../models/field.ts';
import type { Request } from './request.ts';
import type { RequestUser } from './user.ts';

/**
 * What an app remembers of a browser, by the key in its cookie; `await request.session`.
 *
 * Changes are written once, when the answer is ready. A session without values and without a user is not kept at all.
 *
 * @see Django `SessionBase`
 */
export interface Session {
  /** The primary key of the user who is logged in, as text; `null` where nobody is. */
  readonly userId: string | null;
  /** The value of a name; `undefined` where there is none. Server-side, so it is what was set. */
  get(name: string): JsonValue | undefined;
  has(name: string): boolean;
  keys(): Iterable<string>;
  /** Keeps a value: text, number, boolean, null, or lists and objects of them. */
  set(name: string, value: JsonValue): void;
  /** @returns Whether there was a value. */
  delete(name: string): boolean;
  /** Keeps everything under a new key; for whenever the browser's rights change. @see Django `cycle_key` */
  cycleKey(): void;
  /** Forgets everything, at once: from here on the old key is nobody's. @see Django `flush` */
  flush(): Promise<void>;
  /** Makes it the session of a user, under a new key; what another user left in it is forgotten. Writes the last login. */
  logIn(user: RequestUser): Promise<void>;
  /** Who is logged in, active or not; `null` where nobody is, or the password was changed since. @see Django `get_user` */
  getUser(): Promise<RequestUser | null>;
}

/** Where an app keeps its sessions; `Sessions` keeps them in the database. */
export interface SessionBackend {
  /** The session of a request, new where its cookie names none; saved when the request is answered. */
  open(request: Request): Promise<Session>;
}
