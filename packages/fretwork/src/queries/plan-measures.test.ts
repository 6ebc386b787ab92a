/** Counts, existence and aggregates: a subquery only where rows are cut, distinct or grouped. */
import { describe, expect, it } from 'vitest';
import { sqliteDialect } from '../databases/dialect.ts';
import { type Aggregate, avg, count, max, sum } from './aggregates.ts';
import { bookshop } from './bookshop.test-d.ts';
import { compileQuery } from './compile.ts';

const { Author, Book } = bookshop();
type Query = Pick<typeof Book.objects, 'meta' | 'state'>;

const sqlOf = ({ meta, state }: Query, type: 'count' | 'exists') =>
  compileQuery(meta, state, { type }, sqliteDialect)?.query.sql;
const aggregated = ({ meta, state }: Query, aggregates: Readonly<Record<string, Aggregate<unknown>>>) =>
  compileQuery(meta, state, { type: 'aggregate', aggregates }, sqliteDialect)?.query.sql;

describe('a count', () => {
  it.each([
    [Book.objects.orderBy('title').selectRelated('author'), 'SELECT COUNT(*) FROM "book" AS t0'],
    [
      Book.objects.slice(0, 5),
      'SELECT COUNT(*) FROM (SELECT t0."id" AS "k0" FROM "book" AS t0 ORDER BY t0."id" LIMIT ?) AS q',
    ],
    [
      Book.objects.values('title').distinct(),
      'SELECT COUNT(*) FROM (SELECT DISTINCT t0."title" AS "k0" FROM "book" AS t0) AS q',
    ],
    [
      Book.objects.values('authorId').annotate({ n: count() }),
      'SELECT COUNT(*) FROM (SELECT t0."author_id" AS "k0" FROM "book" AS t0 GROUP BY t0."author_id") AS q',
    ],
  ])('%#', (query, sql) => {
    expect(sqlOf(query as unknown as Query, 'count')).toBe(sql);
  });
});

describe('existence', () => {
  it.each([
    [Book.objects.orderBy('title'), 'SELECT 1 FROM "book" AS t0 LIMIT 1'],
    [Book.objects.slice(3), 'SELECT 1 FROM "book" AS t0 LIMIT 1 OFFSET ?'],
    [Book.objects.distinct(), 'SELECT 1 FROM (SELECT DISTINCT t0."id" AS "k0" FROM "book" AS t0) AS q LIMIT 1'],
  ])('%#', (query, sql) => {
    expect(sqlOf(query, 'exists')).toBe(sql);
  });
});

describe('aggregates', () => {
  it.each([
    [
      Book.objects.orderBy('title'),
      { n: count(), s: sum('pages'), a: avg('author.rating') },
      'SELECT COUNT(*), SUM(t0."pages"), AVG(t1."rating") FROM "book" AS t0 INNER JOIN "author" AS t1 ON t1."id" = t0."author_id"',
    ],
    [
      Author.objects.annotate({ n: count('books') }).orderBy(),
      { most: max('n') },
      'SELECT MAX(q."a0") FROM (SELECT t0."id" AS "k0", (SELECT COUNT(t1."id") FROM "book" AS t1 WHERE t1."author_id" = t0."id") AS "a0" FROM "author" AS t0) AS q',
    ],
  ])('%#', (query, aggregates, sql) => {
    expect(aggregated(query as unknown as Query, aggregates)).toBe(sql);
  });
});
