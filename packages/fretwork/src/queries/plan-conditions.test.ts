/** Planned conditions: which joins may be inner, what becomes EXISTS, where NULL is thought of. */
import { describe, expect, it } from 'vitest';
import { sqliteDialect } from '../databases/dialect.ts';
import { bookshop } from './bookshop.test-d.ts';
import { compileQuery } from './compile.ts';
import { F, Q } from './where.ts';

const { Author, Book } = bookshop();
type Query = Pick<typeof Book.objects, 'meta' | 'state'>;

/** What stands behind FROM. */
const tail = ({ meta, state }: Query): string =>
  compileQuery(meta, { ...state, ordering: [] }, { type: 'exists' }, sqliteDialect)?.query.sql.replace(
    /^SELECT 1 FROM "\w+" AS t0 | LIMIT 1$/g,
    '',
  ) ?? '';
const kinds = (query: Query): string[] => tail(query).match(/(INNER|LEFT) JOIN "\w+"/g) ?? [];

describe('joins', () => {
  it.each([
    [
      'needed by both sides of an OR',
      Book.objects.filter(Q.or({ author: { country: { name: 'a' } } }, { author: { country: { name: 'b' } } })),
      ['INNER JOIN "author"', 'INNER JOIN "country"'],
    ],
    [
      'needed by one side of an OR',
      Author.objects.filter(Q.or({ id: 1 }, { country: { name: 'b' } })),
      ['LEFT JOIN "country"'],
    ],
    [
      'needed by an AND besides an OR',
      Author.objects.filter(Q.or({ id: 1 }, { country: { name: 'b' } })).filter({ country: { name: 'c' } }),
      ['INNER JOIN "country"'],
    ],
    ['of what may be missing', Author.objects.filter({ country: { name: { isnull: true } } }), ['LEFT JOIN "country"']],
    [
      'of what has to be there',
      Author.objects.filter({ country: { name: { isnull: false } } }),
      ['INNER JOIN "country"'],
    ],
    ['under a negation', Author.objects.exclude({ country: { name: 'x' } }), ['LEFT JOIN "country"']],
    ['of an expression', Author.objects.filter({ name: F('country.name') }), ['INNER JOIN "country"']],
    ['to many, in a negation', Author.objects.exclude({ books: { title: 'x' } }), []],
  ] as const)('%s', (_name, query, expected) => {
    expect(kinds(query as unknown as Query)).toEqual(expected);
  });
});

describe('existence', () => {
  it.each([
    [
      'of any object',
      Author.objects.filter({ id: 1 }, Q.exists(Book.objects.filter({ pages: 2 }))),
      'WHERE t0."id" = ? AND EXISTS (SELECT 1 FROM "book" AS t1 WHERE t1."pages" = ? LIMIT 1)',
    ],
    [
      'of none',
      Author.objects.exclude(Q.exists(Book.objects.all())),
      'WHERE NOT EXISTS (SELECT 1 FROM "book" AS t1 LIMIT 1)',
    ],
    [
      'of related ones',
      Author.objects.filter(Q.exists(Book.objects.filter({ author: { name: 'x' } }))),
      'WHERE EXISTS (SELECT 1 FROM "book" AS t1 INNER JOIN "author" AS t2 ON t2."id" = t1."author_id" WHERE t2."name" = ? LIMIT 1)',
    ],
  ] as const)('%s', (_name, query, expected) => {
    expect(tail(query as unknown as Query)).toBe(expected);
  });
});

describe('a negation', () => {
  it.each([
    [
      'of a column that may be NULL',
      Book.objects.exclude({ pages: 1 }),
      'WHERE NOT (t0."pages" = ? AND t0."pages" IS NOT NULL)',
    ],
    ['of a negation', Book.objects.exclude(Q.not({ pages: 1 })), 'WHERE NOT (NOT (t0."pages" = ?))'],
    ['of NULL', Book.objects.exclude({ pages: null }), 'WHERE NOT (t0."pages" IS NULL)'],
    [
      'of two columns',
      Book.objects.exclude({ subtitle: F('title') }),
      'WHERE NOT (t0."subtitle" = t0."title" AND t0."subtitle" IS NOT NULL)',
    ],
    [
      'over a relation to many behind one to one',
      Book.objects.exclude({ author: { pupils: { name: 'x' } } }),
      'WHERE NOT EXISTS (SELECT 1 FROM "author" AS t1 WHERE t1."mentor_id" = t0."author_id" AND t1."name" = ?)',
    ],
    [
      'over two relations to many',
      Author.objects.exclude({ books: { tags: { code: 'x' } } }),
      'WHERE NOT EXISTS (SELECT 1 FROM "book" AS t1 INNER JOIN "book_tags" AS t2 ON t2."book_id" = t1."id" WHERE t1."author_id" = t0."id" AND t2."tag_id" = ?)',
    ],
  ] as const)('%s', (_name, query, expected) => {
    expect(tail(query as unknown as Query)).toBe(expected);
  });
});
