/** Errors as responses: DRF's bodies, and nothing of an error that nobody expected. */
import { describe, expect, it } from 'vitest';
import {
  AuthenticationFailed,
  DataError,
  MethodNotAllowed,
  NotAuthenticated,
  NotFound,
  OperationalError,
  PermissionDenied,
  Throttled,
  ValidationError,
} from '../errors.ts';
import { exceptionHandler, serverError } from './exception-handler.ts';
import type { LogFacts } from './logger.ts';
import type { Request } from './request.ts';

const logged: { readonly level: string; readonly facts: LogFacts }[] = [];
const log = (level: string) => (facts: LogFacts) => void logged.push({ level, facts });
const requestWith = (challenge: string | null): Request =>
  ({
    method: 'GET',
    url: new URL('http://testserver/books/?token=secret'),
    authenticators: [{ authenticateHeader: () => challenge }],
    app: { logger: { error: log('error'), warn: log('warn'), info: log('info') } },
  }) as unknown as Request;
const handle = (error: unknown, challenge: string | null = null) =>
  exceptionHandler(error, { request: requestWith(challenge), view: null });

describe('exceptionHandler', () => {
  it.each<[unknown, number, unknown]>([
    [new NotFound(), 404, { detail: 'Not found.' }],
    [new PermissionDenied('No.'), 403, { detail: 'No.' }],
    [new MethodNotAllowed('PUT'), 405, { detail: 'Method "PUT" not allowed.' }],
    [new ValidationError('Wrong.'), 400, ['Wrong.']],
    [
      new ValidationError({ title: ['Too long.'], author: { name: ['Missing.'] } }),
      400,
      { title: ['Too long.'], author: { name: ['Missing.'] } },
    ],
    [
      new OperationalError('connection to 10.0.0.1 refused'),
      503,
      { detail: 'Service temporarily unavailable, try again later.' },
    ],
  ])('answers %s', (error, status, data) => {
    const response = handle(error);
    expect(response?.status).toBe(status);
    expect(JSON.parse(JSON.stringify(response?.data))).toEqual(data);
  });

  it.each([new NotAuthenticated(), new AuthenticationFailed()])(
    'asks for credentials only where there is a way to send them: %s',
    (error) => {
      expect(handle(error, 'Bearer realm="api"')).toMatchObject({
        status: 401,
        headers: { 'www-authenticate': 'Bearer realm="api"' },
      });
      expect(handle(error)?.status).toBe(403);
      expect(handle(error)?.headers).not.toHaveProperty('www-authenticate');
    },
  );

  it('says when to come back', () => {
    expect(handle(new Throttled(2.1))).toMatchObject({ status: 429, headers: { 'retry-after': '3' } });
  });

  it('leaves everything else alone', () => {
    for (const error of [new DataError('x'), new RangeError('x'), 'text', undefined]) expect(handle(error)).toBeNull();
  });
});

describe('serverError', () => {
  it('tells the client an id and nothing else, and the log everything but the query string', () => {
    logged.length = 0;
    const cause = new RangeError('the password was hunter2');
    const response = serverError(cause, { request: requestWith(null) });
    expect(response).toMatchObject({ status: 500, data: { detail: 'A server error occurred.' } });
    expect(logged).toEqual([
      {
        level: 'error',
        facts: { err: cause, requestId: response.headers['x-request-id'], method: 'GET', path: '/books/' },
      },
    ]);
  });
});
