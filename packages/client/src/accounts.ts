/** The account endpoints, as calls. */
import type { App } from 'fretwork';
import type { InstanceOf } from 'fretwork/models';
import { segmentOf } from './address.ts';
import type { ApiCalls } from './authorized.ts';
import { errorOf } from './errors.ts';
import type { JSONOf } from './json-of.ts';
import type { RequestOptions } from './resource.ts';
import type { SessionKeeper } from './session-keeper.ts';
import { isSuccess, type Send } from './transport.ts';

/** What `me/` shows of a user, as far as the model has it. */
type ShownField = 'id' | 'username' | 'email' | 'firstName' | 'lastName' | 'isStaff' | 'dateJoined' | 'lastLogin';
type ChangeableField = 'username' | 'firstName' | 'lastName';

type UserOf<A> =
  A extends App<infer _U, infer M, infer _S> ? (M extends { readonly User: infer U } ? InstanceOf<U> : never) : never;
type Simplify<T> = { [K in keyof T]: T[K] } & {};

/**
 * The signed-in user of an app: what `me/` answers.
 *
 * @typeParam A The app: `typeof app`.
 */
export type ClientUser<A> = [UserOf<A>] extends [never]
  ? Readonly<Record<string, unknown>>
  : Simplify<JSONOf<Pick<UserOf<A>, ShownField & keyof UserOf<A>>>>;

/** A name or an address, and a password. */
export type Credentials = { readonly password: string } & (
  | { readonly email: string; readonly username?: never }
  | { readonly username: string; readonly email?: never }
);

/** A code is on its way. */
export interface CodeFlow {
  /** Goes with the code. */
  readonly flow: string;
  /** Seconds for which the code is good. */
  readonly expiresIn: number;
  /** Seconds after which another one may be asked for. */
  readonly resendIn: number;
}

/** A code that came by e-mail, and the flow it belongs to. */
export interface ReturnedCode {
  readonly flow: string;
  readonly code: string;
}

/** An address that a code is to be sent to. */
export interface CodeAddress {
  readonly email: string;
  /** What the app's captcha gave; for apps that ask for one. */
  readonly captcha?: string;
}

/** A login of one's own, on whatever device. */
export interface Login {
  readonly id: string;
  /** The browser, in its own words. */
  readonly device: string;
  /** Where from. */
  readonly address: string | null;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  readonly expiresAt: string;
  /** Whether it is this one. */
  readonly isCurrent: boolean;
}

/**
 * The life of an account. A wrong password or code rejects with `NotAuthenticated`, and leaves the session as it is.
 *
 * @typeParam U The user: what `me/` answers.
 */
export interface Accounts<U> {
  /** Asks for an account; a code goes out by e-mail. */
  register(input: CodeAddress & { readonly password?: string }, options?: RequestOptions): Promise<CodeFlow>;
  /** Proves the address with the code: there is an account then, and it is signed in. */
  verify(input: ReturnedCode, options?: RequestOptions): Promise<U>;
  /** Sends another code for a flow. */
  resend(input: Pick<ReturnedCode, 'flow'> & Pick<CodeAddress, 'captcha'>, options?: RequestOptions): Promise<CodeFlow>;
  /** Sends a code to sign in with; for apps with `loginByCode`. */
  requestLoginCode(input: CodeAddress, options?: RequestOptions): Promise<CodeFlow>;
  /** Signs in with a code. */
  confirmLoginCode(input: ReturnedCode, options?: RequestOptions): Promise<U>;
  /** Ends every login of the user, this one too. */
  logoutAll(options?: RequestOptions): Promise<void>;
  /** Ends every other login. */
  changePassword(
    input: { readonly currentPassword: string; readonly newPassword: string },
    options?: RequestOptions,
  ): Promise<void>;
  requestPasswordReset(input: CodeAddress, options?: RequestOptions): Promise<CodeFlow>;
  /** Ends every login. */
  confirmPasswordReset(input: ReturnedCode & { readonly newPassword: string }, options?: RequestOptions): Promise<void>;
  /** Sends a code to the new address. */
  requestEmailChange(input: CodeAddress & { readonly password: string }, options?: RequestOptions): Promise<CodeFlow>;
  confirmEmailChange(input: ReturnedCode, options?: RequestOptions): Promise<void>;
  /** The user; the session knows it from then on. */
  me(options?: RequestOptions): Promise<U>;
  /** Changes the user's names. */
  updateMe(input: Partial<Pick<U, ChangeableField & keyof U>>, options?: RequestOptions): Promise<U>;
  /** Where one is signed in, the login used last first. */
  sessions(options?: RequestOptions): Promise<readonly Login[]>;
  /** Ends a login of one's own. */
  endSession(id: string, options?: RequestOptions): Promise<void>;
}

/** What the calls of an account are made with. */
export interface AccountParts<U> {
  readonly api: ApiCalls;
  readonly send: Send;
  readonly session: SessionKeeper<U>;
  readonly now: () => number;
}

/** Makes the calls of the account endpoints. */
export function createAccounts<U>({ api, send, session, now }: AccountParts<U>): Accounts<U> {
  const { addresses } = api;
  // For everybody: no token goes with it, and a 401 is about what was sent.
  const open = async (path: string, body: object, { signal }: RequestOptions = {}): Promise<unknown> => {
    const answer = await send({ method: 'POST', url: addresses.account(path), body, signal, redirect: 'error' });
    if (!isSuccess(answer)) throw errorOf(answer, now());
    return answer.data;
  };
  const own = async (method: string, path: string, body: object | undefined, { signal }: RequestOptions = {}) =>
    api.call({ method, url: addresses.account(path), body, signal, redirect: 'error' });
  const check = async (path: string, body: object, { signal }: RequestOptions = {}) =>
    api.call({ method: 'POST', url: addresses.account(path), body, signal, redirect: 'error', isCheck: true });
  return {
    register: (input, options) => open('register/', input, options) as Promise<CodeFlow>,
    verify: (input, { signal } = {}) => session.signIn('verify/', input, signal),
    resend: (input, options) => open('resend/', input, options) as Promise<CodeFlow>,
    requestLoginCode: (input, options) => open('login/code/', input, options) as Promise<CodeFlow>,
    confirmLoginCode: (input, { signal } = {}) => session.signIn('login/code/confirm/', input, signal),
    logoutAll: async (options) => {
      await own('POST', 'logout-all/', undefined, options);
      await session.signedOut();
    },
    changePassword: async (input, options) => void (await check('password/change/', input, options)),
    requestPasswordReset: (input, options) => open('password/reset/', input, options) as Promise<CodeFlow>,
    confirmPasswordReset: async (input, options) => void (await open('password/reset/confirm/', input, options)),
    requestEmailChange: (input, options) => check('email/change/', input, options) as Promise<CodeFlow>,
    confirmEmailChange: async (input, options) => {
      await check('email/change/confirm/', input, options);
      // The address has changed, whether or not it can be shown at once.
      await session.loadUser().catch(() => undefined);
    },
    me: (options) => session.loadUser(options),
    updateMe: async (input, options) => {
      const user = (await own('PATCH', 'me/', input, options)) as U;
      session.knowUser(user);
      return user;
    },
    sessions: (options) => own('GET', 'sessions/', undefined, options) as Promise<readonly Login[]>,
    endSession: async (id, options) => void (await own('DELETE', `sessions/${segmentOf(id)}/`, undefined, options)),
  };
}
