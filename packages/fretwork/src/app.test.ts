/** Apps: what every answer carries, and where requests come from. */
import { describe, expect, it } from 'vitest';
import { createApp } from './app.ts';
import { path, urlpatterns } from './routers/path.ts';
import { defineSettings, type SettingsInput } from './settings/settings.ts';
import { apiView } from './views/function-view.ts';

const secretKey = 'a secret of good length';
const address = apiView(['GET', 'POST'], (request) => ({ from: request.remoteAddress ?? null }));
const appWith = (settings: Partial<SettingsInput> = {}) =>
  createApp({ settings: defineSettings({ secretKey, ...settings }), urls: urlpatterns(path('', address, 'root')) });

describe('an app', () => {
  it('answers with secure headers, also where there is nothing', async () => {
    for (const [url, status] of [
      ['http://test/', 200],
      ['http://test/nowhere', 404],
      ['http://test', 200],
      ['http://test/?q=/x', 200],
    ] as const) {
      const response = await appWith().fetch(new Request(url));
      expect(response.status).toBe(status);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('strict-transport-security')).toBeNull();
    }
    const strict = await appWith({ secureHstsSeconds: 60 }).fetch(new Request('http://test/'));
    expect(strict.headers.get('strict-transport-security')).toBe('max-age=60; includeSubDomains');
  });

  it.each([
    [['*'], 'http://anything/', 200],
    [['api.test'], 'http://api.test:8000/', 200],
    [['api.test'], 'http://evil.test/', 400],
    [['.test'], 'http://a.b.test/', 200],
    [['.test'], 'http://eviltest/', 400],
  ])('with the allowed hosts %j answers %s with %i', async (allowedHosts, url, status) => {
    expect((await appWith({ allowedHosts }).fetch(new Request(url))).status).toBe(status);
  });

  it('tells views where a request came from, believing only our own proxies', async () => {
    const request = () => new Request('http://test/', { headers: { 'x-forwarded-for': 'lie, 1.1.1.1' } });
    const connection = { incoming: { socket: { remoteAddress: '10.0.0.1' } } };
    expect(await (await appWith().fetch(request(), connection)).json()).toEqual({ from: '10.0.0.1' });
    expect(await (await appWith({ numProxies: 1 }).fetch(request(), connection)).json()).toEqual({ from: '1.1.1.1' });
    expect(await (await appWith().fetch(request())).json()).toEqual({ from: null });
  });

  it('lets browsers call from the origins of the settings alone', async () => {
    const app = appWith({ corsAllowedOrigins: ['https://shop.test'], corsAllowCredentials: true });
    const from = async (origin: string) => {
      const response = await app.fetch(new Request('http://test/', { headers: { origin } }), {
        remoteAddress: '1.2.3.4',
      });
      expect(await response.json()).toEqual({ from: '1.2.3.4' });
      const exposed = response.headers.get('access-control-expose-headers');
      if (origin === 'https://shop.test') expect(exposed).toBe('Allow,Date,Location,Retry-After');
      return response.headers.get('access-control-allow-origin');
    };
    expect(await from('https://shop.test')).toBe('https://shop.test');
    expect(await from('https://evil.test')).toBeNull();
    const preflight = await app.fetch(
      new Request('http://test/', {
        method: 'OPTIONS',
        headers: { origin: 'https://shop.test', 'access-control-request-method': 'POST' },
      }),
    );
    expect([preflight.status, preflight.headers.get('access-control-allow-credentials')]).toEqual([204, 'true']);
    const open = await appWith({ corsAllowedOrigins: ['*'], corsAllowCredentials: true }).fetch(
      new Request('http://test/', { headers: { origin: 'https://evil.test' } }),
    );
    expect([
      open.headers.get('access-control-allow-origin'),
      open.headers.get('access-control-allow-credentials'),
    ]).toEqual(['*', null]);
  });

  it('runs middleware around everything, and writes paths by name', async () => {
    const app = createApp({
      settings: defineSettings({ secretKey }),
      urls: urlpatterns(path('', address, 'root')),
      middleware: [
        async (context, next) => {
          await next();
          context.res.headers.set('x-through', 'yes');
        },
      ],
    });
    expect((await app.fetch(new Request('http://test/nowhere'))).headers.get('x-through')).toBe('yes');
    expect(app.reverse('root')).toBe('/');
    await app.close();
  });

  it('believes headers that middleware changed, not those that the server read', async () => {
    const agent = apiView(['GET'], (request) => ({
      header: request.header('x-agent'),
      all: request.headers.get('x-agent'),
    }));
    const urls = urlpatterns(path('', agent));
    const settings = defineSettings({ secretKey });
    const connection = { rawHeaders: ['X-Agent', 'forged'] };
    const asked = () => new Request('http://test/', { headers: { 'x-agent': 'forged' } });
    const through = createApp({
      settings,
      urls,
      middleware: [
        async (context, next) => {
          context.req.raw.headers.set('x-agent', 'checked');
          await next();
        },
      ],
    });
    expect(await (await through.fetch(asked(), connection)).json()).toEqual({ header: 'checked', all: 'checked' });
    expect(await (await createApp({ settings, urls }).fetch(asked(), connection)).json()).toMatchObject({
      header: 'forged',
    });
  });
});
