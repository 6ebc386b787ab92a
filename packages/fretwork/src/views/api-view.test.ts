/** The straight line of a view. */
import { describe, expect, it } from 'vitest';
import { type App, createApp } from '../app.ts';
import { BaseAuthentication } from '../authentication/base-authentication.ts';
import {
  APIException,
  AuthenticationFailed,
  NotFound,
  OperationalError,
  Throttled,
  ValidationError,
} from '../errors.ts';
import type { LogFacts } from '../http/logger.ts';
import { BaseRenderer, JSONRenderer } from '../http/renderers.ts';
import type { AuthenticationResult, Request as FretworkRequest } from '../http/request.ts';
import { Response } from '../http/response.ts';
import { AcceptHeaderVersioning, QueryParameterVersioning } from '../http/versioning.ts';
import { BasePermission } from '../permissions/base-permission.ts';
import { AllowAny, IsAuthenticated } from '../permissions/permissions.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { defineSettings, type SettingsInput } from '../settings/settings.ts';
import { BaseThrottle } from '../throttling/base-throttle.ts';
import { APIView, type ViewClass } from './api-view.ts';

class HeaderAuthentication extends BaseAuthentication {
  authenticate(request: FretworkRequest): AuthenticationResult | null {
    const username = request.headers.get('x-user');
    if (username === 'bad') throw new AuthenticationFailed();
    const user = {
      id: 1,
      isAuthenticated: true,
      isActive: true,
      isStaff: false,
      isSuperuser: false,
      username: username ?? '',
    };
    return username === null ? null : [user, 'header'];
  }

  override authenticateHeader() {
    return 'Header realm="api"';
  }
}
class SilentAuthentication extends HeaderAuthentication {
  override authenticateHeader() {
    return null as unknown as string;
  }
}
class Named extends BasePermission {
  override readonly message = 'Only ann may.';
  override readonly code = 'not_ann';
  override hasPermission(request: FretworkRequest) {
    return request.user.username === 'ann';
  }
}

const logged: LogFacts[] = [];
const logger = {
  error: (facts: LogFacts) => logged.push(facts),
  warn: (facts: LogFacts) => logged.push(facts),
  info: () => 0,
};
const appOf = (view: ViewClass, settings: Partial<SettingsInput> = {}): App =>
  createApp({
    settings: defineSettings({
      secretKey: 'a secret of good length',
      defaultAuthenticationClasses: [HeaderAuthentication],
      ...settings,
    }),
    urls: urlpatterns(path('v/', view, 'v')),
    logger,
  });
const ask = async (view: ViewClass, init: RequestInit = {}, query = '', settings: Partial<SettingsInput> = {}) => {
  const response = await appOf(view, settings).fetch(new Request(`http://test/v/${query}`, init));
  const text = await response.text();
  const { status, headers } = response;
  return {
    status,
    headers,
    text,
    data: headers.get('content-type') === 'application/json' ? JSON.parse(text || 'null') : text,
  };
};

class Echo extends APIView {
  override get(request: FretworkRequest) {
    return { user: request.user.username, auth: request.auth };
  }

  override async post(request: FretworkRequest) {
    return new Response(await request.data, { status: 201, headers: { 'X-More': 'yes' } });
  }
}

describe('APIView', () => {
  it('answers the methods that it has', async () => {
    expect(await ask(Echo)).toMatchObject({ status: 200, data: { user: '', auth: null } });
    const posted = await ask(Echo, { method: 'POST', body: '[1]', headers: { 'content-type': 'application/json' } });
    expect(posted).toMatchObject({ status: 201, data: [1] });
    expect(posted.headers.get('x-more')).toBe('yes');
    expect(await ask(Echo, { method: 'PUT' })).toMatchObject({
      status: 405,
      data: { detail: 'Method "PUT" not allowed.' },
    });
    expect(await ask(Echo, { method: 'BREW' })).toMatchObject({
      status: 405,
      data: { detail: 'Method "BREW" not allowed.' },
    });
    expect((await ask(Echo, { method: 'constructor' })).status).toBe(405);
  });

  it('answers HEAD by get without a body, and names its methods', async () => {
    const { status, text, headers } = await ask(Echo, { method: 'HEAD' });
    expect([status, text, headers.get('allow')]).toEqual([200, '', 'GET, POST, HEAD, OPTIONS']);
  });

  it('sends web responses as they are, and nothing for nothing', async () => {
    class Raw extends APIView {
      override get() {
        return new globalThis.Response('<p>', { status: 418, headers: { 'content-type': 'text/html' } });
      }
      override delete() {}
    }
    expect(await ask(Raw)).toMatchObject({ status: 418, text: '<p>' });
    const nothing = await ask(Raw, { method: 'DELETE' });
    expect([nothing.status, nothing.text, nothing.headers.get('content-type')]).toEqual([200, '', null]);
  });

  it.each([
    [{ method: 'POST', body: '{', headers: { 'content-type': 'application/json' } }, 400, /^JSON parse error/],
    [
      { method: 'POST', body: 'x', headers: { 'content-type': 'text/plain' } },
      415,
      /^Unsupported media type "text\/plain" in request\.$/,
    ],
    [{ headers: { accept: 'text/html' } }, 406, /^Could not satisfy the request Accept header\.$/],
  ])('refuses %j with %i', async (init, status, detail) => {
    const answer = await ask(Echo, init as RequestInit);
    expect([answer.status, answer.data]).toEqual([status, { detail: expect.stringMatching(detail) }]);
  });
});

