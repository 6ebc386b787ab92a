/** Keeps a session: who is signed in, with which token, and that all who need another token ask for it once. */
import { type AccessToken, isFresh } from './access-token.ts';
import { authorized } from './authorized.ts';
import type { Environment } from './environment.ts';
import { ApiError, errorOf, SessionChanged } from './errors.ts';
import type { Exclusive } from './refresh-lock.ts';
import { RefreshSchedule } from './refresh-schedule.ts';
import type { IssuedTokens, RefreshToken } from './refresh-token.ts';
import { type Session, type SessionState, WatchedState } from './session.ts';
import type { Hint, SessionHint } from './session-hint.ts';
import { createTabs, type EndNews, type TabNews, type Tabs, type TokenNews } from './tabs.ts';
import { type Exchange, isSuccess, type Send } from './transport.ts';

/** What a request goes out with. */
export interface Pass {
  /** Undefined for a stranger. */
  readonly token: AccessToken | undefined;
  /** Counts who was signed in: an answer to another number's request is too late. */
  readonly epoch: number;
}

/** What a session is kept with. */
export interface SessionParts {
  readonly send: Send;
  /** How `me/` is asked for. */
  readonly me: () => Exchange;
  readonly refreshToken: RefreshToken;
  readonly exclusive: Exclusive;
  readonly hint: SessionHint;
  /** What tabs of one session call their channel; undefined where tabs do not share it. */
  readonly channel: string | undefined;
  /** Whether there may be a cookie that nothing here was told of. */
  readonly mayHaveCookie: boolean;
  readonly environment: Environment;
  readonly now: () => number;
}

type Reason = EndNews['reason'];

/** How long to wait for another tab's token: at the start, where there may be no other tab; and after one held the lock. */
const ASK_AT_START_MILLISECONDS = 60;
const ASK_AFTER_WAIT_MILLISECONDS = 250;

/**
 * The session of one server and one browser, or one storage.
 *
 * The access token is here and nowhere else. Whatever finds it missing, old or refused calls `refresh`, which is under way once at a
 * time; its lock keeps other tabs out, and logins and logouts.
 */
export class SessionKeeper<U> implements Session<U> {
  readonly #parts: SessionParts;
  readonly #watched = new WatchedState<U>();
  readonly #schedule: RefreshSchedule;
  readonly #tabs: Tabs;
  #token: AccessToken | undefined;
  #epoch = 0;
  #signOuts = 0;
  #usedAt = 0;
  #isStarted = false;
  #starting: Promise<SessionState<U>> | undefined;
  #restoring: Promise<void> | undefined;
  #refreshing: Promise<void> | undefined;

  constructor(parts: SessionParts) {
    const { environment, channel, now } = parts;
    this.#parts = parts;
    this.#schedule = new RefreshSchedule(now);
    this.#tabs = createTabs(channel === undefined ? undefined : environment.openChannel(channel), (news) =>
      this.#hear(news),
    );
    environment.onWake(() => this.#wake());
  }

  // --------------------------------------------------------------------------------------------------- who it is

  get state(): SessionState<U> {
    return this.#watched.current;
  }

  subscribe(listener: () => void): () => void {
    return this.#watched.watch(listener);
  }

