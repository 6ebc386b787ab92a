/** `Server-Timing`: the path and the queries in development, nothing elsewhere, and never a value. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { Response } from '../http/response.ts';
import { createTables } from '../migrations/create-tables.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { modelSerializer } from '../serializers/model-serializer.ts';
import { s } from '../serializers/s.ts';
import { defineSettings } from '../settings/settings.ts';
import { APIClient } from '../testing/api-client.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { apiView } from './function-view.ts';
import { GenericAPIView } from './generic-api-view.ts';
import { ModelViewSet } from './viewsets.ts';

const models = defineModels({ Author: model({ name: f.char({ maxLength: 50 }) }, { ordering: ['id'] }) });
const { Author } = models;

class Plain extends ModelViewSet {
  override queryset = Author.objects;
  override serializerClass = modelSerializer(Author, { fields: ['id', 'name'] });
  override filtersetFields = { name: ['exact'] } as const;
}
class Methodical extends ModelViewSet {
  override queryset = Author.objects;
  override serializerClass = modelSerializer(Author, {
    fields: ['Größe'],
    declare: { Größe: s.method(({ name }) => name.length) },
  });
}
class Mixed extends ModelViewSet {
  override queryset = Author.objects;
  override serializerClass = modelSerializer(Author, {
    fields: ['id', 'size'],
    declare: { size: s.method(({ name }) => name.length) },
  });
}
class Watching extends Plain {
  override async represent(objects: unknown): Promise<unknown> {
    return super.represent(objects);
  }
}
class Bare extends GenericAPIView {
  override get(): Response {
    return new Response({ at: 'rest' });
  }
}

describe.each(testDatabases)('Server-Timing on $name', ({ create }) => {
  let opened: TestDatabase;
  const clients: Partial<Record<'debug' | 'production', APIClient>> = {};

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    const lists = { plain: Plain, methodical: Methodical, mixed: Mixed, watching: Watching };
    for (const debug of [true, false]) {
      const app = createApp({
        settings: defineSettings({ secretKey: 'a secret key of a test, long enough', debug, pageSize: 2 }),
        models,
        urls: urlpatterns(
          ...Object.entries(lists).map(([name, view]) =>
            path(`${name}/`, view.asView({ get: 'list', post: 'create' })),
          ),
          path('bare/', Bare),
          path(
            'function/',
            apiView(['GET'], () => new Response({ ok: true })),
          ),
          path(
            'moved/',
            apiView(['GET'], () => globalThis.Response.redirect('http://testserver/plain/')),
          ),
        ),
        databases: { default: opened.database },
      });
      clients[debug ? 'debug' : 'production'] = new APIClient(app);
    }
    await Author.objects.create({ name: 'Ada' });
  });
  afterAll(() => opened.drop());

  const timing = async (address: string, name: keyof typeof clients = 'debug'): Promise<string | null | undefined> =>
    (await clients[name]?.get(address))?.headers.get('server-timing');

  it.each([
    ['/plain/', /^path;desc="rows", total;/],
    ['/methodical/', /^path;desc="objects: Gr\?\?e: a method makes it from the object", total;/],
    ['/mixed/', /^path;desc="mixed", total;.*;desc="1 query"/],
    ['/watching/', /^path;desc="objects: the view, its pages or its format look at them", total;/],
    ['/bare/', /^total;/],
    ['/function/', /^total;/],
    ['/moved/', /^total;/],
    ['/nowhere/', /^total;/],
    ['/plain/?page=99', /^total;/],
  ])('says of %s what happened', async (address, expected) => {
    expect(await timing(address)).toMatch(expected);
  });

  it('counts queries and names their tables, but never a value', async () => {
    const header = await timing('/plain/?name=Top+Secret');
    expect(header).toMatch(/db;dur=[\d.]+;desc="[12] quer(?:y|ies)"/);
    expect(header).toMatch(/sql-1;dur=[\d.]+;desc="SELECT \w*author"/);
    expect(header).not.toContain('Secret');
    expect(await timing('/function/')).toMatch(/db;dur=0\.00;desc="0 queries"$/);
  });

  it('says nothing of how a written object is sent, and counts its statement', async () => {
    const { status, headers } = (await clients.debug?.post('/plain/', { name: 'Bea' })) ?? {};
    expect(status).toBe(201);
    expect(headers?.get('server-timing')).toMatch(/^total;.*"INSERT \w*author"/);
  });

  it.each(['/plain/', '/methodical/', '/nowhere/'])('leaves %s alone where debug is off', async (address) => {
    expect(await timing(address, 'production')).toBeNull();
  });

  it('changes nothing else of an answer', async () => {
    const bodies = await Promise.all([clients.debug, clients.production].map((client) => client?.get('/plain/')));
    expect(bodies[0]?.text).toBe(bodies[1]?.text);
    const [debug, production] = bodies.map((one) => [...(one?.headers.keys() ?? [])]);
    expect(debug?.filter((name) => name !== 'server-timing')).toEqual(production);
  });
});
