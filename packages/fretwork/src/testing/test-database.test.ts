/** testDatabase: tables, data for all tests, and tests that do not see each other. */
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as nodeTest from 'node:test';
import * as vitest from 'vitest';
import { createApp } from '../app.ts';
import { makeMigration } from '../migrations/make-migration.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { DefaultRouter } from '../routers/routers.ts';
import { modelSerializer } from '../serializers/model-serializer.ts';
import { defineSettings } from '../settings/settings.ts';
import { ModelViewSet } from '../views/viewsets.ts';
import { APIClient } from './api-client.ts';
import { assertNumQueries } from './assert-num-queries.ts';
import { pglite, testDatabases } from './databases.ts';
import { type TestRunner, testDatabase } from './test-database.ts';

const { afterAll, beforeAll, describe, expect, expectTypeOf, it } = vitest;

const models = defineModels({ Book: model({ title: f.char({ maxLength: 20, unique: true }) }, { ordering: ['id'] }) });
const { Book } = models;
class BookViewSet extends ModelViewSet {
  override queryset = Book.objects;
  override serializerClass = modelSerializer(Book, { fields: ['id', 'title'] });
}
const app = createApp({
  settings: defineSettings({ secretKey: 'a secret of good length', database: 'sqlite:./nowhere/at-all.sqlite3' }),
  models,
  urls: urlpatterns(path('', new DefaultRouter({ books: BookViewSet }))),
});
const titles = () => Book.objects.valuesList('title', { flat: true });

describe.each([...testDatabases, pglite])('testDatabase on $name', (kind) => {
  const database = testDatabase(models, vitest, { kind });
  beforeAll(() => Book.objects.create({ title: 'For all' }));

  it.each(['first', 'second', 'third'])('shows the %s test what belongs to all, and nothing else', async () => {
    expect(await titles()).toEqual(['For all']);
    await Book.objects.create({ title: 'Mine' });
    const client = new APIClient(app);
    expect((await client.post('/books/', { title: 'Over HTTP' })).status).toBe(201);
    expect((await client.post('/books/', { title: 'Mine' })).status).toBe(400);
    expect((await assertNumQueries(1, () => client.get('/books/'))).data).toHaveLength(3);
    await Book.objects.filter({ title: 'For all' }).delete();
  });

  it('gives the database itself', async () => {
    expect(database.dialect.name).toBe(kind.name === 'sqlite' ? 'sqlite' : 'postgres');
    expect((await database.query('SELECT title FROM book')).rows).toEqual([['For all']]);
  });
});

describe('testDatabase with migrations', () => {
  const directory = join(tmpdir(), `fretwork-migrations-${process.pid}`);
  beforeAll(() => makeMigration({ directory, models }));
  const database = testDatabase(models, vitest, { migrations: directory });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('runs them', async () => {
    expect(await titles()).toEqual([]);
    expect((await database.query('SELECT name FROM fretwork_migrations')).rows).toEqual([['0001_initial']]);
  });
});

describe('the hooks', () => {
  it('are those of vitest and of node:test', () => {
    expectTypeOf(vitest).toExtend<TestRunner>();
    expectTypeOf(nodeTest).toExtend<TestRunner>();
    // @ts-expect-error hooks are missing
    expectTypeOf({ beforeEach: vitest.beforeEach }).toExtend<TestRunner>();
  });
});
