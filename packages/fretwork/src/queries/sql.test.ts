/** SQL: the text of the main shapes, for each dialect. */
import { describe, expect, it } from 'vitest';
import { postgresDialect, sqliteDialect } from '../databases/dialect.ts';
import { DataError } from '../errors.ts';
import type { ModelMeta } from '../models/meta.ts';
import { count } from './aggregates.ts';
import { bookshop } from './bookshop.test-d.ts';
import { compileQuery, type PurposeInput } from './compile.ts';
import { emptyState, type QueryState } from './state.ts';
import { F, Q } from './where.ts';

const { Author, Book } = bookshop();

interface AnyQuery {
  readonly meta: ModelMeta;
  readonly state: QueryState;
}

const BOOK = 'SELECT t0."id" FROM "book" AS t0';
const AUTHOR = 'SELECT t0."id" FROM "author" AS t0';
const books = Book.objects.orderBy().valuesList('id', { flat: true });
const authors = Author.objects.orderBy().valuesList('id', { flat: true });

/** Name, query, and the SQL after SELECT and FROM; of PostgreSQL where it is another. */
const cases: readonly [string, AnyQuery, sqlite: string, postgres?: string][] = [
  ['everything', books, BOOK],
  ['a value', books.filter({ title: 'x' }), `${BOOK} WHERE t0."title" = ?`, `${BOOK} WHERE t0."title" = $1`],
  [
    'a whole number, which may be beyond its column',
    books.filter({ pages: 1 }),
    `${BOOK} WHERE t0."pages" = ?`,
    `${BOOK} WHERE t0."pages" = $1::bigint`,
  ],
  ['null', books.filter({ subtitle: null }), `${BOOK} WHERE t0."subtitle" IS NULL`],
  [
    'a list, one parameter however long',
    books.filter({ id: { in: [1, 2] }, pages: { in: [3] } }),
    `${BOOK} WHERE t0."id" IN (SELECT value FROM json_each(?)) AND t0."pages" IN (SELECT value FROM json_each(?))`,
    `${BOOK} WHERE t0."id" = ANY($1) AND t0."pages" = ANY($2::bigint[])`,
  ],
  [
    'text without case, in ASCII',
    books.filter({ title: { icontains: 'x', istartswith: 'y' } }),
    `${BOOK} WHERE t0."title" LIKE ? ESCAPE '\\' AND t0."title" LIKE ? ESCAPE '\\'`,
    `${BOOK} WHERE t0."title" ILIKE $1 AND t0."title" ILIKE $2`,
  ],
  [
    'text without case',
    books.filter({ title: { icontains: 'ä', istartswith: 'ö' } }),
    `${BOOK} WHERE instr(fretwork_lower(t0."title"), ?) > 0 AND substr(fretwork_lower(t0."title"), 1, length(?)) = ?`,
    `${BOOK} WHERE t0."title" ILIKE $1 AND t0."title" ILIKE $2`,
  ],
  [
    'a part of a moment',
    books.filter({ createdAt: { year: { gte: 2020 } } }),
    `${BOOK} WHERE CAST(substr(t0."created_at", 1, 4) AS INTEGER) >= ?`,
    `${BOOK} WHERE EXTRACT(YEAR FROM (t0."created_at" AT TIME ZONE 'UTC'))::bigint >= $1::bigint`,
  ],
  [
    'columns and arithmetic',
    books.filter({ pages: { lt: F('author.rating').times(2) } }),
    `${BOOK} INNER JOIN "author" AS t1 ON t1."id" = t0."author_id" WHERE t0."pages" < (t1."rating" * ?)`,
    `${BOOK} INNER JOIN "author" AS t1 ON t1."id" = t0."author_id" WHERE t0."pages" < (t1."rating" * $1::bigint)`,
  ],
  [
    'a related key without a join',
    books.filter({ author: { id: 1 } }),
    `${BOOK} WHERE t0."author_id" = ?`,
    `${BOOK} WHERE t0."author_id" = $1`,
  ],
  [
    'a related column: an inner join, as the row has to be there',
    books.filter({ author: { country: { name: 'x' } } }),
    `${BOOK} INNER JOIN "author" AS t1 ON t1."id" = t0."author_id" INNER JOIN "country" AS t2 ON t2."id" = t1."country_id" WHERE t2."name" = ?`,
    `${BOOK} INNER JOIN "author" AS t1 ON t1."id" = t0."author_id" INNER JOIN "country" AS t2 ON t2."id" = t1."country_id" WHERE t2."name" = $1`,
  ],
  [
    'a related column in an OR: an outer join',
    books.filter(Q.or({ id: 1 }, { author: { country: { name: 'x' } } })),
    `${BOOK} INNER JOIN "author" AS t1 ON t1."id" = t0."author_id" LEFT JOIN "country" AS t2 ON t2."id" = t1."country_id" WHERE (t0."id" = ? OR t2."name" = ?)`,
    `${BOOK} INNER JOIN "author" AS t1 ON t1."id" = t0."author_id" LEFT JOIN "country" AS t2 ON t2."id" = t1."country_id" WHERE (t0."id" = $1 OR t2."name" = $2)`,
  ],
  [
    'many to many, twice in one call and once in another',
    books.filter({ tags: { code: 'x' }, publishers: { name: 'y' } }).filter({ tags: { code: 'z' } }),
    `${BOOK} INNER JOIN "book_tags" AS t1 ON t1."book_id" = t0."id" INNER JOIN "publisher_books" AS t2 ON t2."book_id" = t0."id" INNER JOIN "publisher" AS t3 ON t3."id" = t2."publisher_id" INNER JOIN "book_tags" AS t4 ON t4."book_id" = t0."id" WHERE t1."tag_id" = ? AND t3."name" = ? AND t4."tag_id" = ?`,
    `${BOOK} INNER JOIN "book_tags" AS t1 ON t1."book_id" = t0."id" INNER JOIN "publisher_books" AS t2 ON t2."book_id" = t0."id" INNER JOIN "publisher" AS t3 ON t3."id" = t2."publisher_id" INNER JOIN "book_tags" AS t4 ON t4."book_id" = t0."id" WHERE t1."tag_id" = $1 AND t3."name" = $2 AND t4."tag_id" = $3`,
  ],
  [
    'not a value, where NULL is not that value either',
    books.exclude({ pages: 1 }),
    `${BOOK} WHERE NOT (t0."pages" = ? AND t0."pages" IS NOT NULL)`,
    `${BOOK} WHERE NOT (t0."pages" = $1::bigint AND t0."pages" IS NOT NULL)`,
  ],
  [
    'not a value, where there is no NULL',
    books.exclude({ title: 'x' }),
    `${BOOK} WHERE NOT (t0."title" = ?)`,
    `${BOOK} WHERE NOT (t0."title" = $1)`,
  ],
  [
    'without such related objects',
    authors.exclude({ books: { title: 'x' } }),
    `${AUTHOR} WHERE NOT EXISTS (SELECT 1 FROM "book" AS t1 WHERE t1."author_id" = t0."id" AND t1."title" = ?)`,
    `${AUTHOR} WHERE NOT EXISTS (SELECT 1 FROM "book" AS t1 WHERE t1."author_id" = t0."id" AND t1."title" = $1)`,
  ],
  [
    'without any',
    authors.filter({ books: { isnull: true } }),
    `${AUTHOR} LEFT JOIN "book" AS t1 ON t1."author_id" = t0."id" WHERE t1."id" IS NULL`,
  ],
  [
    'a QuerySet as a list',
    books.filter({ authorId: { in: Author.objects.filter({ name: 'x' }) } }),
    `${BOOK} WHERE t0."author_id" IN (SELECT t1."id" FROM "author" AS t1 WHERE t1."name" = ?)`,
    `${BOOK} WHERE t0."author_id" IN (SELECT t1."id" FROM "author" AS t1 WHERE t1."name" = $1)`,
  ],
  [
    'order and bounds',
    books.orderBy('-author.rating', 'title').slice(20, 40),
    `${BOOK} INNER JOIN "author" AS t1 ON t1."id" = t0."author_id" ORDER BY t1."rating" DESC, t0."title" LIMIT ? OFFSET ?`,
    `${BOOK} INNER JOIN "author" AS t1 ON t1."id" = t0."author_id" ORDER BY t1."rating" DESC NULLS LAST, t0."title" LIMIT $1 OFFSET $2`,
  ],
  ['bounds without end', books.slice(20), `${BOOK} LIMIT -1 OFFSET ?`, `${BOOK} OFFSET $1`],
  [
    'selectRelated and a lock',
    Book.objects.only('title').orderBy().selectRelated('author.country').selectForUpdate({ skipLocked: true }),
    'SELECT t0."id", t0."title", t0."author_id", t1."id", t1."name", t1."rating", t1."country_id", t1."mentor_id", t2."id", t2."name" FROM "book" AS t0 INNER JOIN "author" AS t1 ON t1."id" = t0."author_id" LEFT JOIN "country" AS t2 ON t2."id" = t1."country_id"',
    'SELECT t0."id", t0."title", t0."author_id", t1."id", t1."name", t1."rating", t1."country_id", t1."mentor_id", t2."id", t2."name" FROM "book" AS t0 INNER JOIN "author" AS t1 ON t1."id" = t0."author_id" LEFT JOIN "country" AS t2 ON t2."id" = t1."country_id" FOR UPDATE OF t0 SKIP LOCKED',
  ],
  [
    'annotations, each by itself',
    Author.objects
      .only('name')
      .orderBy('name')
      .annotate({ n: count('books'), t: count('books.tags') }),
    'SELECT t0."id", t0."name", (SELECT COUNT(t1."id") FROM "book" AS t1 WHERE t1."author_id" = t0."id"), (SELECT COUNT(t3."tag_id") FROM "book" AS t2 INNER JOIN "book_tags" AS t3 ON t3."book_id" = t2."id" WHERE t2."author_id" = t0."id") FROM "author" AS t0 ORDER BY t0."name"',
  ],
  [
    'an annotation over what a filter joined',
    Author.objects
      .only('name')
      .orderBy()
      .filter({ books: { title: { isnull: false } } })
      .annotate({ n: count('books') }),
    'SELECT t0."id", t0."name", COUNT(t1."id") FROM "author" AS t0 INNER JOIN "book" AS t1 ON t1."author_id" = t0."id" WHERE t1."title" IS NOT NULL GROUP BY t0."id"',
  ],
  [
    'groups of values',
    Book.objects.values('authorId').annotate({ n: count() }),
    'SELECT t0."author_id", COUNT(*) FROM "book" AS t0 GROUP BY t0."author_id"',
  ],
];

