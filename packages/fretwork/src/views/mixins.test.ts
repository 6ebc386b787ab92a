/** What a subclass may change of create, update and destroy. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { openDatabase } from '../databases/open-database.ts';
import { Response } from '../http/response.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { path } from '../routers/path.ts';
import { DefaultRouter } from '../routers/routers.ts';
import { modelSerializer } from '../serializers/model-serializer.ts';
import { defineSettings } from '../settings/settings.ts';
import type { ViewSerializer } from './generic-api-view.ts';
import { ModelViewSet } from './viewsets.ts';

const models = defineModels({
  Owner: { name: f.char({ maxLength: 9 }) },
  Note: {
    text: f.char({ maxLength: 9 }),
    hidden: f.boolean({ default: false }),
    owner: f.foreignKey('Owner', { onDelete: 'cascade', relatedName: 'notes' }),
  },
});
const { Note, Owner } = models;
const OwnerSerializer = modelSerializer(Owner, { fields: ['name'] });
const NoteSerializer = modelSerializer(Note, {
  fields: ['id', 'text', 'owner'],
  declare: { owner: OwnerSerializer({ readOnly: true }) },
});
const Authors = modelSerializer(Owner, {
  fields: ['id', 'notes'],
  declare: { notes: NoteSerializer({ many: true, readOnly: true }) },
});
class Notes extends ModelViewSet {
  override serializerClass = NoteSerializer;
  override getQueryset() {
    return Note.objects.filter({ hidden: false });
  }
  override async performCreate(serializer: ViewSerializer) {
    await serializer.save({ ownerId: 1 });
  }
  override async performDestroy(note: { update(values: object): Promise<unknown> }) {
    await note.update({ hidden: true });
  }
  override getSuccessHeaders() {
    return { location: '/somewhere/' };
  }
}
class Owners extends ModelViewSet {
  override queryset = Owner.objects;
  override serializerClass = Authors;
}

const database = openDatabase('sqlite::memory:');
const app = createApp({
  settings: defineSettings({ secretKey: 'a secret of good length' }),
  models,
  databases: { default: database },
  urls: [path('', new DefaultRouter({ notes: { viewSet: Notes, basename: 'note' }, owners: Owners }))],
});
const send = async (method: string, url: string, body?: unknown) => {
  const init =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await app.fetch(new Request(`http://test${url}`, { method, ...init }));
  const text = await response.text();
  return { status: response.status, data: text && JSON.parse(text), location: response.headers.get('location') };
};

beforeAll(async () => {
  await database.exec(
    'CREATE TABLE owner (id INTEGER PRIMARY KEY, name TEXT NOT NULL);' +
      'CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL, hidden INTEGER NOT NULL, owner_id INTEGER NOT NULL)',
  );
  await Owner.objects.create({ name: 'ann' });
});
afterAll(() => app.close());

it('saves what the client does not send, and hides instead of deleting', async () => {
  expect(await send('POST', '/notes/', { text: 'one', ownerId: 7 })).toEqual({
    status: 201,
    data: { id: 1, text: 'one', owner: { name: 'ann' } },
    location: '/somewhere/',
  });
  expect((await send('DELETE', '/notes/1/')).status).toBe(204);
  expect((await send('GET', '/notes/1/')).data).toEqual({ detail: 'No Note matches the given query.' });
  expect(await Note.objects.count()).toBe(1);
});

it('needs as many queries for many nested objects as for one', async () => {
  const count = async () => (await database.captureQueries(() => send('GET', '/owners/'))).queries.length;
  const before = await count();
  for (let n = 0; n < 5; n += 1) await Note.objects.create({ text: `${n}`, ownerId: 1 });
  expect(await count()).toBe(before);
  expect((await send('GET', '/owners/')).data[0].notes).toHaveLength(6);
});

it('says what is missing on a view', async () => {
  expect(new Response().status).toBe(200);
  class Nothing extends ModelViewSet {}
  expect(() => new Nothing().getQueryset()).toThrow(/Nothing has no `queryset`/);
  expect(() => new Nothing().getSerializerClass()).toThrow(/Nothing has no `serializerClass`/);
});