describe('the straight line', () => {
  class Private extends Echo {
    override permissionClasses = [IsAuthenticated, Named];
  }

  it.each([
    [{}, 401, 'Authentication credentials were not provided.', 'Header realm="api"'],
    [{ 'x-user': 'bad' }, 401, 'Incorrect authentication credentials.', 'Header realm="api"'],
    [{ 'x-user': 'bob' }, 403, 'Only ann may.', null],
    [{ 'x-user': 'ann' }, 200, undefined, null],
  ])('with %j answers %i', async (headers, status, detail, challenge) => {
    const answer = await ask(Private, { headers: headers as HeadersInit });
    expect([answer.status, answer.data.detail, answer.headers.get('www-authenticate')]).toEqual([
      status,
      detail,
      challenge,
    ]);
  });

  it('answers 403 where nobody could log in', async () => {
    class Silent extends Private {
      override authenticationClasses = [SilentAuthentication];
    }
    class Nobody extends Private {
      override authenticationClasses = [];
    }
    expect((await ask(Silent)).status).toBe(403);
    expect(await ask(Nobody)).toMatchObject({
      status: 403,
      data: { detail: 'You do not have permission to perform this action.' },
    });
  });

  it.each([true, false])(
    'waits for permissions that answer %s later, whatever kind of promise it is',
    async (agrees) => {
      const asked: string[] = [];
      // biome-ignore lint/suspicious/noThenProperty: as query builders of other libraries are
      const thenable = { then: (resolve: (value: boolean) => void) => resolve(agrees) };
      class Later extends BasePermission {
        override hasPermission() {
          asked.push('later');
          return thenable as unknown as Promise<boolean>;
        }
      }
      class Native extends BasePermission {
        override async hasPermission() {
          asked.push('native');
          return true;
        }
      }
      class Last extends BasePermission {
        override hasPermission() {
          asked.push('last');
          return true;
        }
      }
      class Asking extends Echo {
        override permissionClasses = [Native, Later, Last];
      }
      const { status } = await ask(Asking, { headers: { 'x-user': 'ann' } });
      expect([status, asked]).toEqual(agrees ? [200, ['native', 'later', 'last']] : [403, ['native', 'later']]);
    },
  );

  it('asks every throttle and tells the longest wait', async () => {
    let asked = 0;
    class Never extends BaseThrottle {
      allowRequest() {
        asked += 1;
        return false;
      }
      override wait() {
        return asked * 1.2;
      }
    }
    class Throttledly extends Echo {
      override throttleClasses = [Never, Never];
    }
    const answer = await ask(Throttledly);
    expect([answer.status, answer.data.detail, answer.headers.get('retry-after')]).toEqual([
      429,
      'Request was throttled. Expected available in 3 seconds.',
      '3',
    ]);
    class Unknown extends Echo {
      override throttleClasses = [
        class extends BaseThrottle {
          allowRequest() {
            return false;
          }
        },
      ];
    }
    expect((await ask(Unknown)).headers.get('retry-after')).toBeNull();
  });

  it('checks permissions before throttles, and both before the method', async () => {
    class Guarded extends Echo {
      override permissionClasses = [IsAuthenticated];
      override throttleClasses = [
        class extends BaseThrottle {
          allowRequest(): boolean {
            throw new NotFound();
          }
        },
      ];
    }
    expect((await ask(Guarded, { method: 'TRACEY' })).status).toBe(401);
    expect((await ask(Guarded, { method: 'PUT', headers: { 'x-user': 'ann' } })).status).toBe(404);
  });

  it('takes what it does not say from the settings', async () => {
    const settings = { defaultPermissionClasses: [IsAuthenticated] };
    expect((await ask(Echo, {}, '', settings)).status).toBe(401);
    class Open extends Echo {
      override permissionClasses = [AllowAny];
    }
    expect((await ask(Open, {}, '', settings)).status).toBe(200);
  });

  it('determines the version, with the renderer settled first', async () => {
    class Versioned extends APIView {
      override versioningClass = QueryParameterVersioning;
      override get(request: FretworkRequest) {
        return { version: request.version, self: request.reverse('v') };
      }
    }
    class ByHeader extends Versioned {
      override versioningClass = AcceptHeaderVersioning;
    }
    const settings = { defaultVersion: '1.0', allowedVersions: ['2.0'] };
    expect((await ask(Versioned, {}, '', settings)).data).toEqual({
      version: '1.0',
      self: 'http://test/v/?version=1.0',
    });
    expect((await ask(Versioned, {}, '?version=2.0', settings)).data.version).toBe('2.0');
    expect(await ask(Versioned, {}, '?version=9', settings)).toMatchObject({
      status: 404,
      data: { detail: 'Invalid version in query parameter.' },
    });
    const accept = (version: string) => ({ headers: { accept: `application/json; version=${version}` } });
    expect((await ask(ByHeader, accept('2.0'), '', settings)).data.version).toBe('2.0');
    expect(await ask(ByHeader, accept('3'), '', settings)).toMatchObject({
      status: 406,
      data: { detail: 'Invalid version in "Accept" header.' },
    });
  });

  it('renders errors in the format that was asked for, and varies by it', async () => {
    class TextRenderer extends BaseRenderer {
      readonly mediaType = 'text/plain';
      readonly format = 'txt';
      render(data: unknown) {
        return `text:${JSON.stringify(data)}`;
      }
    }
    class Both extends Echo {
      override rendererClasses = [JSONRenderer, TextRenderer];
    }
    const answer = await ask(Both, { method: 'PUT', headers: { accept: 'text/plain' } });
    expect([answer.status, answer.text, answer.headers.get('content-type'), answer.headers.get('vary')]).toEqual([
      405,
      'text:{"detail":"Method \\"PUT\\" not allowed."}',
      'text/plain; charset=utf-8',
      'Accept',
    ]);
    expect((await ask(Both, {}, '?format=txt')).text).toMatch(/^text:/);
    expect(await ask(Both, {}, '?format=xml')).toMatchObject({ status: 404, data: { detail: 'Not found.' } });
  });
});

