/** Views made of one function. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { createApp } from '../app.ts';
import { Response } from '../http/response.ts';
import { IsAuthenticated } from '../permissions/permissions.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { defineSettings } from '../settings/settings.ts';
import { apiView } from './function-view.ts';

function set_status() {
  return new Response({ done: true }, { status: 202 });
}
const echo = apiView(['GET', 'PUT'], (request, kwargs: { n: number }) => ({
  twice: kwargs.n * 2,
  method: request.method,
}));
const app = createApp({
  settings: defineSettings({ secretKey: 'a secret of good length' }),
  urls: urlpatterns(
    path('echo/<int:n>/', echo),
    path('status/', apiView(['POST'], set_status, { description: 'Sets it.' })),
    path(
      'private/',
      apiView(['GET'], () => 1, { permissionClasses: [IsAuthenticated] }),
    ),
  ),
});
const ask = async (method: string, url: string) => {
  const response = await app.fetch(new Request(`http://test/${url}`, { method }));
  const text = await response.text();
  return [response.status, response.headers.get('allow'), text === '' ? null : JSON.parse(text)];
};

describe('apiView', () => {
  it('answers the methods that it names, and OPTIONS, but not HEAD', async () => {
    expect(await ask('GET', 'echo/4/')).toEqual([200, 'GET, PUT, OPTIONS', { twice: 8, method: 'GET' }]);
    expect((await ask('POST', 'echo/4/'))[0]).toBe(405);
    expect((await ask('HEAD', 'echo/4/'))[0]).toBe(405);
    expect((await ask('POST', 'status/'))[0]).toBe(202);
    expect((await ask('GET', 'private/'))[0]).toBe(401);
  });

  it('is named after its function', async () => {
    expect((await ask('OPTIONS', 'status/'))[2]).toMatchObject({ name: 'Set Status', description: 'Sets it.' });
    expect([apiView(['POST'], set_status).name, echo.name]).toEqual(['set_status', 'apiView']); // in listings
  });

  it('carries its result', () => {
    expectTypeOf<NonNullable<(typeof echo)['~out']>>().toEqualTypeOf<{ twice: number; method: string }>();
    expect(echo.methods).toEqual(['GET', 'PUT']);
    // @ts-expect-error methods are written in capitals
    apiView(['get'], () => 1);
  });
});
