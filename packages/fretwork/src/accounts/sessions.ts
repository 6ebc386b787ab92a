/** Sessions in the database: who is logged in in which browser, and what else is remembered of it. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readCookie, varyOnCookie, writeCookie } from '../http/cookies.ts';
import type { Request, SessionBackend } from '../http/request.ts';
import type { RequestUser } from '../http/user.ts';
import { parseDuration } from '../settings/parse-duration.ts';
import type { Settings } from '../settings/settings.ts';
import type { Accounts } from './accounts.ts';
import { DatabaseSession, type SessionKeeper, type SessionLogin } from './database-session.ts';
import type { SessionModel, SessionRow } from './models.ts';

/** What sessions are kept with. */
export interface SessionOptions {
  readonly model: SessionModel;
  readonly users: Pick<Accounts, 'findByField' | 'updateLastLogin'>;
  readonly settings: Settings;
  readonly now: () => Date;
}

/**
 * Keeps the sessions of an app: hashes of keys, so that a copy of the database lets nobody in.
 *
 * A session ends when nobody uses it (`sessionIdleTimeout`), some time after its login (`sessionAbsoluteTimeout`), at
 * `logout`, and when its user's password is changed.
 *
 * @see Django `contrib.sessions`; OWASP ASVS 7.2 to 7.4
 */
export class Sessions implements SessionBackend {
  readonly #model: SessionModel;
  readonly #users: SessionOptions['users'];
  readonly #settings: Settings;
  readonly #idleMs: number;
  readonly #absoluteMs: number;
  readonly #now: () => Date;
  readonly #keeper: SessionKeeper = {
    remove: (keyHash) => this.#remove(keyHash),
    begin: (user) => this.#begin(user),
    findUser: (login) => this.#findUser(login),
  };

  constructor({ model, users, settings, now }: SessionOptions) {
    this.#model = model;
    this.#users = users;
    this.#settings = settings;
    this.#idleMs = parseDuration(settings.sessionIdleTimeout, 'sessionIdleTimeout') * 1000;
    this.#absoluteMs = parseDuration(settings.sessionAbsoluteTimeout, 'sessionAbsoluteTimeout') * 1000;
    this.#now = now;
  }

  async open(request: Request): Promise<DatabaseSession> {
    const key = readCookie(request, 'sessionCookieName');
    const row = key === undefined ? null : await this.#load(key);
    const session = new DatabaseSession(row, this.#keeper);
    request.beforeResponse((response) => this.#finish(session, key !== undefined, response));
    return session;
  }

  /** Logs a user out everywhere. @returns How many sessions there were. */
  endAll(user: Pick<RequestUser, 'id'>): Promise<number> {
    return this.#model.objects.filter({ userId: String(user.id) }).delete();
  }

  /** Forgets sessions that have expired; for a job every day. @returns How many there were. @see Django `clearsessions` */
  async flushExpired(): Promise<number> {
    const now = this.#now().getTime();
    const idle = await this.#model.objects.filter({ usedAt: { lt: new Date(now - this.#idleMs) } }).delete();
    return idle + (await this.#model.objects.filter({ createdAt: { lt: new Date(now - this.#absoluteMs) } }).delete());
  }

  async #load(key: string): Promise<SessionRow | null> {
    // What no app of ours ever sent is not worth a query.
    if (!KEY.test(key)) return null;
    const row = await this.#model.objects.filter({ keyHash: hashOf(key) }).first();
    return row !== null && this.#isLive(row) ? row : null;
  }

  #isLive({ createdAt, usedAt }: SessionRow): boolean {
    const now = this.#now().getTime();
    return now - usedAt.getTime() < this.#idleMs && now - createdAt.getTime() < this.#absoluteMs;
  }

  async #remove(keyHash: string): Promise<void> {
    await this.#model.objects.filter({ keyHash }).delete();
  }

  async #begin(user: RequestUser): Promise<SessionLogin> {
    await this.#users.updateLastLogin(user, this.#now());
    return { userId: String(user.id), authHash: this.#authHash(user) };
  }

  async #findUser({ userId, authHash }: SessionLogin): Promise<RequestUser | null> {
    const user = await this.#users.findByField('pk', userId);
    return user !== null && isSame(authHash, this.#authHash(user)) ? user : null;
  }

  /** Changes with the password, and says nothing about it without the app's `secretKey`. @see Django `get_session_auth_hash` */
  #authHash(user: RequestUser): string {
    const password = String(Reflect.get(user, 'password') ?? '');
    return createHmac('sha256', this.#settings.secretKey).update(`fretwork session ${password}`).digest('hex');
  }

  async #finish(session: DatabaseSession, hasCookie: boolean, { headers, status }: Response): Promise<void> {
    varyOnCookie(headers);
    // As Django: whoever gets an error of the server should find everything as it was.
    if (status >= 500) return;
    const key = session.isEmpty ? await this.#discard(session) : await this.#save(session);
    if (key === undefined) return;
    if (key !== null) return this.#writeCookie(headers, key, this.#absoluteMs / 1000);
    if (hasCookie) this.#writeCookie(headers, '', 0);
  }

  #writeCookie(headers: Headers, value: string, maxAgeSeconds: number): void {
    writeCookie(headers, this.#settings, 'sessionCookieName', value, { maxAgeSeconds, httpOnly: true });
  }

  async #discard({ row }: DatabaseSession): Promise<null> {
    if (row !== null) await this.#remove(row.keyHash);
    return null;
  }

  // @returns The key for the cookie where it is a new one, null where the session is gone, undefined where all is as before.
  async #save(session: DatabaseSession): Promise<string | null | undefined> {
    const { row, isRenewed } = session;
    const usedAt = this.#now();
    if (row !== null && !isRenewed) {
      const isDue = usedAt.getTime() - row.usedAt.getTime() > this.#idleMs / 10;
      if (!session.isChanged && !isDue) return undefined;
      const data = session.isChanged ? { data: session.toData() } : {};
      return (await this.#update(row, { ...data, usedAt })) ? undefined : null;
    }
    const key = randomBytes(32).toString('base64url');
    const { userId = null, authHash = null } = session.login ?? {};
    const createdAt = row === null || session.isNewLogin ? usedAt : row.createdAt;
    const values = { keyHash: hashOf(key), userId, authHash, data: session.toData(), createdAt, usedAt };
    // One statement, so that a session which is logged out at this moment does not come back.
    if (row !== null && (await this.#update(row, values))) return key;
    if (row !== null && !session.isNewLogin) return null;
    await this.#model.objects.create(values);
    return key;
  }

  async #update(row: SessionRow, values: object): Promise<boolean> {
    return (await this.#model.objects.filter({ keyHash: row.keyHash }).update(values)) === 1;
  }
}

const KEY = /^[\w-]{43}$/;

const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
