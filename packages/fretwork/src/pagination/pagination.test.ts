/** Pages of all kinds, over a real database. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, createApp } from '../app.ts';
import { openDatabase } from '../databases/open-database.ts';
import { OrderingFilter } from '../filters/ordering-filter.ts';
import { Response } from '../http/response.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { serializer } from '../serializers/callable.ts';
import { s } from '../serializers/s.ts';
import { defineSettings } from '../settings/settings.ts';
import { ListAPIView } from '../views/generics.ts';
import { CursorPagination } from './cursor-pagination.ts';
import { LimitOffsetPagination } from './limit-offset-pagination.ts';
import { PageNumberPagination } from './page-number-pagination.ts';

const { Event } = defineModels({ Event: { weight: f.integer(), at: f.dateTime() } });
const EventSerializer = serializer({ id: s.integer() });
class Events extends ListAPIView {
  override queryset = Event.objects;
  override serializerClass = EventSerializer;
}
class Numbers extends PageNumberPagination {
  override readonly pageSize = 4;
  override readonly pageSizeQueryParam = 'size';
  override readonly maxPageSize = 6;
}
class Limits extends LimitOffsetPagination {
  override readonly defaultLimit = 4;
  override readonly maxLimit = 6;
}
class Wrapped extends Numbers {
  override getPaginatedResponse(data: unknown) {
    return new Response({ page: this.page.number, pages: this.page.numPages, items: data });
  }
}
const views = {
  number: class extends Events {
    override paginationClass = Numbers;
  },
  uncounted: class extends Events {
    override paginationClass = class extends Numbers {
      override readonly count = 'none';
    };
  },
  estimated: class extends Events {
    override paginationClass = class extends Numbers {
      override readonly count = 'estimated';
    };
  },
  limit: class extends Events {
    override paginationClass = Limits;
  },
  wrapped: class extends Events {
    override paginationClass = Wrapped;
  },
  none: class extends Events {
    override paginationClass = null;
  },
  unsized: Events,
  cursor: class extends Events {
    override paginationClass = class extends CursorPagination {
      override readonly pageSize = 4;
      override readonly ordering = '-weight';
    };
  },
  moments: class extends Events {
    override paginationClass = class extends CursorPagination {
      override readonly pageSize = 3;
      override readonly ordering = ['at', 'id'];
    };
  },
  ordered: class extends Events {
    override filterBackends = [OrderingFilter];
    override orderingFields = ['id'];
    override ordering = ['-id'];
    override paginationClass = class extends CursorPagination {
      override readonly pageSize = 7;
    };
  },
};

describe('pagination', () => {
  let app: App;
  beforeAll(async () => {
    const database = openDatabase('sqlite::memory:');
    app = createApp({
      settings: defineSettings({ secretKey: 'a secret of good length' }),
      models: { Event },
      databases: { default: database },
      urls: urlpatterns(...Object.entries(views).map(([name, view]) => path(`${name}/`, view))),
    });
    await database.exec('CREATE TABLE event (id INTEGER PRIMARY KEY, weight INTEGER NOT NULL, at TEXT NOT NULL)');
    for (let id = 1; id <= 10; id += 1) {
      await Event.objects.create({
        weight: Math.floor(id / 3),
        at: new Date(Date.UTC(2024, 0, 1, 0, Math.floor(id / 2))),
      });
    }
  });
  afterAll(() => app.close());

  const get = async (url: string) => {
    const response = await app.fetch(new Request(url.startsWith('http') ? url : `http://test/${url}`));
    const data = await response.json();
    return {
      status: response.status,
      data,
      ids: (data.results ?? data.items ?? data).map?.(({ id }: { id: number }) => id),
    };
  };
  const B = 'http://test';

  it.each([
    ['number/', [1, 2, 3, 4], `${B}/number/?page=2`, null],
    ['number/?page=2', [5, 6, 7, 8], `${B}/number/?page=3`, `${B}/number/`],
    ['number/?page=3&z=1&a=2', [9, 10], null, `${B}/number/?a=2&page=2&z=1`],
    ['number/?page=last', [9, 10], null, `${B}/number/?page=2`],
    ['number/?size=100', [1, 2, 3, 4, 5, 6], `${B}/number/?page=2&size=100`, null],
    ['number/?size=0', [1, 2, 3, 4], `${B}/number/?page=2&size=0`, null],
    ['number/?page=', [1, 2, 3, 4], `${B}/number/?page=2`, null],
    ['estimated/?page=3', [9, 10], null, `${B}/estimated/?page=2`],
    ['uncounted/?page=2', [5, 6, 7, 8], `${B}/uncounted/?page=3`, `${B}/uncounted/`],
    ['uncounted/?page=3', [9, 10], null, `${B}/uncounted/?page=2`],
    ['limit/', [1, 2, 3, 4], `${B}/limit/?limit=4&offset=4`, null],
    ['limit/?limit=100&offset=3', [4, 5, 6, 7, 8, 9], `${B}/limit/?limit=6&offset=9`, `${B}/limit/?limit=6`],
    ['limit/?limit=-1&offset=9', [10], null, `${B}/limit/?limit=4&offset=5`],
    ['limit/?offset=99999999999999999999', [], null, `${B}/limit/?limit=4&offset=9007199254740987`],
  ])('%s', async (url, ids, next, previous) => {
    const answer = await get(url);
    expect(answer).toMatchObject({ status: 200, ids, data: { next, previous } });
    expect(answer.data.count).toBe(url.startsWith('uncounted') ? undefined : 10);
  });

  it.each([
    'number/?page=0',
    'number/?page=4',
    'number/?page=x',
    'number/?page=-1',
    'number/?page=1e1',
    'uncounted/?page=4',
    'number/?page=99999999999999999999',
  ])('%s is no page', async (url) => {
    expect(await get(url)).toMatchObject({ status: 404, data: { detail: 'Invalid page.' } });
  });

  it('wraps as a subclass likes, or does not cut at all', async () => {
    expect((await get('wrapped/?page=3')).data).toEqual({ page: 3, pages: 3, items: [{ id: 9 }, { id: 10 }] });
    expect((await get('none/')).ids).toHaveLength(10);
    expect((await get('unsized/')).ids).toHaveLength(10);
  });

  it.each([
    ['cursor/', 10],
    ['moments/', 10],
    ['ordered/', 10],
  ])('walks %s to the end and back, every row once', async (start, count) => {
    const forward: number[][] = [];
    let last = start;
    for (let url: string | null = start; url !== null; ) {
      const answer = await get(url);
      forward.push(answer.ids);
      last = url;
      url = answer.data.next;
    }
    expect(new Set(forward.flat()).size).toBe(count);
    expect(forward.flat()).toHaveLength(count);
    const back: number[][] = [];
    for (let url: string | null = (await get(last)).data.previous; url !== null; ) {
      const answer = await get(url);
      back.unshift(answer.ids);
      url = answer.data.previous;
    }
    expect([...back.flat(), ...(forward.at(-1) ?? [])]).toEqual(forward.flat());
  });

  it.each(['abc', '%FF', 'bz14', 'cD1hYmM=', 'cj14', 'cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5'])(
    'refuses the cursor %s',
    async (cursor) => {
      expect(await get(`cursor/?cursor=${cursor}`)).toMatchObject({ status: 404, data: { detail: 'Invalid cursor' } });
    },
  );

  it.each(['', '!!!', 'cD0y'])('understands the cursor %j', async (cursor) => {
    expect((await get(`cursor/?cursor=${cursor}`)).status).toBe(200);
  });
});
