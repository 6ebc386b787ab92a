/** What is remembered of whoever logs in, so that people can tell their logins apart. */
import type { Request } from '../http/request.ts';

/** Who holds a login, as far as a request says; good for showing, never for deciding, but for `clientId`. */
export interface ClientFacts {
  /** `User-Agent`, shortened. */
  readonly userAgent: string;
  /** Empty where it is not known. */
  readonly address: string;
  /** The client that the login's tokens are bound to: another one cannot exchange them. Null for no bond. */
  readonly clientId: string | null;
}

/** Nothing is known. */
export const NO_CLIENT: ClientFacts = Object.freeze({ userAgent: '', address: '', clientId: null });

/**
 * What a request says of its client.
 *
 * @param clientId Who the client is, where the view knows; never what a client merely says it is.
 */
export const clientFactsOf = (request: Request, clientId: string | null = null): ClientFacts => ({
  userAgent: shorten(request.header('user-agent') ?? '', 200),
  address: shorten(request.remoteAddress ?? '', 45),
  clientId,
});

// Control characters have no business in a list of devices, and PostgreSQL refuses null characters.
const shorten = (text: string, length: number): string =>
  text
    .slice(0, 4 * length)
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .toWellFormed()
    .slice(0, length);
