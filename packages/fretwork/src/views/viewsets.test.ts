/** Viewsets over a real database. */
import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { type App, createApp } from '../app.ts';
import type { Database } from '../databases/database.ts';
import { openDatabase } from '../databases/open-database.ts';
import { Response } from '../http/response.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { DefaultRouter, route } from '../routers/routers.ts';
import { serializer } from '../serializers/callable.ts';
import { s } from '../serializers/s.ts';
import { defineSettings } from '../settings/settings.ts';
import { action } from './action.ts';
import { ModelViewSet, ReadOnlyModelViewSet, ViewSet } from './viewsets.ts';

const models = defineModels({
  Author: { name: f.char({ maxLength: 40 }) },
  Book: model(
    {
      title: f.char({ maxLength: 40 }),
      pages: f.integer(),
      inPrint: f.boolean({ default: true }),
      language: f.char({ maxLength: 2, choices: ['en', 'fr'], default: 'en' }),
      author: f.foreignKey('Author', { onDelete: 'cascade', relatedName: 'books' }),
    },
    { ordering: ['id'] },
  ),
});
const { Author, Book } = models;

const AuthorSerializer = serializer({ id: s.integer({ readOnly: true }), name: s.char() });
const BookSerializer = serializer(
  {
    id: s.integer({ readOnly: true }),
    title: s.char({ maxLength: 40 }),
    pages: s.integer(),
    author: AuthorSerializer({ readOnly: true }),
    authorId: s.integer({ writeOnly: true }),
  },
  {
    create: async (values) => {
      const { id } = await Book.objects.create(values);
      return Book.objects.selectRelated('author').get({ id });
    },
    update: async (instance: { save(): Promise<unknown> }, values) => {
      Object.assign(instance, values);
      await instance.save();
      return instance;
    },
  },
);

class BookViewSet extends ModelViewSet {
  override queryset = Book.objects;
  override serializerClass = BookSerializer;
  override filtersetFields = {
    author: ['exact', 'in'],
    'author.name': ['icontains'],
    pages: ['lt', 'gt', 'in'],
    inPrint: ['exact'],
    language: ['exact'],
  };
  override searchFields = ['title', 'author.name'];
  override orderingFields = ['title', 'pages', 'author.name'];

  /** Annotated with its own class: its object is typed, and nothing goes round in a circle. */
  publish = action({ detail: true, methods: ['post'] }, async (view: BookViewSet, _request) => {
    const book = await view.getObject();
    expectTypeOf(book.title).toEqualTypeOf<string>();
    await book.update({ inPrint: true });
    return new Response({ published: book.title });
  });

  /** Not annotated: any viewset of objects. */
  rename = action({ detail: true, methods: ['put'] }, async (view) => {
    const book = await view.getObject();
    await book.update({ title: 'New' });
    return { title: book.title };
  });
}
class AuthorViewSet extends ReadOnlyModelViewSet {
  override queryset = Author.objects;
  override serializerClass = AuthorSerializer;
  override lookupField = 'name';
}
class CounterViewSet extends ViewSet {
  list() {
    return { action: this.action, detail: this.detail, basename: this.basename };
  }

  tags = action({ detail: true }, (view: CounterViewSet) => ({ read: view.kwargs.pk })).mapping({
    delete: () => new Response(undefined, { status: 204 }),
  });
}

const urls = urlpatterns(
  path(
    'api/',
    new DefaultRouter({
      books: BookViewSet,
      authors: AuthorViewSet,
      counters: route(CounterViewSet, { basename: 'counter' }),
    }),
  ),
);

