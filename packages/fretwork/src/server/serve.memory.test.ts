/** A server that answers for long holds no more at the end than at the beginning: nothing is kept of a request. */
import { Agent, request } from 'node:http';
import { StatementSync } from 'node:sqlite';
import { queryObjects } from 'node:v8';
import { describe, expect, it } from 'vitest';
import { createUser } from '../accounts/create-user.ts';
import { accountModels } from '../accounts/models.ts';
import { createApp } from '../app.ts';
import { LruMap } from '../databases/lru-map.ts';
import { Request as FretworkRequest } from '../http/request.ts';
import { Response as FretworkResponse } from '../http/response.ts';
import { jwtOf } from '../jwt/context.ts';
import { JWTAuthentication } from '../jwt/jwt-authentication.ts';
import { jwtModels } from '../jwt/models.ts';
import { AccessToken, Token } from '../jwt/tokens.ts';
import { TokenRefreshView } from '../jwt/views.ts';
import { createTables } from '../migrations/create-tables.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { ModelObject } from '../models/instance.ts';
import { QuerySet } from '../queries/query-set.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { DefaultRouter } from '../routers/routers.ts';
import { modelSerializer } from '../serializers/model-serializer.ts';
import { BaseSerializer } from '../serializers/serializer.ts';
import { defineSettings } from '../settings/settings.ts';
import { testDatabases } from '../testing/databases.ts';
import { APIView } from '../views/api-view.ts';
import { ModelViewSet } from '../views/viewsets.ts';
import { serve } from './serve.ts';

/** What a request makes; and what is kept for the next one, which has to stop growing. */
const KINDS = [
  FretworkRequest,
  FretworkResponse,
  APIView,
  BaseSerializer,
  QuerySet,
  ModelObject,
  Token,
  LruMap,
  StatementSync,
];

const count = (): Record<string, number> =>
  Object.fromEntries(KINDS.map((kind) => [kind.name, queryObjects(kind as new () => object, { format: 'count' })]));

it('is a measure that sees what is kept', { timeout: 300_000 }, () => {
  const before = count();
  const kept = Array.from({ length: 50 }, (_, n) => new FretworkResponse(n));
  expect((count().Response ?? 0) - (before.Response ?? 0)).toBe(kept.length);
});

describe.each(testDatabases)('serve on $name', ({ create }) => {
  it('keeps nothing of what was asked', { timeout: 300_000 }, async () => {
    const opened = await create();
    const models = defineModels({
      ...accountModels,
      ...jwtModels,
      Book: { title: f.char({ maxLength: 100 }), isbn: f.char({ maxLength: 20, unique: true }) },
    });
    class Books extends ModelViewSet {
      override queryset = models.Book.objects;
      override serializerClass = modelSerializer(models.Book, { fields: '__all__' });
      override filtersetFields = { title: ['exact', 'icontains'] } as const;
      override searchFields = ['title'];
      override orderingFields = ['title', 'isbn'];
      override authenticationClasses = [JWTAuthentication];
    }
    const app = createApp({
      settings: defineSettings({ secretKey: 'only-for-tests-0123456789-abcdefghijklmnop' }),
      models,
      databases: { default: opened.database },
      urls: urlpatterns(path('refresh/', TokenRefreshView), path('', new DefaultRouter({ books: Books }))),
      logger: { error: () => undefined, warn: () => undefined, info: () => undefined },
    });
    await createTables(opened.database, models);
    const user = await createUser(models.User, { username: 'anna' });
    // Counting stops everything for seconds, after which a kept connection would be found closed.
    const limits = { keepAliveMs: 600_000 };
    const server = await serve(app, { port: 0, stopOnSignals: false, limits });
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });

    const ask = (method: string, target: string, headers: Record<string, string> = {}, body?: string) =>
      new Promise<number>((resolve, reject) => {
        const asked = request({ port: server.port, method, path: target, headers, agent }, (answer) => {
          answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
        });
        asked.on('error', reject).end(body);
      });
    const json = { 'content-type': 'application/json' };
    // Every one another: texts, tokens, and the order of what is asked.
    const askAll = async (n: number): Promise<number[]> => {
      const access = await (await AccessToken.forUser(user, jwtOf({ app }))).encode();
      const authorization = `Bearer ${access}`;
      return Promise.all([
        ask('GET', `/books/?search=word${n}&ordering=${['title', '-title', 'isbn'][n % 3]}&page=1`, { authorization }),
        ask('GET', `/books/?title=${n}&title__icontains=x${n}&unknown${n}=1`),
        ask('GET', `/nowhere/${n}/`),
        ask('GET', '/books/', { authorization: `Bearer ${access.slice(0, -8)}${String(n).padStart(8, 'x')}` }),
        ask('GET', `/books/${100_000 + n}/`, { accept: `application/json; n=${n}` }),
        ask('POST', '/books/', json, JSON.stringify({ title: `t${n}`, isbn: `i${n}` })),
        ask('POST', '/books/', json, JSON.stringify({ title: '', [`field${n}`]: n })),
        ask('POST', '/books/', json, `{broken${n}`),
        ask('POST', '/refresh/', json, JSON.stringify({ refresh: access })),
      ]);
    };
    const rounds = async (from: number, to: number): Promise<void> => {
      for (let n = from; n < to; n += 1) {
        expect(await askAll(n)).toEqual([200, 200, 404, 401, 404, 201, 400, 400, 401]);
      }
    };

    await rounds(0, 30);
    const before = count();
    const listeners = process.eventNames().map((name) => process.listenerCount(name));
    await rounds(30, 120);
    const after = count();
    agent.destroy();
    await server.stop();

    const grown = KINDS.map(({ name }) => [name, (after[name] ?? 0) - (before[name] ?? 0)] as const);
    // What is under way at the moment of counting comes and goes; 90 rounds of nine requests would leave hundreds.
    expect(grown.filter(([, more]) => more > 20)).toEqual([]);
    expect(process.eventNames().map((name) => process.listenerCount(name))).toEqual(listeners);
    await opened.drop();
  });
});
