/** Requests with the session's token: a token that was refused is changed once, and what comes too late is dropped. */
import type { Addresses } from './address.ts';
import { errorOf } from './errors.ts';
import type { Pass } from './session-keeper.ts';
import { type Answer, type Exchange, isSuccess, type Send } from './transport.ts';

/** Gives out what requests go with. */
export interface Passes {
  pass(): Promise<Pass>;
  renew(pass: Pass): Promise<Pass | null>;
  renewUnlessProven(pass: Pass): Promise<Pass | null>;
  refuse(pass: Pass): void;
  assertCurrent(pass: Pass): void;
}

/** A request that is sent with a token. */
export interface AuthorizedExchange extends Exchange {
  /** Whether a 401 may be about a password or a code in the body, rather than about the token. @default false */
  readonly isCheck?: boolean;
}

/**
 * Sends a request as whoever is signed in.
 *
 * After a 401 it asks for another token, which all who need one share, and tries once more; a second 401 ends the session.
 *
 * @throws {SessionChanged} the session was over before the answer was there
 * @throws {NetworkError} there is no answer, or no new token can be had
 */
export async function authorized(send: Send, passes: Passes, exchange: AuthorizedExchange): Promise<Answer> {
  const { isCheck = false, ...request } = exchange;
  const { signal } = request;
  let pass = await unlessAborted(passes.pass(), signal);
  let answer = await send(withToken(request, pass));
  if (answer.status === 401) {
    const asked = isCheck ? passes.renewUnlessProven(pass) : passes.renew(pass);
    const renewed = await unlessAborted(asked, signal);
    if (renewed === null) return answer;
    pass = renewed;
    answer = await send(withToken(request, pass));
    if (answer.status === 401) {
      if (!isCheck) passes.refuse(pass);
      return answer;
    }
  }
  passes.assertCurrent(pass);
  return answer;
}

const withToken = (exchange: Exchange, { token }: Pass): Exchange =>
  token === undefined
    ? exchange
    : { ...exchange, headers: { ...exchange.headers, authorization: `Bearer ${token.text}` } };

// A refresh goes on for the others; whoever gave up does not wait for it.
function unlessAborted<T>(task: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return task;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    task.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** Calls as whoever is signed in. */
export interface ApiCalls {
  readonly addresses: Addresses;
  /** The answer, whatever its status. */
  send(exchange: AuthorizedExchange): Promise<Answer>;
  /** What the answer holds. @throws {ApiError} its status says that it failed */
  call(exchange: AuthorizedExchange): Promise<unknown>;
}

/** Puts together how requests are sent and with whose token. */
export function createApiCalls(send: Send, passes: Passes, addresses: Addresses, now: () => number): ApiCalls {
  const sendAuthorized = (exchange: AuthorizedExchange): Promise<Answer> => authorized(send, passes, exchange);
  return {
    addresses,
    send: sendAuthorized,
    call: async (exchange) => {
      const answer = await sendAuthorized(exchange);
      if (!isSuccess(answer)) throw errorOf(answer, now());
      return answer.data;
    },
  };
}
