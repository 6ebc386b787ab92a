/** DatabaseSession: one browser's session while a request lasts. */
import type { Session } from '../http/request.ts';
import type { RequestUser } from '../http/user.ts';
import type { JsonValue } from '../models/field.ts';
import type { SessionRow } from './models.ts';

/** Who is logged in in a session. */
export interface SessionLogin {
  readonly userId: string;
  /** What becomes another one when the user's password is changed. */
  readonly authHash: string;
}

/** What a session needs of those who keep it. */
export interface SessionKeeper {
  /** Deletes a session. */
  remove(keyHash: string): Promise<void>;
  /** Takes note of a login. */
  begin(user: RequestUser): Promise<SessionLogin>;
  /** The user of a login; null where they are gone, or have another password now. */
  findUser(login: SessionLogin): Promise<RequestUser | null>;
}

/** A session and what has become of it; `Sessions` reads and writes it. */
export class DatabaseSession implements Session {
  readonly #keeper: SessionKeeper;
  readonly #values: Map<string, JsonValue>;
  #row: SessionRow | null;
  #login: SessionLogin | null;
  #isChanged = false;
  #isRenewed = false;
  #isNewLogin = false;

  /** @param row As the cookie named it; null for a new session. */
  constructor(row: SessionRow | null, keeper: SessionKeeper) {
    const { userId = null, authHash = null, data = {} } = row ?? {};
    this.#keeper = keeper;
    this.#row = row;
    this.#values = new Map(Object.entries(data));
    this.#login = userId === null || authHash === null ? null : { userId, authHash };
  }

  /** The row that the session was read from; null where there is none, or no longer. */
  get row(): SessionRow | null {
    return this.#row;
  }

  get login(): SessionLogin | null {
    return this.#login;
  }

  get userId(): string | null {
    return this.#login?.userId ?? null;
  }

  /** Whether there is nothing to keep. */
  get isEmpty(): boolean {
    return this.#login === null && this.#values.size === 0;
  }

  get isChanged(): boolean {
    return this.#isChanged;
  }

  /** Whether it has to get a new key. */
  get isRenewed(): boolean {
    return this.#isRenewed;
  }

  /** Whether somebody has logged in with this request. */
  get isNewLogin(): boolean {
    return this.#isNewLogin;
  }

  get(name: string): JsonValue | undefined {
    return this.#values.get(name);
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  keys(): Iterable<string> {
    return this.#values.keys();
  }

  set(name: string, value: JsonValue): void {
    this.#values.set(name, value);
    this.#isChanged = true;
  }

  delete(name: string): boolean {
    const existed = this.#values.delete(name);
    this.#isChanged ||= existed;
    return existed;
  }

  cycleKey(): void {
    this.#isRenewed = true;
  }

  async flush(): Promise<void> {
    this.#values.clear();
    this.#login = null;
    this.#isNewLogin = false;
    const row = this.#row;
    this.#row = null;
    if (row !== null) await this.#keeper.remove(row.keyHash);
  }

  // The new key is what makes one worthless that somebody planted in the browser before.
  async logIn(user: RequestUser): Promise<void> {
    const login = await this.#keeper.begin(user);
    if (this.#login !== null && this.#login.userId !== login.userId) await this.flush();
    this.#login = login;
    this.#isRenewed = true;
    this.#isNewLogin = true;
  }

  async getUser(): Promise<RequestUser | null> {
    return this.#login === null ? null : this.#keeper.findUser(this.#login);
  }

  /** The values as they are kept. */
  toData(): Readonly<Record<string, JsonValue>> {
    return Object.fromEntries(this.#values);
  }
}
