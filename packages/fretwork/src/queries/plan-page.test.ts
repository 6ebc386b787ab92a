/** Pages with their count: the SQL, and the same rows and counts as two queries give. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sqliteDialect } from '../databases/dialect.ts';
import { captureQueries } from '../databases/query-log.ts';
import { transaction } from '../databases/transaction.ts';
import { FieldError } from '../errors.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { avg, count, max, min, sum } from './aggregates.ts';
import { type Bookshop, bookshop, openBookshop } from './bookshop.test-d.ts';
import { compileQuery } from './compile.ts';
import { emptyState } from './state.ts';

const { Book, Tag } = bookshop();

const sqlOf = ({ meta, state }: Pick<typeof Book.objects, 'meta' | 'state'>) =>
  compileQuery(meta, { ...state, counted: true }, { type: 'rows' }, sqliteDialect)?.query.sql;

describe('the SQL of a page', () => {
  const tags = Tag.objects.only('code');

  it.each([
    ['counts beside', tags.slice(0, 10), '(SELECT COUNT(*) FROM "tag" AS t1) AS "fretwork_total" FROM "tag" AS t0 '],
    ['has its size in the text', tags.slice(20, 30), ' LIMIT 10 OFFSET ?'],
    ['has a large size as a parameter', tags.slice(20, 320), ' LIMIT ? OFFSET ?'],
    ['counts what the conditions leave', tags.filter({ code: 'a' }).slice(0, 5), 'COUNT(*) FROM "tag" AS t1 WHERE t1.'],
    [
      'counts in a scan',
      tags.filter({ code: { icontains: 'a' } }).slice(0, 5),
      ', count(*) OVER () AS "fretwork_total"',
    ],
  ])('%s', (_name, query, part) => {
    expect(sqlOf(query as never)).toContain(part);
  });

  it('joins related objects to the rows of the page alone', () => {
    const sql = sqlOf(Book.objects.orderBy('title').selectRelated('author').slice(0, 5));
    expect(sql).toMatch(/^SELECT .* FROM \(SELECT .* FROM "book" AS t0 ORDER BY t0."title" LIMIT 5\) AS t0 /);
    expect(sql).toMatch(/ INNER JOIN "author" AS t1 ON t1."id" = t0."author_id" ORDER BY t0."title"$/);
  });

  it('joins before it cuts where a condition or the order says so', () => {
    for (const query of [Book.objects.orderBy('author.name'), Book.objects.filter({ author: { name: 'x' } })])
      expect(sqlOf(query.selectRelated('author').slice(0, 5))).not.toContain('FROM (SELECT');
  });

  it('is no other query of the same shape', () => {
    const { meta, state } = tags.slice(0, 5);
    const sql = [false, true].map(
      (counted) => compileQuery(meta, { ...emptyState, ...state, counted }, { type: 'rows' }, sqliteDialect)?.query.sql,
    );
    expect(sql[0]).not.toBe(sql[1]);
  });
});

describe.each(testDatabases)('pages on $name', ({ create }) => {
  let opened: TestDatabase;
  let shop: Bookshop;
  beforeAll(async () => {
    opened = await create();
    shop = await openBookshop(opened.database);
  });
  afterAll(() => opened.drop());

  const queries: readonly [string, (shop: Bookshop) => Bookshop['Book']['objects']][] = [
    ['all', (s) => s.Book.objects],
    ['related', (s) => s.Book.objects.selectRelated('author').orderBy('-title', 'id') as never],
    ['filtered', (s) => s.Book.objects.filter({ pages: { gt: 50 } }).selectRelated('author') as never],
    ['searched', (s) => s.Book.objects.filter({ title: { icontains: 'i' } }).orderBy('-price')],
    [
      'by a relation',
      (s) => s.Book.objects.filter({ author: { name: { icontains: 'a' } } }).orderBy('author.name', 'id'),
    ],
    ['by many', (s) => s.Book.objects.filter({ tags: { code: { in: ['sf', 'x'] } } })],
    ['excluded', (s) => s.Book.objects.exclude({ title: { contains: 'W' } })],
    [
      'searched, each once',
      (s) =>
        s.Book.objects
          .filter({ tags: { code: { icontains: 's' } } })
          .distinct()
          .orderBy('id'),
    ],
    [
      'with computed values of what is left out',
      (s) =>
        s.Book.objects
          .only('title')
          .annotate({ others: count('author.books') })
          .selectRelated('author')
          .orderBy('id') as never,
    ],
    ['ordered by a count', (s) => s.Author.objects.annotate({ n: count('books') }).orderBy('-n', 'id') as never],
    [
      'of what a count leaves',
      (s) =>
        s.Author.objects
          .annotate({ n: count('books') })
          .filter({ n: { gte: 1 } } as never)
          .orderBy('id') as never,
    ],
    [
      'of groups',
      (s) =>
        s.Author.objects
          .filter({ books: { pages: { gt: 0 } } })
          .annotate({ n: count('books'), pages: sum('books.pages') })
          .orderBy('-n', 'id') as never,
    ],
    [
      'of groups that a sum leaves',
      (s) =>
        s.Author.objects
          .filter({ books: { pages: { gt: 0 } } })
          .annotate({ n: count('books'), price: sum('books.price') })
          .filter({ n: { gte: 1 }, name: { contains: 's' } } as never)
          .orderBy('-price', 'id') as never,
    ],
    [
      'of groups that are searched',
      (s) =>
        s.Author.objects
          .filter({ books: { title: { icontains: 'o' } } })
          .annotate({
            n: count('books'),
            mean: avg('books.pages'),
            first: min('books.title'),
            last: max('books.title'),
          })
          .filter({ n: { gte: 1 } } as never)
          .orderBy('id') as never,
    ],
    [
      'of groups in which one count multiplies another, as in Django',
      (s) =>
        s.Author.objects
          .filter({ books: { id: { gt: 0 } } })
          .annotate({ n: count('books'), tags: count('books.tags') })
          .filter({ n: { gt: 2 } } as never)
          .orderBy('id') as never,
    ],
    [
      'of groups with values of related objects',
      (s) =>
        s.Book.objects
          .filter({ tags: { code: { in: ['sf', 'sea'] } } })
          .annotate({
            n: count('tags'),
            writer: max('author.name'),
            country: count('author.country'),
            rating: avg('author.rating'),
            own: sum('price'),
            others: count('author.books'),
          })
          .filter({ writer: { gte: 'A' }, country: { gte: 0 } } as never)
          .orderBy('writer' as never, 'id') as never,
    ],
    [
      'of groups with related objects',
      (s) =>
        s.Book.objects
          .filter({ tags: { code: { in: ['sf', 'sea'] } } })
          .annotate({ n: count('tags'), writer: max('author.name') })
          .filter({ n: { gte: 1 } } as never)
          .selectRelated('author')
          .orderBy('author.name', 'id') as never,
    ],
    [
      'with values of related objects',
      (s) =>
        s.Book.objects
          .annotate({ writer: max('author.name') })
          .selectRelated('author')
          .orderBy('id') as never,
    ],
    ['none', (s) => s.Book.objects.filter({ title: 'nowhere' })],
    ['at random', (s) => s.Book.objects.filter({ id: 1 }).orderBy('?')],
  ];

  describe.each(queries)('%s', (_name, make) => {
    it.each([
      [0, 2],
      [1, 2],
      [2, 200],
      [50, 5],
      [0, 0],
    ])('from %i, %i at most', async (start, size) => {
      const query = make(shop);
      const { objects, count: total } = await query.page(start, size);
      expect([total, total]).toEqual([await query.count(), (await query).length]);
      expect(objects).toEqual(await query.slice(start, start + size));
    });
  });

  it('is one query, and two behind the end', async () => {
    const ask = (start: number) => captureQueries(() => shop.Book.objects.page(start, 2));
    expect((await ask(0)).queries).toHaveLength(1);
    expect((await ask(50)).queries).toHaveLength(2);
  });

  it('can be locked, searched or not', async () => {
    for (const query of [shop.Book.objects, shop.Book.objects.filter({ title: { icontains: 'i' } })]) {
      const page = await transaction(() => query.selectForUpdate().page(0, 2));
      expect(page.count).toBe(await query.count());
    }
  });

  it('of nothing asks nothing', async () => {
    const { result, queries: asked } = await captureQueries(() =>
      shop.Book.objects.filter({ id: { in: [] } }).page(0, 2),
    );
    expect([result, asked.length]).toEqual([{ objects: [], count: 0 }, 0]);
  });

  it('refuses what is sliced already', async () => {
    await expect(async () => shop.Book.objects.slice(0, 3).page(0, 2)).rejects.toThrow(FieldError);
  });

  it('finds text whatever its case, ASCII or not', async () => {
    const { Author } = shop;
    await Author.objects.create({ id: 99, name: 'ÉMILE %_\\ Zola' } as never);
    const found = (name: object) => Author.objects.filter({ name } as never).count();
    expect(
      await Promise.all([
        found({ icontains: '%_\\ zOLA' }),
        found({ icontains: 'émile %' }),
        found({ istartswith: 'éMile %' }),
        found({ iendswith: 'OLA' }),
        found({ iexact: 'émile %_\\ zola' }),
        found({ icontains: '_mile' }),
        found({ icontains: `zola${'a'.repeat(60_000)}` }),
      ]),
    ).toEqual([1, 1, 1, 1, 1, 0, 0]);
  });
});
