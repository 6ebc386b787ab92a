/** The one place where an error becomes a response. */
import {
  APIException,
  AuthenticationFailed,
  NotAuthenticated,
  OperationalError,
  ServiceUnavailable,
} from '../errors.ts';
import type { Request } from './request.ts';
import { Response } from './response.ts';

/** What is known when an error is handled. */
export interface ExceptionContext {
  readonly request: Request;
  /** The view that threw it; for its own handler only. */
  readonly view: unknown;
}

/**
 * Turns an error into a response; `null` for an error that nobody expected.
 *
 * @see DRF setting `EXCEPTION_HANDLER`
 */
export type ExceptionHandler = (
  error: unknown,
  context: ExceptionContext,
) => Response | null | Promise<Response | null>;

/**
 * The response of an error: `{"detail": …}`, or the list or object of messages that the error holds.
 *
 * A database that is away for the moment becomes 503.
 *
 * @returns `null` where the error is no answer to a client.
 * @see DRF `views.exception_handler`
 */
export function exceptionHandler(error: unknown, { request }: ExceptionContext): Response | null {
  const exception = error instanceof OperationalError ? unavailable(error, request) : error;
  if (!(exception instanceof APIException)) return null;
  const { messages } = exception;
  const data = typeof messages === 'string' ? { detail: messages } : messages;
  const headers: Record<string, string> = { ...exception.headers };
  const challenge = needsChallenge(exception) ? challengeOf(request) : null;
  if (challenge !== null) headers['www-authenticate'] = challenge;
  // Without a way to authenticate, 401 would ask for something that the client cannot do.
  const status = needsChallenge(exception) && challenge === null ? 403 : exception.status;
  return new Response(data, { status, headers });
}

/**
 * The answer to an error that nobody expected: 500, with nothing of the error in it but an id that the log has too.
 *
 * @param error Logged with its stack; never sent.
 */
export function serverError(error: unknown, { request }: Pick<ExceptionContext, 'request'>): Response {
  const requestId = crypto.randomUUID();
  const { method } = request;
  request.app.logger.error({ err: error, requestId, method, path: request.url.pathname }, 'A request failed.');
  return new Response({ detail: APIException.defaultDetail }, { status: 500, headers: { 'x-request-id': requestId } });
}

function unavailable(error: OperationalError, request: Request): ServiceUnavailable {
  request.app.logger.warn({ err: error, method: request.method, path: request.url.pathname }, 'The database is away.');
  return new ServiceUnavailable();
}

const needsChallenge = (error: APIException): boolean =>
  error instanceof NotAuthenticated || error instanceof AuthenticationFailed;

const challengeOf = (request: Request): string | null => request.authenticators[0]?.authenticateHeader(request) ?? null;