  async start(): Promise<SessionState<U>> {
    this.#isStarted = true;
    if (this.state.status !== 'unknown') return this.state;
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #start(): Promise<SessionState<U>> {
    try {
      await this.#restore();
      if (this.#token !== undefined && this.state.status === 'unknown') await this.loadUser();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (this.state.status === 'unknown') this.#schedule.failed(error, () => this.#retry());
    }
    return this.state;
  }

  /** Asks who is signed in. @throws {ApiError} nobody is, or there is no answer */
  async loadUser({ isLogin = false, signal }: { isLogin?: boolean; signal?: AbortSignal } = {}): Promise<U> {
    const answer = await authorized(this.#parts.send, this, { ...this.#parts.me(), signal });
    if (!isSuccess(answer)) throw errorOf(answer, this.#parts.now());
    this.knowUser(answer.data as U, isLogin);
    return answer.data as U;
  }

  /** Takes what the server said of the user. */
  knowUser(user: U, isLogin = false): void {
    if (this.#token === undefined) return;
    this.#watched.set({ status: 'signedIn', user });
    this.#schedule.succeeded(this.#token, () => this.#onDue());
    this.#tell(this.#token, isLogin);
  }

  // ----------------------------------------------------------------------------------------------------- requests

  /** What a request goes out with now; where the token is old, a new one. @throws {ApiError} it cannot be had */
  async pass(): Promise<Pass> {
    this.#usedAt = this.#parts.now();
    if (this.#token === undefined) {
      if (this.state.status === 'unknown') await this.#restore();
    } else if (!isFresh(this.#token, this.#usedAt)) await this.refresh();
    return this.#current();
  }

  /** What to try again with after a 401; null where trying is no use. @throws {ApiError} a new token cannot be had */
  async renew({ token, epoch }: Pass): Promise<Pass | null> {
    if (token === undefined || epoch !== this.#epoch) return null;
    if (this.#token === token) await this.refresh();
    const current = this.#current();
    return current.epoch === epoch && current.token !== undefined && current.token !== token ? current : null;
  }

  /** As `renew`, after a 401 that may be about a password: null where the server takes the token elsewhere. */
  async renewUnlessProven(pass: Pass): Promise<Pass | null> {
    if (pass.token !== undefined) await this.loadUser().catch(() => undefined);
    const current = this.#current();
    return current.epoch === pass.epoch && current.token !== pass.token ? current : null;
  }

  /** A new token was refused as well: the session is over. */
  refuse({ token, epoch }: Pass): void {
    if (epoch === this.#epoch && token === this.#token) void this.#end('expired');
  }

  /** @throws {SessionChanged} the pass is of a session that is over */
  assertCurrent({ token, epoch }: Pass): void {
    if (token !== undefined && epoch !== this.#epoch) throw new SessionChanged();
  }

  #current(): Pass {
    return { token: this.#token, epoch: this.#epoch };
  }

  // ------------------------------------------------------------------------------------------------- signing in, out

  /**
   * Signs in.
   *
   * @param input What the endpoint reads.
   * @throws {SessionChanged} somebody signed out meanwhile
   */
  async signIn(path: string, input: object, signal?: AbortSignal): Promise<U> {
    const { exclusive, refreshToken } = this.#parts;
    const signOuts = this.#signOuts;
    await exclusive(async () => {
      const tokens = await refreshToken.logIn(path, input, signal);
      if (signOuts !== this.#signOuts) {
        await refreshToken.revoke(tokens.refresh);
        throw new SessionChanged();
      }
      this.#epoch += 1;
      await refreshToken.keep(tokens.refresh);
      this.#token = undefined;
      this.#take(tokens, true);
    });
    const { epoch } = this.#current();
    if (this.state.status === 'signedIn') this.#watched.set({ status: 'unknown' });
    try {
      return await this.loadUser({ isLogin: true });
    } catch (error) {
      if (epoch === this.#epoch) this.#findUserLater(error);
      throw error;
    }
  }

  // Signed in all the same; who it is will be known when the server can be reached.
  #findUserLater(error: unknown): void {
    this.#isStarted = true;
    this.#watched.set({ status: 'unknown' });
    this.#schedule.failed(error, () => this.#retry());
  }

  /** Signs out everywhere in this browser at once; the server hears of it now, or when it can be reached. */
  async signOut(): Promise<void> {
    void this.#end('signedOut', 'ending');
    await this.#finishSignOut();
  }

  /** The server has ended the session, as it was asked to. */
  async signedOut(): Promise<void> {
    await this.#end('signedOut');
  }

  async #finishSignOut(): Promise<void> {
    const { exclusive, hint, refreshToken } = this.#parts;
    try {
      await exclusive(async () => {
        if (hint.read() !== 'ending') return;
        await refreshToken.revoke();
        hint.write('none');
      });
    } catch (error) {
      this.#schedule.failed(error, () => this.#retry());
    }
  }

  // --------------------------------------------------------------------------------------------------------- tokens

  /** Gets a new token; once, however many ask. @throws {ApiError} the server could not decide */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refresh(): Promise<void> {
    this.#schedule.assertMayTry();
    const { token, epoch } = this.#current();
    const isDone = (): boolean => this.#token !== token || this.#epoch !== epoch;
    await this.#parts.exclusive(async (waited) => {
      if (isDone()) return;
      if (waited || token === undefined) {
        await this.#tabs.ask(waited ? ASK_AFTER_WAIT_MILLISECONDS : ASK_AT_START_MILLISECONDS);
        if (isDone()) return;
      }
      await this.#exchange(() => this.#epoch === epoch);
    });
  }

  async #exchange(isWanted: () => boolean): Promise<void> {
    const outcome = await this.#parts.refreshToken.exchange(isWanted).catch((error: unknown) => {
      if (isWanted()) this.#schedule.failed(error, () => this.#retry());
      throw error;
    });
    if (!isWanted()) return;
    if (typeof outcome === 'string') await this.#end(this.#reasonOf(outcome));
    else this.#take(outcome, false);
  }

  // Where nothing was known of a session before, there was none to expire.
  #reasonOf(outcome: 'none' | 'refused'): Reason {
    if (this.state.status !== 'unknown') return 'expired';
    const { hint, refreshToken } = this.#parts;
    return outcome === 'refused' && (hint.read() === 'maybe' || !refreshToken.isCookie) ? 'expired' : 'none';
  }

  /** Finds the session of before, where there may be one. */
  #restore(): Promise<void> {
    this.#restoring ??= this.#restoreOnce().finally(() => {
      this.#restoring = undefined;
    });
    return this.#restoring;
  }

