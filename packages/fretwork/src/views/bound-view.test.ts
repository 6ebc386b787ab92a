/** Views as routes hold them. */
import { describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { ImproperlyConfigured, OperationalError, PermissionDenied } from '../errors.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { defineSettings } from '../settings/settings.ts';
import { APIClient } from '../testing/api-client.ts';
import { action } from './action.ts';
import { APIView } from './api-view.ts';
import { BoundView, bind } from './bound-view.ts';
import { apiView } from './function-view.ts';
import { ViewSet } from './viewsets.ts';

class Things extends ViewSet {
  list() {
    return [];
  }
  extra = action({ detail: false }, () => 1);
}

describe('BoundView', () => {
  it('sets the attributes of its route on every instance', () => {
    const bound = new BoundView(APIView, { name: 'Here', throttleScope: 'x' });
    expect(bound.create()).toMatchObject({ name: 'Here', throttleScope: 'x' });
    expect(bound.create()).not.toBe(bound.create());
    expect(bind(bound)).toBe(bound);
    expect(bind(APIView).viewClass).toBe(APIView);
  });

  it('binds actions that are there', () => {
    expect(Things.asView({ get: 'list', post: 'extra' }).attributes).toEqual({
      actionMap: { get: 'list', post: 'extra' },
    });
    expect(() => Things.asView({})).toThrow(ImproperlyConfigured);
    expect(() => Things.asView({ get: 'missing' })).toThrow(/Things\.asView\(\) needs actions .* it got missing\./);
  });
});

describe('an answer that was ready, and could not be finished', () => {
  const answer = async (error: Error) => {
    const logged: string[] = [];
    const view = apiView(['GET'], (request) => {
      request.beforeResponse(() => Promise.reject(error));
      return { secret: 'of the handler' };
    });
    const app = createApp({
      settings: defineSettings({ secretKey: 'a secret of good length' }),
      urls: urlpatterns(path('', view)),
      logger: {
        error: () => void logged.push('error'),
        warn: () => void logged.push('warn'),
        info: () => undefined,
      },
    });
    const { status, data, headers } = await new APIClient(app).get('/');
    return { status, data, logged, retryAfter: headers.get('retry-after'), frames: headers.get('x-frame-options') };
  };

  it('is 503 where the database went away', async () => {
    expect(await answer(new OperationalError('The connection to 10.0.0.5 was lost.'))).toEqual({
      status: 503,
      data: { detail: 'Service temporarily unavailable, try again later.' },
      logged: ['warn'],
      retryAfter: '1',
      frames: 'DENY',
    });
  });

  it.each([new ImproperlyConfigured('x'), new PermissionDenied()])('is 500 for %o', async (error) => {
    expect(await answer(error)).toMatchObject({
      status: 500,
      data: { detail: 'A server error occurred.' },
      logged: ['error'],
      frames: 'DENY',
    });
  });
});