const sqlOf = (
  query: AnyQuery,
  dialect: typeof sqliteDialect,
  purpose: PurposeInput = { type: 'rows' },
  keys?: readonly unknown[],
) => compileQuery(query.meta, query.state, purpose, dialect, keys)?.query.sql;

describe('SQL of rows', () => {
  it.each(cases)('%s', (_name, query, sqlite, postgres = sqlite) => {
    expect(sqlOf(query, sqliteDialect)).toBe(sqlite);
    expect(sqlOf(query, postgresDialect)).toBe(postgres);
  });
});

describe('SQL of the rest', () => {
  const purposes: readonly [string, AnyQuery, PurposeInput, string][] = [
    ['count', books, { type: 'count' }, 'SELECT COUNT(*) FROM "book" AS t0'],
    [
      'count of distinct objects',
      Book.objects.filter({ tags: { code: 'x' } }).distinct(),
      { type: 'count' },
      'SELECT COUNT(*) FROM (SELECT DISTINCT t0."id" AS "k0" FROM "book" AS t0 INNER JOIN "book_tags" AS t1 ON t1."book_id" = t0."id" WHERE t1."tag_id" = $1) AS q',
    ],
    [
      'count without annotations and order',
      Author.objects.annotate({ n: count('books') }).orderBy('n'),
      { type: 'count' },
      'SELECT COUNT(*) FROM "author" AS t0',
    ],
    ['exists', Book.objects.all(), { type: 'exists' }, 'SELECT 1 FROM "book" AS t0 LIMIT 1'],
    [
      'an aggregate over a slice',
      Book.objects.slice(0, 2),
      { type: 'aggregate', aggregates: { n: count('pages') } },
      'SELECT COUNT(q."a0") FROM (SELECT t0."id" AS "k0", t0."pages" AS "a0" FROM "book" AS t0 ORDER BY t0."id" LIMIT $1) AS q',
    ],
  ];
  it.each(purposes)('%s', (_name, query, purpose, expected) => {
    expect(sqlOf(query, postgresDialect, purpose)).toBe(expected);
  });

  it('asks for related objects of many at once', () => {
    const relation = Book.meta.relations.get('tags');
    if (!relation) return expect.unreachable();
    const query = { meta: relation.target, state: emptyState };
    expect(sqlOf(query, postgresDialect, { type: 'related', relation }, [1, 2])).toBe(
      'SELECT t0."code", t1."book_id" FROM "tag" AS t0 INNER JOIN "book_tags" AS t1 ON t1."tag_id" = t0."code" WHERE t1."book_id" IN (SELECT unnest($1::bigint[]))',
    );
  });
});

describe('parameters', () => {
  it('are bound and escaped, never written', () => {
    const evil = `'; DROP TABLE book; -- 100%_\\`;
    const bound = compileQuery(
      Book.meta,
      Book.objects.filter({ title: { contains: evil } }).state,
      { type: 'rows' },
      postgresDialect,
    );
    expect(bound?.query.sql).not.toContain('DROP');
    expect(bound?.params).toEqual([`%'; DROP TABLE book; -- 100\\%\\_\\\\%`]);
  });

  it('take numbers alone in arithmetic', () => {
    for (const operand of ['x', Number.NaN, '1e5', '1; DROP', {} as never]) {
      const { meta, state } = Book.objects.filter({ pages: F('id').plus(operand) });
      expect(() => compileQuery(meta, state, { type: 'rows' }, postgresDialect)).toThrow(DataError);
    }
  });

  it('quotes names', () => {
    expect(postgresDialect.quoteIdentifier('a"b')).toBe('"a""b"');
  });
});