  async #restoreOnce(): Promise<void> {
    const { epoch } = this.#current();
    const hint = this.#parts.hint.read();
    if (hint === 'ending') await this.#finishSignOut();
    const isKept = await this.#parts.refreshToken.isKept();
    if (epoch !== this.#epoch || this.#token !== undefined) return;
    const mayBe = hint !== 'ending' && (isKept ?? (this.#parts.mayHaveCookie && hint !== 'none'));
    if (!mayBe) {
      this.#watched.set({ status: 'signedOut', reason: 'none' });
      return;
    }
    try {
      await this.refresh();
    } catch (error) {
      // An app without accounts has no session either.
      if (!(error instanceof ApiError && error.status === 404)) throw error;
      await this.#end('none');
    }
  }

  #take({ access }: IssuedTokens, isLogin: boolean): void {
    const known = this.#token?.login;
    this.#token = access;
    this.#parts.hint.write('maybe');
    this.#schedule.succeeded(access, () => this.#onDue());
    if (!isLogin && known !== undefined && access.login !== known) this.#becomeAnother();
    else if (!isLogin) this.#tell(access, false);
  }

  // The cookie is of another login than the token was: somebody signed in where this tab could not hear of it.
  #becomeAnother(): void {
    this.#epoch += 1;
    this.#watched.set({ status: 'unknown' });
    void this.start();
  }

  // What others see of it has happened before this returns; then the storage is emptied.
  async #end(reason: Reason, hint: Hint = 'none'): Promise<void> {
    const login = this.#token?.login;
    this.#forget(reason);
    this.#parts.hint.write(hint);
    if (reason !== 'none') this.#tabs.tell({ kind: 'end', reason, login });
    // A storage that fails keeps a token that the server has ended, or is about to.
    await this.#parts.refreshToken.forget().catch(() => undefined);
  }

  #forget(reason: Reason): void {
    this.#epoch += 1;
    if (reason === 'signedOut') this.#signOuts += 1;
    this.#token = undefined;
    this.#schedule.stop();
    this.#schedule.forgive();
    this.#watched.set({ status: 'signedOut', reason });
  }

  // ---------------------------------------------------------------------------------------------------- tabs, timers

  #tell(token: AccessToken, isLogin: boolean): void {
    const { state } = this;
    const user = state.status === 'signedIn' ? { user: state.user } : {};
    this.#tabs.tell({ kind: 'token', token, isLogin, ...user });
  }

  #hear(news: TabNews): void {
    if (news.kind === 'token') this.#hearToken(news);
    else if (news.kind === 'end') this.#hearEnd(news);
    else if (this.#token !== undefined && isFresh(this.#token, this.#parts.now())) this.#tell(this.#token, false);
  }

  #hearToken(news: TokenNews): void {
    const { token, isLogin } = news;
    const isOther = this.#token?.login !== token.login;
    // News of a session that was ended here must not bring it back.
    if (this.state.status === 'signedOut' && !isLogin) return;
    if (!isFresh(token, this.#parts.now())) return;
    if (!isOther && this.#token !== undefined && token.expiresAt < this.#token.expiresAt) return;
    if (isOther && this.#token !== undefined) this.#epoch += 1;
    if (this.#token?.text !== token.text) {
      this.#token = token;
      this.#schedule.succeeded(token, () => this.#onDue());
    }
    if ('user' in news) this.#watched.set({ status: 'signedIn', user: news.user as U });
    else if (isOther && this.state.status !== 'unknown') this.#becomeAnother();
    else if (this.state.status === 'unknown' && this.#isStarted) void this.start();
  }

  #hearEnd({ login, reason }: EndNews): void {
    const isOther = login !== undefined && this.#token?.login !== undefined && this.#token.login !== login;
    if (isOther || this.state.status === 'signedOut') return;
    this.#forget(reason);
  }

  // Nobody looks, or nobody asked for anything since the last token: whoever comes back will need one first.
  #onDue(): void {
    const token = this.#token;
    if (token === undefined || !this.#parts.environment.isVisible()) return;
    if (this.#usedAt > token.expiresAt - token.lifetimeMilliseconds) this.#refreshQuietly();
  }

  #wake(): void {
    if (!this.#parts.environment.isVisible()) return;
    this.#schedule.forgive();
    this.#retry();
  }

  #retry(): void {
    if (!this.#parts.environment.isVisible()) return;
    const { hint, now } = this.#parts;
    if (hint.read() === 'ending') void this.#finishSignOut();
    else if (this.state.status === 'unknown') {
      if (this.#isStarted) void this.start();
    } else if (this.#token !== undefined && now() >= RefreshSchedule.dueAt(this.#token)) this.#refreshQuietly();
  }

  // A failure has set the timer for the next try.
  #refreshQuietly(): void {
    this.refresh().catch(() => undefined);
  }
}
