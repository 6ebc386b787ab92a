/** What resources and accounts call the API with. */
import type { Addresses } from './address.ts';
import { type AuthorizedExchange, authorized, type Passes } from './authorized.ts';
import { errorOf } from './errors.ts';
import { type Answer, isSuccess, type Send } from './transport.ts';

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
