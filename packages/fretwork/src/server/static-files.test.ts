/** staticFiles and singlePageApp: what is sent for which address, and what nobody gets. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as ask } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { ImproperlyConfigured } from '../errors.ts';
import { IsAuthenticated } from '../permissions/permissions.ts';
import { path } from '../routers/path.ts';
import { defineSettings } from '../settings/settings.ts';
import { apiView } from '../views/function-view.ts';
import { serve } from './serve.ts';
import { contentSecurityPolicy, singlePageApp, staticFiles } from './static-files.ts';

const SCRIPT = 'let fret = "work";\n'.repeat(100);
const FILES = {
  'index.html': '<!doctype html><title>Shop</title>',
  'favicon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'assets/app-1a2b3c4d.js': SCRIPT,
  '.env': 'SECRET_KEY=x',
} as const;
const NAVIGATION = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

const base = mkdtempSync(join(tmpdir(), 'fretwork-static-'));
const folder = join(base, 'dist');
for (const [name, text] of [...Object.entries(FILES), ['../secret.txt', 'secret']] as const) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}
afterAll(() => rmSync(base, { recursive: true }));

const settings = defineSettings({ secretKey: 'a secret of good length', defaultPermissionClasses: [IsAuthenticated] });
const hello = apiView(['GET'], () => ({ hello: 'world' }), { permissionClasses: [] });
const app = createApp({
  settings,
  urls: [
    path('api/hello/', hello),
    path('static/', staticFiles(folder, { immutable: '', contentSecurityPolicy: "default-src 'none'" })),
    path('', singlePageApp(pathToFileURL(`${folder}/`), { except: ['api/', 'v1.0/', 'my-[files]/'] })),
  ],
});
const get = (target: string, headers: Record<string, string> = {}, method = 'GET') =>
  app.fetch(new Request(`http://testserver${target}`, { method, headers }));

describe('singlePageApp', () => {
  it('serves its files, assets for a year and everything else as long as it is the same', async () => {
    const script = await get('/assets/app-1a2b3c4d.js');
    expect({ status: script.status, text: await script.text() }).toEqual({ status: 200, text: SCRIPT });
    expect(Object.fromEntries(script.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'content-length': String(SCRIPT.length),
      'cache-control': 'public, max-age=31536000, immutable',
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    for (const [target, file] of [
      ['/', 'index.html'],
      ['/index.html', 'index.html'],
      ['/favicon.svg', 'favicon.svg'],
    ] as const) {
      const answer = await get(target);
      expect([await answer.text(), answer.headers.get('cache-control')]).toEqual([FILES[file], 'no-cache']);
    }
  });

  it.each(['/books/7', '/books/7/', '/login?next=%2F', '/no%20such', '/apiary', '/v1X0/', '/%F0%9F%93%9A'])(
    'is there for whoever goes to %s',
    async (target) => {
      const answer = await get(target, { accept: NAVIGATION });
      expect(answer.status).toBe(200);
      expect(await answer.text()).toBe(FILES['index.html']);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(answer.headers.get('vary')).toContain('Accept');
    },
  );

  it.each([
    ['an address of the API', '/api/nothing/', NAVIGATION],
    ['another one', '/v1.0/books/', NAVIGATION],
    ['one more', '/my-[files]/1', NAVIGATION],
    ['an asset of yesterday', '/assets/app-00000000.js', NAVIGATION],
    ['a file that a script asks for', '/books/7.json', '*/*'],
    ['a folder', '/assets/', '*/*'],
    ['what is hidden', '/.env', '*/*'],
    ['the folder above', '/..%2fsecret.txt', '*/*'],
    ['the folder above, encoded twice', '/%252e%252e%252fsecret.txt', '*/*'],
    ['the folder above, with backslashes', '/..%5csecret.txt', '*/*'],
    ['an absolute path', '//etc/passwd', '*/*'],
    ['a null byte', '/index.html%00.js', '*/*'],
    ['what is no UTF-8', '/%E0%A4%A', '*/*'],
    ['a key of every object', '/__proto__', '*/*'],
    ['another key', '/constructor', '*/*'],
  ])('answers %s with 404: %s', async (_what, target, accept) => {
    const answer = await get(target, { accept });
    expect([answer.status, await answer.json()]).toEqual([404, { detail: 'Not found.' }]);
  });

  it('leaves the API alone', async () => {
    const answer = await get('/api/hello/', { accept: NAVIGATION });
    expect(await answer.json()).toEqual({ hello: 'world' });
    expect((await get('/api/nothing/', {}, 'POST')).status).toBe(404);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])('refuses %s', async (method) => {
    const answer = await get('/', {}, method);
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('answers HEAD with the headers alone', async () => {
    const answer = await get('/favicon.svg', {}, 'HEAD');
    expect([answer.status, answer.headers.get('content-length'), await answer.text()]).toEqual([
      200,
      String(FILES['favicon.svg'].length),
      '',
    ]);
  });

  it('needs an index.html', () => {
    expect(() => singlePageApp(join(folder, 'assets'))).toThrow(ImproperlyConfigured);
    expect(() => singlePageApp(join(folder, 'assets'))).toThrow('build the app first');
  });
});

