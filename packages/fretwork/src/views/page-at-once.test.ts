/** Pages of objects and their count: one query for both, and the answers that two queries give. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { createTables } from '../migrations/create-tables.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import type { Page } from '../pagination/base-pagination.ts';
import { LimitOffsetPagination } from '../pagination/limit-offset-pagination.ts';
import { PageNumberPagination } from '../pagination/page-number-pagination.ts';
import { count } from '../queries/aggregates.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { modelSerializer } from '../serializers/model-serializer.ts';
import { s } from '../serializers/s.ts';
import { defineSettings } from '../settings/settings.ts';
import { APIClient } from '../testing/api-client.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import type { ViewQuerySet } from './generic-api-view.ts';
import { ReadOnlyModelViewSet } from './viewsets.ts';

const models = defineModels({
  Author: model({ name: f.char({ maxLength: 50 }) }),
  Book: model({
    title: f.char({ maxLength: 50 }),
    author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
  }),
});
const { Author, Book } = models;
const BookSerializer = modelSerializer(Book, { fields: ['id', 'title'] });
const AuthorSerializer = modelSerializer(Author, {
  fields: ['id', 'name', 'books'],
  declare: { books: BookSerializer({ many: true, readOnly: true }) },
});
const CountedSerializer = modelSerializer(Author, {
  fields: ['id', 'bookCount'],
  declare: { bookCount: s.integer({ readOnly: true }) },
});

/** Whoever represents objects in a way of their own needs objects. */
class Authors extends ReadOnlyModelViewSet {
  override queryset: ViewQuerySet = Author.objects as unknown as ViewQuerySet;
  override serializerClass = AuthorSerializer as typeof AuthorSerializer | typeof CountedSerializer;
  override async represent(objects: unknown): Promise<unknown> {
    return super.represent(objects);
  }
}
class Limited extends Authors {
  override paginationClass = LimitOffsetPagination;
}
class Estimated extends Authors {
  override paginationClass = class extends PageNumberPagination {
    override readonly count = 'none';
  };
}
class Distinct extends Authors {
  override queryset = Author.objects.filter({ books: { id: { gte: 1 } } }).distinct() as unknown as ViewQuerySet;
}
class Grouped extends Authors {
  override queryset = Author.objects
    .annotate({ bookCount: count('books') })
    .filter({ bookCount: { gte: 1 } } as never)
    .orderBy('-bookCount', 'id') as unknown as ViewQuerySet;
  override serializerClass = CountedSerializer;
}
const VIEWS = { authors: Authors, limited: Limited, uncounted: Estimated, distinct: Distinct, grouped: Grouped };

/** The same view, whose page is cut and counted by its paginator. */
const inTwo = (View: typeof Authors) =>
  class extends View {
    override paginateQueryset(queryset: ViewQuerySet): Promise<Page | null> {
      return super.paginateQueryset(queryset);
    }
  };

describe.each(testDatabases)('pages at once on $name', ({ create }) => {
  let test: TestDatabase;
  let client: APIClient;

  beforeAll(async () => {
    test = await create();
    const views = Object.entries(VIEWS).flatMap(([name, View]) => [
      path(`${name}/`, View.asView({ get: 'list' })),
      path(`two/${name}/`, inTwo(View).asView({ get: 'list' })),
    ]);
    const settings = defineSettings({ secretKey: 'x'.repeat(50), database: 'sqlite::memory:', pageSize: 2 });
    const databases = { default: test.database };
    client = new APIClient(createApp({ settings, models, databases, urls: urlpatterns(...views) }));
    await createTables(test.database, models);
    for (const name of ['Ada', 'Bell', 'Curie', 'Dirac', 'Euler']) await Author.objects.create({ name });
    for (const [title, authorId] of Object.entries({ A: 1, B: 1, C: 2, D: 4, E: 4, F: 4 }))
      await Book.objects.create({ title, authorId });
  });
  afterAll(() => test.drop());

  const ask = async (url: string) => {
    const { result, queries } = await test.database.captureQueries(() => client.get(url));
    return { status: result.status, body: result.text, queries: queries.length };
  };

  it.each([
    ['authors', ''],
    ['authors', '?page=3'],
    ['authors', '?page=4'],
    ['authors', '?page=last'],
    ['authors', '?page=x'],
    ['limited', ''],
    ['limited', '?limit=2&offset=4'],
    ['limited', '?offset=5'],
    ['limited', '?offset=50'],
    ['uncounted', '?page=2'],
    ['distinct', '?page=2'],
    ['grouped', ''],
    ['grouped', '?page=2'],
    ['grouped', '?page=3'],
  ])('%s/%s answers what cutting and counting in turn answers', async (name, query) => {
    const [atOnce, inTurn] = [await ask(`/${name}/${query}`), await ask(`/two/${name}/${query}`)];
    const where = ({ status, body }: typeof atOnce) => [status, body.replaceAll('/two/', '/')];
    expect(where(atOnce)).toEqual(where(inTurn));
  });

  it('takes one query for a page and its count, and one for what is prefetched', async () => {
    expect((await ask('/authors/')).queries).toBe(2);
    expect((await ask('/two/authors/')).queries).toBe(3);
    expect((await ask('/limited/?offset=2')).queries).toBe(2);
    expect((await ask('/grouped/')).queries).toBe(1);
  });

  it.each([['?page=last', 3]])('counts first where the page depends on it (%s)', async (query, queries) => {
    expect(await ask(`/authors/${query}`)).toMatchObject({ status: 200, queries });
  });

  it('counts by itself what is distinct', async () => {
    expect(await ask('/distinct/')).toMatchObject({ status: 200, queries: 3 });
  });
});
