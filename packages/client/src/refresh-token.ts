/** The refresh token: where it is kept, and what the server is asked with it. */
import { type AccessToken, readAccessToken } from './access-token.ts';
import type { Addresses } from './address.ts';
import { type ApiError, errorOf, NetworkError } from './errors.ts';
import type { TokenStorage } from './token-storage.ts';
import { type Answer, type Exchange, isSuccess, type Send } from './transport.ts';

/** What a login or a refresh gives. */
export interface IssuedTokens {
  readonly access: AccessToken;
  /** Undefined where it went into the cookie. */
  readonly refresh: string | undefined;
}

/** What became of a refresh: tokens, or that there was nothing to refresh with, or that the server refused it. */
export type RefreshOutcome = IssuedTokens | 'none' | 'refused';

/** What a refresh token needs to be exchanged. */
export interface RefreshTokenParts {
  readonly send: Send;
  readonly addresses: Addresses;
  readonly transport: 'cookie' | TokenStorage;
  readonly now: () => number;
}

/** The server's word that a refresh token is no good; whatever else it answers says nothing of the token. */
const REFUSALS: ReadonlySet<number> = new Set([400, 401]);
/** A logout that the server could not look at is still to be told. */
const isHeard = ({ status }: Answer): boolean => status < 500 && status !== 429;

/** The refresh token of one session. */
export class RefreshToken {
  readonly #parts: RefreshTokenParts;
  readonly #storage: TokenStorage | undefined;
  /** The token of a session that is over here, for as long as the server has not heard of it. */
  #unrevoked: string | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: RefreshTokenParts) {
    this.#parts = parts;
    this.#storage = parts.transport === 'cookie' ? undefined : parts.transport;
  }

  /** Whether the browser keeps it. */
  get isCookie(): boolean {
    return this.#storage === undefined;
  }

  /** Whether a storage holds one; undefined where only the browser knows, about its cookie. */
  async isKept(): Promise<boolean | undefined> {
    if (this.#storage === undefined) return undefined;
    return (await this.#inTurn((storage) => storage.get())) !== null;
  }

  /**
   * Asks for new tokens.
   *
   * @param isWanted Whether the session that asks still goes on when the answer is there; what nobody wants is not kept.
   * @throws {ApiError} the server could not decide; the token may still be good
   */
  async exchange(isWanted: () => boolean): Promise<RefreshOutcome> {
    let presented = this.#storage && (await this.#inTurn((storage) => storage.get()));
    if (presented === null) return 'none';
    for (;;) {
      const askedAt = this.#parts.now();
      const answer = await this.#post('refresh/', presented === undefined ? {} : { refresh: presented });
      if (isSuccess(answer)) {
        const tokens = this.issued(answer, askedAt);
        if (isWanted()) await this.keep(tokens.refresh);
        return tokens;
      }
      if (!REFUSALS.has(answer.status)) throw this.#error(answer);
      // Where there is no lock over tabs, another one may have changed it meanwhile.
      const now = this.#storage && (await this.#inTurn((storage) => storage.get()));
      if (typeof now !== 'string' || now === presented) return answer.status === 400 ? 'none' : 'refused';
      presented = now;
    }
  }

  /**
   * Signs in.
   *
   * @param input What the endpoint reads, without `transport`.
   * @throws {ApiError} the server refuses
   */
  async logIn(path: string, input: object, signal: AbortSignal | undefined): Promise<IssuedTokens> {
    const askedAt = this.#parts.now();
    const transport = this.#storage === undefined ? 'cookie' : 'body';
    const answer = await this.#post(path, { ...input, transport }, signal);
    if (!isSuccess(answer)) throw this.#error(answer);
    return this.issued(answer, askedAt);
  }

  /** Keeps a token where it belongs. */
  async keep(token: string | undefined): Promise<void> {
    if (token !== undefined) await this.#inTurn((storage) => storage.set(token));
  }

  /** Forgets the token here; `revoke` tells the server. */
  async forget(): Promise<void> {
    await this.#inTurn(async (storage) => {
      this.#unrevoked = (await storage.get()) ?? this.#unrevoked;
      await storage.clear();
    });
  }

  /**
   * Ends the session on the server.
   *
   * @param token Another one than that which was forgotten.
   * @throws {ApiError} the server could not be told
   */
  async revoke(token?: string): Promise<void> {
    await this.#last;
    const refresh = token ?? this.#unrevoked;
    if (this.#storage !== undefined && refresh === undefined) return;
    const answer = await this.#post('logout/', this.#storage === undefined ? {} : { refresh });
    if (!isHeard(answer)) throw this.#error(answer);
    if (refresh === this.#unrevoked) this.#unrevoked = undefined;
  }

  /** The tokens of an answer. @throws {NetworkError} something other than the API answered, such as a hotel's page */
  issued({ data, headers }: Answer, askedAt: number): IssuedTokens {
    const { access, refresh } = (data ?? {}) as { readonly access?: unknown; readonly refresh?: unknown };
    if (typeof access !== 'string') throw new NetworkError('Something other than the API answered.');
    const token = readAccessToken(access, { askedAt, serverDate: headers.get('date') });
    return { access: token, refresh: typeof refresh === 'string' ? refresh : undefined };
  }

  #post(path: string, body: object, signal?: AbortSignal): Promise<Answer> {
    const { send, addresses } = this.#parts;
    const exchange: Exchange = { method: 'POST', url: addresses.account(path), body, signal };
    return send({ ...exchange, credentials: this.#storage === undefined ? 'include' : 'omit', redirect: 'error' });
  }

  #error(answer: Answer): ApiError {
    return errorOf(answer, this.#parts.now());
  }

  // A storage may be slow; what is asked of it happens in the order in which it was asked.
  #inTurn<T>(task: (storage: TokenStorage) => T | Promise<T>): Promise<T | null> {
    const storage = this.#storage;
    const run = this.#last.then(() => (storage === undefined ? null : task(storage)));
    this.#last = run.catch(() => undefined);
    return run;
  }
}