describe('staticFiles', () => {
  it('serves files and nothing else, below whatever path it stands', async () => {
    expect(await (await get('/static/favicon.svg')).text()).toBe(FILES['favicon.svg']);
    expect((await get('/static/books/7', { accept: NAVIGATION })).status).toBe(404);
  });

  it('takes a policy, and keeps nothing for long where nothing is hashed', async () => {
    const { headers } = await get('/static/assets/app-1a2b3c4d.js');
    expect([headers.get('cache-control'), headers.get('content-security-policy'), headers.get('vary')]).toEqual([
      'no-cache',
      "default-src 'none'",
      'Accept-Encoding',
    ]);
  });

  it.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['GZIP;q=0.5', 'gzip'],
    ['br;q=0, gzip', 'gzip'],
    ['identity', null],
    ['*', null],
    [';;;=,,', null],
  ])('compresses for a client that takes "%s": %s', async (header, coding) => {
    const answer = await get('/static/assets/app-1a2b3c4d.js', { 'accept-encoding': header });
    const { byteLength } = await answer.arrayBuffer();
    expect(answer.headers.get('content-encoding')).toBe(coding);
    expect(answer.headers.get('content-length')).toBe(String(byteLength));
    expect(byteLength < SCRIPT.length).toBe(coding !== null);
  });

  it('says 304 to whoever has the file in the same form', async () => {
    const target = '/static/assets/app-1a2b3c4d.js';
    const tag = (await get(target)).headers.get('etag') ?? '';
    const packed = (await get(target, { 'accept-encoding': 'br' })).headers.get('etag') ?? '';
    const ask = (match: string, encoding = 'identity') =>
      get(target, { 'if-none-match': match, 'accept-encoding': encoding }).then(({ status }) => status);
    expect(await Promise.all([ask(tag), ask(`W/${tag}`), ask(`"x", ${tag}`), ask('*'), ask(packed, 'br')])).toEqual([
      304, 304, 304, 304, 304,
    ]);
    expect(await Promise.all([ask('"x"'), ask(packed), ask(tag, 'br'), ask('')])).toEqual([200, 200, 200, 200]);
    const answer = await get(target, { 'if-none-match': tag });
    expect([await answer.text(), answer.headers.get('etag'), answer.headers.get('cache-control')]).toEqual([
      '',
      tag,
      'no-cache',
    ]);
  });
});

describe('under the server', () => {
  let server: Awaited<ReturnType<typeof serve>>;
  beforeAll(async () => {
    server = await serve({ fetch: app.fetch }, { port: 0, stopOnSignals: false });
  });
  afterAll(() => server.stop());

  // `fetch` would resolve the dots before they are sent.
  const raw = (target: string): Promise<string> =>
    new Promise((resolve, reject) => {
      ask({ port: server.port, path: target }, (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (part: string) => {
          text += part;
        });
        answer.on('end', () => resolve(`${answer.statusCode} ${text}`));
      })
        .on('error', reject)
        .end();
    });

  it.each(['/../secret.txt', '/assets/../../secret.txt', '/./../secret.txt', '/%2e%2e/secret.txt', '/static/../.env'])(
    'nothing leaves the folder by %s',
    async (target) => {
      expect(await raw(target)).toBe('404 {"detail":"Not found."}');
    },
  );
});