describe('a model viewset', () => {
  let database: Database;
  let app: App;

  beforeAll(async () => {
    database = openDatabase('sqlite::memory:');
    app = createApp({
      settings: defineSettings({ secretKey: 'a secret of good length', pageSize: 2 }),
      models,
      urls,
      databases: { default: database },
    });
    await database.exec('CREATE TABLE author (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL)');
    await database.exec(
      'CREATE TABLE book (id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL, pages INTEGER NOT NULL, ' +
        'in_print INTEGER NOT NULL, language TEXT NOT NULL, author_id INTEGER NOT NULL REFERENCES author (id))',
    );
  });
  beforeEach(async () => {
    await database.exec('DELETE FROM book; DELETE FROM author; DELETE FROM sqlite_sequence');
    const ursula = await Author.objects.create({ name: 'Ursula' });
    const mary = await Author.objects.create({ name: 'Mary' });
    await Book.objects.create({ title: 'Tehanu', pages: 250, authorId: ursula.id });
    await Book.objects.create({ title: 'Lavinia', pages: 280, authorId: ursula.id, inPrint: false });
    await Book.objects.create({ title: 'Mathilda', pages: 100, authorId: mary.id, language: 'fr' });
  });
  afterAll(() => app.close());

  const send = async (method: string, path: string, body?: unknown) => {
    const init =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await app.fetch(new Request(`http://test${path}`, { method, ...init }));
    const text = await response.text();
    return { status: response.status, data: text === '' ? null : JSON.parse(text), headers: response.headers };
  };
  const titles = async (query: string) => {
    const { data } = await send('GET', `/api/books/?${query}`);
    return data.results ? data.results.map((book: { title: string }) => book.title) : data;
  };

  it('lists a page with links', async () => {
    const { data, headers } = await send('GET', '/api/books/');
    expect(data).toEqual({
      count: 3,
      next: 'http://test/api/books/?page=2',
      previous: null,
      results: [
        { id: 1, title: 'Tehanu', pages: 250, author: { id: 1, name: 'Ursula' } },
        { id: 2, title: 'Lavinia', pages: 280, author: { id: 1, name: 'Ursula' } },
      ],
    });
    expect(headers.get('allow')).toBe('GET, POST, HEAD, OPTIONS');
    expect((await send('GET', '/api/books/?page=2')).data.previous).toBe('http://test/api/books/');
    expect(await send('GET', '/api/books/?page=3')).toMatchObject({ status: 404, data: { detail: 'Invalid page.' } });
  });

  it('lists with one query, however many objects there are', async () => {
    const { queries } = await database.captureQueries(() => send('GET', '/api/books/'));
    expect(queries).toHaveLength(1);
  });

  it.each([
    ['author=1', ['Tehanu', 'Lavinia']],
    ['author__in=2', ['Mathilda']],
    ['author__name__icontains=URS', ['Tehanu', 'Lavinia']],
    ['pages__lt=250.5&pages__gt=99', ['Tehanu', 'Mathilda']],
    ['pages__in=100,280', ['Lavinia', 'Mathilda']],
    ['pages__gt=99999999999999999999999', []],
    ['inPrint=false', ['Lavinia']],
    ['inPrint=maybe&pages__lt=200', ['Mathilda']],
    ['pages__lt=', ['Tehanu', 'Lavinia']],
    ['author=99', { author: ['Select a valid choice. That choice is not one of the available choices.'] }],
    ['author=x', { author: ['Select a valid choice. That choice is not one of the available choices.'] }],
    ['pages__lt=many', { pages__lt: ['Enter a number.'] }],
    ['language=xx', { language: ['Select a valid choice. xx is not one of the available choices.'] }],
    ['search=ursula', ['Tehanu', 'Lavinia']],
    ['search=ursula,tehanu', ['Tehanu']],
    ['search=%22a%20b%22', []],
    ['search=a%00', ['Null characters are not allowed.']],
    ['ordering=-pages', ['Lavinia', 'Tehanu']],
    ['ordering=author__name,-title', ['Mathilda', 'Tehanu']],
    ['ordering=inPrint', ['Tehanu', 'Lavinia']],
  ])('filters by %s', async (query, expected) => {
    expect(await titles(query)).toEqual(expected);
  });

  it('creates, reads, changes and deletes', async () => {
    const created = await send('POST', '/api/books/', { title: 'Voices', pages: 300, authorId: 1 });
    expect(created).toMatchObject({ status: 201, data: { id: 4, title: 'Voices', author: { name: 'Ursula' } } });
    expect((await send('GET', '/api/books/4/')).data).toEqual(created.data);
    expect((await send('PATCH', '/api/books/4/', { pages: 301 })).data).toMatchObject({ title: 'Voices', pages: 301 });
    expect(await send('PUT', '/api/books/4/', { pages: 1 })).toMatchObject({
      status: 400,
      data: { title: ['This field is required.'], authorId: ['This field is required.'] },
    });
    expect(await send('DELETE', '/api/books/4/')).toMatchObject({ status: 204, data: null });
    expect(await send('GET', '/api/books/4/')).toMatchObject({
      status: 404,
      data: { detail: 'No Book matches the given query.' },
    });
  });

  it.each(['x', '99999999999999999999999', '1e0', '%C3%A9'])('answers 404 for the key %s', async (key) => {
    expect((await send('GET', `/api/books/${key}/`)).status).toBe(404);
  });

  it('runs actions, annotated or not', async () => {
    expect((await send('POST', '/api/books/2/publish/')).data).toEqual({ published: 'Lavinia' });
    expect((await send('PUT', '/api/books/2/rename/')).data).toEqual({ title: 'New' });
    expect((await send('GET', '/api/books/2/publish/')).status).toBe(405);
    expect((await send('GET', '/api/counters/7/tags/')).data).toEqual({ read: '7' });
    expect((await send('DELETE', '/api/counters/7/tags/')).status).toBe(204);
  });

  it('finds objects by another field, reads only, and lists plain viewsets', async () => {
    expect((await send('GET', '/api/authors/Mary/')).data).toEqual({ id: 2, name: 'Mary' });
    expect(await send('POST', '/api/authors/', {})).toMatchObject({
      status: 405,
      data: { detail: 'Method "POST" not allowed.' },
    });
    expect((await send('GET', '/api/counters/')).data).toEqual({ action: 'list', detail: false, basename: 'counter' });
  });

  it('names every list at its root, and answers format suffixes', async () => {
    expect((await send('GET', '/api/')).data).toEqual({
      books: 'http://test/api/books/',
      authors: 'http://test/api/authors/',
      counters: 'http://test/api/counters/',
    });
    expect((await send('GET', '/api/books/1.json')).data).toMatchObject({ id: 1 });
    expect((await send('GET', '/api/books.xml')).status).toBe(404);
  });

  it('carries its types to whoever infers a client', () => {
    type Books = InstanceType<(typeof urls)[0]['view']['routes']['books']>;
    expectTypeOf<Books['publish']['~out']>().toEqualTypeOf<{ published: string }>();
    expectTypeOf<Books['serializerClass']>().toEqualTypeOf<typeof BookSerializer>();
  });
});
