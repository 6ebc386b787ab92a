/** QuerySets that are asked again and again: the same answers as the first time, on every database. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DataError, DoesNotExist, FieldError, MultipleObjectsReturned } from '../errors.ts';
import { bindDatabases } from '../models/define-models.ts';
import { sqliteMemory, type TestDatabase, testDatabases } from '../testing/databases.ts';
import { count, sum } from './aggregates.ts';
import { type Bookshop, bookshop, openBookshop } from './bookshop.test-d.ts';
import { uniqueValueOf } from './known-queries.ts';
import { Prefetch } from './query-set.ts';

describe.each(testDatabases)('a QuerySet that is asked again and again on $name', ({ create }) => {
  let opened: TestDatabase;
  let shop: Bookshop;
  beforeAll(async () => {
    opened = await create();
    shop = await openBookshop(opened.database);
  });
  afterAll(() => opened.drop());

  const statementsOf = async (work: () => Promise<unknown>): Promise<string[]> =>
    (await opened.database.captureQueries(work)).queries.map(({ sql }) => sql);

  it('finds by key, by whatever name and of whatever type', async () => {
    const { objects } = shop.Book;
    for (const id of [1, 2, 3, 1, 3n]) {
      expect(String((await objects.get({ id: id as number })).id)).toBe(String(id));
      expect(String((await objects.get({ pk: id as number })).id)).toBe(String(id));
      expect(String((await objects.getByKey(id as number)).id)).toBe(String(id));
    }
    for (const code of ['sea', 'sf', 'sea']) expect((await shop.Tag.objects.get({ code })).code).toBe(code);
  });

  it('sends the same statement each time, without order and limit', async () => {
    const { objects } = shop.Author;
    const [first, second, third] = await statementsOf(async () => {
      for (const id of [1, 2, 3]) await objects.get({ id });
    });
    expect([second, third]).toEqual([first, first]);
    expect(first).not.toMatch(/ORDER BY|LIMIT/);
  });

  it('keeps to the conditions and the relations of its QuerySet', async () => {
    const named = shop.Book.objects
      .filter({ title: { icontains: 'o' } })
      .exclude({ author: { name: 'Stanisław' } })
      .selectRelated('author')
      .prefetchRelated('tags');
    for (let time = 0; time < 3; time += 1) {
      const book = await named.get({ id: 2 });
      expect([book.title, book.author.name, book.tags.length]).toEqual(['Tombs', 'Ursula', 1]);
      await expect(named.get({ id: 1 })).rejects.toThrow(DoesNotExist);
      await expect(named.get({ id: 3 })).rejects.toThrow(DoesNotExist);
    }
  });

  it('says what is wrong as it does the first time', async () => {
    const { objects } = shop.Book;
    const byTag = objects.filter({ tags: { code: { in: ['sea', 'sf'] } } });
    for (let time = 0; time < 3; time += 1) {
      await expect(objects.get({ id: 99 })).rejects.toThrow(DoesNotExist);
      await expect(objects.get({ id: 'x' as never })).rejects.toThrow(DataError);
      await expect(objects.get({ id: 1.5 })).rejects.toThrow(DataError);
      await expect(objects.slice(0, 2).get({ id: 1 })).rejects.toThrow(FieldError);
      await expect(byTag.get({ id: 1 })).rejects.toThrow(MultipleObjectsReturned);
      await expect(objects.none().get({ id: 1 })).rejects.toThrow(DoesNotExist);
    }
  });

  it('gives pages of every size from every start, with the count of all', async () => {
    const { objects } = shop.Book;
    const narrowed = objects.filter({ id: { lte: 3 } }).exclude({ title: 'Tombs' });
    for (let time = 0; time < 3; time += 1) {
      for (const [start, size] of [
        [0, 1],
        [0, 2],
        [1, 2],
        [2, 1],
        [0, 200],
        [1, 200],
        [0, 1],
      ] as const) {
        for (const queryset of [objects, narrowed]) {
          const all = await queryset.toArray();
          const { objects: found, count } = await queryset.page(start, size);
          expect([count, found]).toEqual([all.length, all.slice(start, start + size)]);
        }
      }
      expect(await objects.page(99, 2)).toEqual({ objects: [], count: await objects.count() });
      expect(await objects.page(0, 0)).toEqual({ objects: [], count: await objects.count() });
      expect(await objects.none().page(0, 2)).toEqual({ objects: [], count: 0 });
    }
    expect(() => objects.page(-1, 2)).toThrow(FieldError);
    expect(() => objects.page(0, 0.5)).toThrow(FieldError);
    expect(() => objects.slice(0, 1).page(0, 1)).toThrow(FieldError);
  });

  it('computes for objects and pages what it computes for lists', async () => {
    const { objects } = shop.Author;
    const groups = objects
      .filter({ books: { pages: { gt: 100 } } })
      .annotate({ n: count('books'), pages: sum('books.pages') });
    const each = objects.annotate({ n: count('books'), pages: sum('books.pages') });
    for (const annotated of [groups, each, groups.filter({ n: { gte: 1 } } as never)]) {
      const ordered = annotated.orderBy('-n', 'id' as never);
      for (let time = 0; time < 3; time += 1) {
        const all = await ordered.toArray();
        for (const author of all) expect(await ordered.get({ id: author.id } as never)).toEqual(author);
        await expect(groups.get({ id: 4 } as never)).rejects.toThrow(DoesNotExist);
        for (const [start, size] of [
          [0, 1],
          [1, 2],
          [0, 200],
        ] as const) {
          const { objects: found, count: total } = await ordered.page(start, size);
          expect([total, found]).toEqual([all.length, all.slice(start, start + size)]);
        }
      }
    }
  });

  it('reads within a transaction what that transaction wrote', async () => {
    const { objects } = shop.Tag;
    await objects.get({ code: 'sea' });
    await opened.database.transaction(async () => {
      await objects.create({ code: 'new' });
      expect((await objects.get({ code: 'new' })).code).toBe('new');
      await objects.filter({ code: 'new' }).delete();
    });
    await expect(objects.get({ code: 'new' })).rejects.toThrow(DoesNotExist);
  });
});

it('follows its models to another database', async () => {
  const [one, other] = [await sqliteMemory.create(), await testDatabases[1]?.create()];
  if (other === undefined) throw new Error('There is no second database.');
  try {
    const shop = await openBookshop(one.database);
    const { objects } = shop.Book;
    for (let time = 0; time < 3; time += 1) await objects.get({ id: 1 });
    await openBookshop(other.database); // tables and rows; its models are others
    bindDatabases(shop, { default: other.database });
    const { queries } = await other.database.captureQueries(async () => {
      expect((await objects.get({ id: 1 })).title).toBe('Wizard');
    });
    expect(queries).toHaveLength(1);
  } finally {
    await one.drop();
    await other.drop();
  }
});

describe('what follows from a QuerySet that is asked again', () => {
  const { Book, Author } = bookshop();
  const again = <T>(derive: () => T): T => {
    derive();
    derive();
    return derive();
  };

  it('is the same QuerySet each time', () => {
    const { objects } = Book;
    const ways = [
      () => objects.selectRelated('author'),
      () => objects.prefetchRelated('tags'),
      () => objects.orderBy('-title', 'id'),
      () => objects.selectRelated('author').prefetchRelated('tags').orderBy('title'),
    ];
    for (const derive of ways) expect(again(derive)).toBe(derive());
    const { state } = objects.selectRelated('author').prefetchRelated('tags').orderBy('title');
    expect(state).toMatchObject({
      selectRelated: ['author'],
      prefetchRelated: [{ path: 'tags' }],
      ordering: ['title'],
    });
    expect(again(() => objects.orderBy('a,b'))).not.toBe(again(() => objects.orderBy('a', 'b')));
    expect(again(() => objects.orderBy('title')).meta).not.toBe(again(() => Author.objects.orderBy('title')).meta);
    expect(objects.state).toEqual(Author.objects.state);
  });

  it("is another one where values are said, or QuerySets of one's own", () => {
    const ways = [
      () => Book.objects.filter({ id: 1 }),
      () => Book.objects.prefetchRelated(new Prefetch('tags', Book.objects)),
      () => Book.objects.slice(0, 1),
      () => Book.objects.orderBy('title'.repeat(1000)),
    ];
    for (const derive of ways) expect(again(derive)).not.toBe(derive());
  });

  it('is kept for fifty orders, whatever clients ask for', () => {
    const first = again(() => Book.objects.orderBy('pages'));
    for (let count = 0; count < 60; count += 1) Book.objects.orderBy(`column ${count}`);
    expect(Book.objects.orderBy('pages')).not.toBe(first);
  });
});

describe('uniqueValueOf', () => {
  const { Book, Tag } = bookshop();
  it('sees one value of one unique column', () => {
    expect(uniqueValueOf(Book.meta, [{ id: 1 }])).toEqual({ name: 'id', value: 1 });
    expect(uniqueValueOf(Tag.meta, [{ pk: 'sf' }])).toEqual({ name: 'pk', value: 'sf' });
  });

  it.each<[readonly unknown[]]>([
    [[]],
    [[{}]],
    [[{ id: 1 }, { id: 2 }]],
    [[{ id: 1, title: 'x' }]],
    [[{ title: 'x' }]],
    [[{ author: 1 }]],
    [[{ id: { in: [1] } }]],
    [[{ id: null }]],
    [[{ id: undefined }]],
    [[{ id: new Date() }]],
    [[JSON.parse('{"__proto__": 1}')]],
    [['id']],
    [[null]],
  ])('and nothing else: %j', (conditions) => {
    expect(uniqueValueOf(Book.meta, conditions)).toBeUndefined();
  });
});