describe('errors', () => {
  const failing = (error: unknown): ViewClass =>
    class extends APIView {
      override get() {
        throw error;
      }
    };

  it.each([
    [new NotFound('No such shelf.'), 404, { detail: 'No such shelf.' }],
    [new ValidationError('Wrong.'), 400, ['Wrong.']],
    [new ValidationError({ a: { b: ['Deep.'] } }), 400, { a: { b: ['Deep.'] } }],
    [new Throttled(16.2), 429, { detail: 'Request was throttled. Expected available in 17 seconds.' }],
    [new APIException(), 500, { detail: 'A server error occurred.' }],
  ])('%s becomes %i', async (error, status, data) => {
    expect(await ask(failing(error))).toMatchObject({ status, data });
  });

  it('says nothing of an error that nobody expected, and logs all of it with an id', async () => {
    const error = new TypeError('postgres://user:secret@host');
    const answer = await ask(failing(error));
    expect([answer.status, answer.text]).toEqual([500, '{"detail":"A server error occurred."}']);
    expect(logged.at(-1)).toMatchObject({
      err: error,
      method: 'GET',
      path: '/v/',
      requestId: answer.headers.get('x-request-id'),
    });
    expect((await ask(failing('not even an error'))).status).toBe(500);
  });

  it('answers 503 while the database is away', async () => {
    const answer = await ask(failing(new OperationalError('no route to 10.0.0.7')));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(answer.text).not.toContain('10.0.0.7');
  });

  it('answers 500 where even rendering fails', async () => {
    class Unrenderable extends APIView {
      override get() {
        const round: Record<string, unknown> = {};
        round.self = round;
        return round;
      }
    }
    expect(await ask(Unrenderable)).toMatchObject({ status: 500, data: { detail: 'A server error occurred.' } });
  });

  it('hands errors to the exception handler of the settings', async () => {
    const exceptionHandler = () => new Response({ oops: true }, { status: 499 });
    expect(await ask(failing(new NotFound()), {}, '', { exceptionHandler })).toMatchObject({
      status: 499,
      data: { oops: true },
    });
  });
});
