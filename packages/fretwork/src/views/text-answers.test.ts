/** Lists as text: the same answers as by way of objects, and objects wherever somebody looks at them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { Response } from '../http/response.ts';
import { createTables } from '../migrations/create-tables.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import type { Page } from '../pagination/base-pagination.ts';
import { CursorPagination } from '../pagination/cursor-pagination.ts';
import { LimitOffsetPagination } from '../pagination/limit-offset-pagination.ts';
import { PageNumberPagination } from '../pagination/page-number-pagination.ts';
import { count } from '../queries/aggregates.ts';
import { Prefetch } from '../queries/query-set.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { modelSerializer } from '../serializers/model-serializer.ts';
import { s } from '../serializers/s.ts';
import { defineSettings } from '../settings/settings.ts';
import { APIClient } from '../testing/api-client.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import type { ViewQuerySet } from './generic-api-view.ts';
import { ReadOnlyModelViewSet } from './viewsets.ts';

const models = defineModels({
  Author: model({ name: f.char({ maxLength: 50 }) }, { ordering: ['id'] }),
  Book: model(
    {
      title: f.char({ maxLength: 50 }),
      price: f.decimal({ maxDigits: 6, decimalPlaces: 2 }),
      author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
    },
    { ordering: ['id'] },
  ),
});
const { Author, Book } = models;
const BookSerializer = modelSerializer(Book, { fields: ['id', 'title', 'price', 'author'] });
const AuthorSerializer = modelSerializer(Author, {
  fields: ['id', 'name', 'books'],
  declare: { books: BookSerializer({ many: true, readOnly: true }) },
});

class Authors extends ReadOnlyModelViewSet {
  override queryset = Author.objects;
  override serializerClass = AuthorSerializer;
  override searchFields = ['name'];
}
class Limited extends Authors {
  override paginationClass = LimitOffsetPagination;
}
class ById extends CursorPagination {
  override readonly ordering: string = 'id';
}
class Cursors extends Authors {
  override paginationClass = ById;
}
class Envelope extends Authors {
  override paginationClass = class extends ById {
    override getPaginatedResponse(data: unknown): Response {
      return new Response({ names: (data as { name: string }[]).map(({ name }) => name) });
    }
  };
}
class Looking extends Authors {
  override paginationClass = class extends ById {
    override async paginateQueryset(...args: Parameters<CursorPagination['paginateQueryset']>): Promise<Page | null> {
      return super.paginateQueryset(...args);
    }
  };
}
class Cutting extends Cursors {
  override async paginateQueryset(queryset: ViewQuerySet): Promise<Page | null> {
    return super.paginateQueryset(queryset);
  }
}
class Far extends Authors {
  override queryset = Book.objects.selectRelated('author') as never;
  override serializerClass = BookSerializer as never;
  override paginationClass = class extends ById {
    override readonly ordering = '-author.name';
  };
}
class Endless extends Authors {
  override paginationClass = class extends ById {
    override readonly pageSize = null;
  };
}
class Unpaged extends Authors {
  override paginationClass = null;
}
class Represented extends Authors {
  override async represent(objects: unknown): Promise<unknown> {
    return super.represent(objects);
  }
}
class Wrapped extends Authors {
  override paginationClass = class extends PageNumberPagination {
    override getPaginatedResponse(data: unknown): Response {
      return new Response({ names: (data as { name: string }[]).map(({ name }) => name) });
    }
  };
}
const ones = [new Prefetch('books', Book.objects.filter({ title: 'One' }))];
class Loading extends Authors {
  override withRelations(queryset: ViewQuerySet): ViewQuerySet {
    return super.withRelations(queryset.prefetchRelated(...(ones as unknown as readonly never[])));
  }
}
class Chosen extends Authors {
  override queryset = Author.objects.prefetchRelated(
    new Prefetch('books', Book.objects.filter({ title: 'One' })),
  ) as never;
}
const CountedSerializer = modelSerializer(Author, {
  fields: ['name', 'total'],
  declare: { total: s.method((author): number => Number(Reflect.get(author, 'total'))) },
});
class Counted extends Authors {
  override queryset = Author.objects.annotate({ total: count('books') }) as never;
  override serializerClass = CountedSerializer as never;
}

describe.each(testDatabases)('lists as text on $name', ({ create }) => {
  let opened: TestDatabase;
  let client: APIClient;

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    const views = {
      authors: Authors,
      limited: Limited,
      cursors: Cursors,
      envelope: Envelope,
      looking: Looking,
      cutting: Cutting,
      far: Far,
      endless: Endless,
      unpaged: Unpaged,
      represented: Represented,
      wrapped: Wrapped,
      loading: Loading,
      chosen: Chosen,
      counted: Counted,
    };
    const app = createApp({
      settings: defineSettings({ secretKey: 'a secret key of a test, long enough', pageSize: 2, debug: true }),
      models,
      urls: urlpatterns(...Object.entries(views).map(([name, view]) => path(`${name}/`, view.asView({ get: 'list' })))),
      databases: { default: opened.database },
    });
    client = new APIClient(app);
    for (const name of ['Ada', 'Bram "B"', 'Çelik']) {
      const author = await Author.objects.create({ name });
      await Book.objects.bulkCreate(['One', 'Two'].map((title) => ({ title, price: '9.50', authorId: author.id })));
    }
  });
  afterAll(() => opened.drop());

  const list = async (address: string): Promise<{ text: string; isText: boolean }> => {
    const { status, text, headers } = await client.get(address);
    expect(status).toBe(200);
    return { text, isText: headers.get('server-timing')?.startsWith('path;desc="rows"') === true };
  };

  it.each([
    '/authors/',
    '/authors/?page=2',
    '/authors/?search=a',
    '/authors/?search=nobody',
    '/limited/?limit=1&offset=1',
    '/unpaged/',
    '/cursors/',
    '/endless/',
  ])('answers %s as by way of objects', async (address) => {
    const quick = await list(address);
    expect(quick.isText).toBe(true);
    const slow = await list(address.replace('authors', 'represented'));
    expect(slow.isText).toBe(!address.startsWith('/authors'));
    expect(quick.text).toBe(slow.text.replaceAll('represented', 'authors'));
  });

  it.each([
    ['/represented/', 'the view looks at what is sent'],
    ['/wrapped/', 'the envelope looks at what is sent'],
    ['/chosen/', 'a relation is loaded in a way of its own'],
    ['/loading/', 'the view loads relations in a way of its own'],
    ['/counted/', 'a method looks at what is computed'],
    ['/envelope/', 'the envelope of a cursor looks at what is sent'],
    ['/looking/', 'the paginator may look at objects'],
    ['/cutting/', 'the view cuts'],
    ['/far/', 'the page is found by a column of another object'],
    ['/authors/?format=json&page=99', ''],
  ])('makes objects for %s: %s', async (address, why) => {
    if (why === '') return expect((await client.get(address)).status).toBe(404);
    expect((await list(address)).isText).toBe(false);
  });

  it('answers what the other ways answer', async () => {
    expect(JSON.parse((await list('/wrapped/')).text)).toEqual({ names: ['Ada', 'Bram "B"'] });
    expect(JSON.parse((await list('/envelope/')).text)).toEqual({ names: ['Ada', 'Bram "B"'] });
    for (const name of ['looking', 'cutting', 'cursors']) {
      const { results, next } = JSON.parse((await list(`/${name}/`)).text);
      expect([results.length, next]).toEqual([2, `http://testserver/${name}/?cursor=cD0y`]);
    }
    expect(JSON.parse((await list('/endless/')).text)).toHaveLength(3);
    expect(JSON.parse((await list('/chosen/')).text).results[0].books).toMatchObject([{ title: 'One' }]);
    expect(JSON.parse((await list('/loading/')).text).results[0].books).toMatchObject([{ title: 'One' }]);
    expect(JSON.parse((await list('/counted/')).text).results[0]).toEqual({ name: 'Ada', total: 2 });
  });
});
