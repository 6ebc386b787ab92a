/** APIClient: what it sends, what it reads, what it remembers. */
import { describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { Response } from '../http/response.ts';
import { IsAuthenticated } from '../permissions/permissions.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { defineSettings } from '../settings/settings.ts';
import { apiView } from '../views/function-view.ts';
import { APIClient, type APIRequestOptions } from './api-client.ts';

const echo = apiView(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], async (request) => {
  const data = await request.data;
  return new Response({
    method: request.method,
    type: request.contentType.split(';')[0],
    data: request.method === 'GET' ? null : JSON.parse(JSON.stringify(data)),
    cookie: request.headers.get('cookie'),
    token: request.headers.get('x-token'),
    address: request.remoteAddress,
  });
});
const setCookie = apiView(['POST'], async (request) => {
  const { name, value, ...options } = (await request.data) as { name: string; value: string };
  const response = new Response(null);
  response.setCookie(name, value, options);
  return response;
});
const me = apiView(['GET'], ({ user, auth }) => new Response({ name: user.username, staff: user.isStaff, auth }), {
  permissionClasses: [IsAuthenticated],
});
const app = createApp({
  settings: defineSettings({ secretKey: 'a secret key of a test, long enough' }),
  urls: urlpatterns(path('echo/', echo), path('cookie/', setCookie), path('me/', me)),
});

describe('APIClient', () => {
  it.each<[APIRequestOptions, string]>([
    [{}, 'application/json'],
    [{ format: 'form' }, 'application/x-www-form-urlencoded'],
    [{ format: 'multipart' }, 'multipart/form-data'],
  ])('writes data as %j says', async (options, type) => {
    const { status, data } = await new APIClient(app).post(
      '/echo/',
      { title: 'Ünder the sea', tags: ['a', 'b'] },
      options,
    );
    expect({ status, type: data.type }).toEqual({ status: 200, type });
    expect(JSON.stringify(data.data)).toContain('Ünder the sea');
    expect(JSON.stringify(data.data)).toContain('b');
  });

  it.each(['put', 'patch', 'delete'] as const)('sends %s with a body', async (method) => {
    expect((await new APIClient(app)[method]('/echo/', { a: 1 })).data).toMatchObject({
      method: method.toUpperCase(),
      data: { a: 1 },
    });
  });

  it('sends text and bytes as they are', async () => {
    expect((await new APIClient(app).post('/echo/', '{"a": ')).status).toBe(400);
    const options = { headers: { 'content-type': 'application/json' } };
    expect((await new APIClient(app).post('/echo/', new TextEncoder().encode('[1]'), options)).data.data).toEqual([1]);
  });

  it('reads JSON, text and nothing', async () => {
    const client = new APIClient(app);
    expect((await client.head('/echo/')).data).toBeNull();
    expect((await client.get('/nowhere/')).data).toEqual({ detail: 'Not found.' });
    expect((await client.options('/echo/')).headers.get('allow')).toContain('POST');
  });

  it('sends credentials until they are taken away, and headers of one request over them', async () => {
    const client = new APIClient(app, { remoteAddress: '203.0.113.9' });
    client.credentials({ 'x-token': 'all' });
    expect((await client.get('/echo/')).data).toMatchObject({ token: 'all', address: '203.0.113.9' });
    expect((await client.get('/echo/', { headers: { 'x-token': 'one' } })).data.token).toBe('one');
    client.credentials();
    expect((await client.get('/echo/')).data.token).toBeNull();
  });

  it('keeps cookies as a browser does', async () => {
    const client = new APIClient(app);
    await client.post('/cookie/', { name: 'a', value: '1' });
    await client.post('/cookie/', { name: 'b', value: '2' });
    expect((await client.get('/echo/')).data.cookie).toBe('a=1; b=2');
    await client.post('/cookie/', { name: 'a', value: '', maxAge: 0 });
    expect((await client.get('/echo/')).data.cookie).toBe('b=2');
  });

  it('acts as a user it is given, and as nobody again', async () => {
    const client = new APIClient(app);
    expect((await client.get('/me/')).status).toBe(401);
    client.forceAuthenticate({ id: 7, username: 'ada', isStaff: true }, 'a token');
    expect((await client.get('/me/')).data).toEqual({ name: 'ada', staff: true, auth: 'a token' });
    client.forceAuthenticate(null);
    expect((await client.get('/me/')).status).toBe(401);
  });
});
