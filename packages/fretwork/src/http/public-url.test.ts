/** Whom to believe about the scheme of an address, and what follows from it. */
import { describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { findOriginFailure } from '../authentication/csrf.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { serve } from '../server/serve.ts';
import { defineSettings } from '../settings/settings.ts';
import { apiView } from '../views/function-view.ts';
import { publicUrlOf } from './public-url.ts';

describe('publicUrlOf', () => {
  it.each([
    ['http://shop.example/a?b=1', null, 1, 'http://shop.example/a?b=1'],
    ['http://shop.example/a?b=1', 'https', 0, 'http://shop.example/a?b=1'], // no proxy of ours: the client's own word
    ['http://shop.example/a?b=1', 'https', 1, 'https://shop.example/a?b=1'],
    ['http://shop.example/', ' HTTPS ', 1, 'https://shop.example/'],
    ['http://shop.example/', 'https, http', 1, 'http://shop.example/'], // the first is the client's
    ['http://shop.example/', 'http, https, http', 2, 'https://shop.example/'],
    ['http://shop.example/', 'https', 3, 'https://shop.example/'],
    ['http://shop.example/', 'javascript', 1, 'http://shop.example/'],
    ['http://shop.example/', '', 1, 'http://shop.example/'],
    ['http://shop.example:8000/', 'https', 1, 'https://shop.example:8000/'],
    ['https://shop.example/', 'http', 1, 'http://shop.example/'],
  ])('of %s, header %s and %i proxies', (url, header, proxies, expected) => {
    expect(publicUrlOf(url, header, proxies).href).toBe(expected);
  });
});

describe('a request through a proxy that ends TLS', () => {
  const view = apiView(['POST'], (request) => ({
    link: request.buildAbsoluteUri('/next/?page=2'),
    named: request.reverse('here'),
    forged: findOriginFailure(request),
  }));
  const urls = urlpatterns(path('here/', view, 'here'));
  const appBehind = (numProxies: number) =>
    createApp({ settings: defineSettings({ secretKey: 'a secret of good length', numProxies }), urls });
  const ask = async (numProxies: number, headers: Record<string, string>) => {
    const app = appBehind(numProxies);
    const answer = await app.fetch(new Request('http://shop.example/here/', { method: 'POST', headers }));
    return answer.json();
  };
  const headers = { 'x-forwarded-proto': 'https', origin: 'https://shop.example' };

  it('makes links of HTTPS, and knows its own pages', async () => {
    expect(await ask(1, headers)).toEqual({
      link: 'https://shop.example/next/?page=2',
      named: 'https://shop.example/here/',
      forged: null,
    });
  });

  it('takes no client’s word for it', async () => {
    expect(await ask(0, headers)).toMatchObject({
      link: 'http://shop.example/next/?page=2',
      forged: expect.stringContaining('Origin checking failed'),
    });
  });

  it.each([
    [1, 'https:'],
    [0, 'http:'],
  ])('with %i proxies under a server, too', async (numProxies, protocol) => {
    const server = await serve(appBehind(numProxies), { port: 0, stopOnSignals: false });
    try {
      const answer = await fetch(`${server.url}here/`, { method: 'POST', headers: { 'x-forwarded-proto': 'https' } });
      const { named } = (await answer.json()) as { readonly named: string };
      expect(new URL(named)).toMatchObject({ protocol, port: String(server.port), pathname: '/here/' });
    } finally {
      await server.stop();
    }
  });
});
