/** What an app loads before its first answer: nothing that it does not use. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);
const urlOf = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);

// In a process of its own: one that notes every module that it loads, and then answers one request from SQLite.
const SCRIPT = `
  import { registerHooks } from 'node:module';
  const packages = new Set();
  registerHooks({
    load(url, context, next) {
      packages.add(/.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1]);
      return next(url, context);
    },
  });
  const { createApp, defineSettings } = await import(${urlOf('./index.ts')});
  const { accountModels } = await import(${urlOf('./accounts/index.ts')});
  const { jwtModels, JWTAuthentication, TokenRefreshView } = await import(${urlOf('./jwt/index.ts')});
  const { createTables } = await import(${urlOf('./migrations/index.ts')});
  const { defineModels, f, registryOf } = await import(${urlOf('./models/index.ts')});
  const { DefaultRouter, path, urlpatterns } = await import(${urlOf('./routers/index.ts')});
  const { modelSerializer } = await import(${urlOf('./serializers/index.ts')});
  const { serve } = await import(${urlOf('./server/index.ts')});
  const { ModelViewSet } = await import(${urlOf('./views/index.ts')});

  const models = defineModels({ ...accountModels, ...jwtModels, Book: { title: f.char({ maxLength: 9 }) } });
  class Books extends ModelViewSet {
    queryset = models.Book.objects;
    serializerClass = modelSerializer(models.Book, { fields: '__all__' });
    authenticationClasses = [JWTAuthentication];
  }
  const app = createApp({
    settings: defineSettings({ secretKey: 'only-for-tests-0123456789-abcdefghijklmnop', database: 'sqlite::memory:' }),
    models,
    urls: urlpatterns(path('refresh/', TokenRefreshView), path('', new DefaultRouter({ books: Books }))),
  });
  await createTables(registryOf(models).database(), models);
  const server = await serve(app, { port: 0, stopOnSignals: false });
  const answers = [await fetch(server.url + 'books/'), await fetch(server.url + 'refresh/', { method: 'POST' })];
  await server.stop();
  console.log(JSON.stringify({ statuses: answers.map(({ status }) => status), packages: [...packages] }));
`;

/** What takes long to load, and is used by few. */
const HEAVY = [
  'drizzle-orm',
  'jose',
  'pg',
  'pg-pool',
  'ioredis',
  '@electric-sql/pglite',
  '@clack/prompts',
  'commander',
];

it('is no driver, no Drizzle and no JOSE where SQLite and a secret are all that is asked for', async () => {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', SCRIPT]);
  const { statuses, packages } = JSON.parse(stdout);
  expect(statuses).toEqual([200, 400]);
  expect(packages).toContain('hono'); // or nothing was noted at all
  expect(packages.filter((name: string) => HEAVY.includes(name))).toEqual([]);
});
