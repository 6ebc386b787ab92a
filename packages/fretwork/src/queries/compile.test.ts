/** Compiling: once for each shape, whatever the values; bounded; a registry for itself. */
import { describe, expect, it } from 'vitest';
import { postgresDialect, sqliteDialect } from '../databases/dialect.ts';
import type { ModelMeta } from '../models/meta.ts';
import { count, sum } from './aggregates.ts';
import { bookshop } from './bookshop.test-d.ts';
import { compileQuery } from './compile.ts';
import type { QueryState } from './state.ts';
import { F, Q } from './where.ts';

const { Author, Book } = bookshop();
interface AnyQuery {
  readonly meta: ModelMeta;
  readonly state: QueryState;
}
const compile = ({ meta, state }: AnyQuery) => compileQuery(meta, state, { type: 'rows' }, sqliteDialect);

describe('compileQuery', () => {
  it.each([
    [true, sqliteDialect, 't0."in_print" = 1'],
    [false, sqliteDialect, 't0."in_print" = 0'],
    [true, postgresDialect, 't0."in_print"'],
    [false, postgresDialect, 'NOT t0."in_print"'],
  ] as const)('writes %s as a condition that an index on a part of the rows can serve', (inPrint, dialect, where) => {
    const { meta, state } = Book.objects.filter({ inPrint }).orderBy('id');
    const bound = compileQuery(meta, state, { type: 'count' }, dialect);
    expect(bound?.query.sql).toMatch(new RegExp(` WHERE ${where}$`));
    expect(bound?.params).toEqual([]);
  });

  const same: readonly [string, AnyQuery, AnyQuery][] = [
    [
      'values',
      Book.objects.filter({ title: 'a', pages: { gt: 1 } }),
      Book.objects.filter({ title: 'b', pages: { gt: 2 } }),
    ],
    [
      'lists of any length',
      Book.objects.filter({ id: { in: [1] } }),
      Book.objects.filter({ id: { in: [1, 2, 3, null as never] } }),
    ],
    ['bounds', Book.objects.slice(1, 2), Book.objects.slice(30, 50)],
    ['values in Q, F and subqueries', nested(1), nested(2)],
  ];
  it.each(same)('compiles once for other %s', (_name, first, second) => {
    const [a, b] = [compile(first), compile(second)];
    expect(a?.query).toBeDefined();
    expect(b?.query).toBe(a?.query);
    expect(b?.params).not.toEqual(a?.params);
  });

  const base = Book.objects.filter({ title: 'a' });
  const different: readonly [string, AnyQuery, AnyQuery][] = [
    ['a value and null', Book.objects.filter({ subtitle: 'a' }), Book.objects.filter({ subtitle: null })],
    ['true and false', Book.objects.filter({ inPrint: true }), Book.objects.filter({ inPrint: false })],
    ['lookups', base, Book.objects.filter({ title: { iexact: 'a' } })],
    ['columns', base, Book.objects.filter({ subtitle: 'a' })],
    ['the same column of another model', base, Book.objects.filter({ author: { name: 'a' } })],
    ['filter and exclude', base, Book.objects.exclude({ title: 'a' })],
    [
      'Q.and and Q.or',
      Book.objects.filter(Q.and({ id: 1 }, { pages: 2 })),
      Book.objects.filter(Q.or({ id: 1 }, { pages: 2 })),
    ],
    [
      'one call and two',
      Author.objects.filter({ books: { id: 1 } }, { books: { pages: 2 } }),
      Author.objects.filter({ books: { id: 1 } }).filter({ books: { pages: 2 } }),
    ],
    [
      'isnull',
      Book.objects.filter({ subtitle: { isnull: true } }),
      Book.objects.filter({ subtitle: { isnull: false } }),
    ],
    ['orders', base.orderBy('id'), base.orderBy('-id')],
    ['orders, the other way round', base.orderBy('id'), base.orderBy('id').reverse()],
    ['bounds and none', base, base.slice(0, 1)],
    ['offsets and none', base.slice(0, 9), base.slice(1, 9)],
    ['distinct', base, base.distinct()],
    ['columns that are read', base.values('id'), base.values('title')],
    ['results', base.values('id'), base.valuesList('id')],
    ['joins', base, base.selectRelated('author')],
    ['locks', base.selectForUpdate(), base.selectForUpdate({ noWait: true })],
    ['expressions', Book.objects.filter({ pages: F('id') }), Book.objects.filter({ pages: F('author.id') })],
    ['annotations', Author.objects.annotate({ n: count('books') }), Author.objects.annotate({ n: sum('books.pages') })],
    [
      'subqueries',
      Book.objects.filter({ id: { in: base } }),
      Book.objects.filter({ id: { in: base.reverse().slice(0, 1) } }),
    ],
  ];
  it.each(different)('tells apart: %s', (_name, first, second) => {
    const [a, b] = [compile(first), compile(second)];
    expect(a && b).toBeDefined();
    expect(b?.query).not.toBe(a?.query);
  });

  it('tells dialects, purposes and registries apart', () => {
    const { meta, state } = base;
    expect(compileQuery(meta, state, { type: 'rows' }, postgresDialect)?.query).not.toBe(compile(base)?.query);
    expect(compileQuery(meta, state, { type: 'count' }, sqliteDialect)?.query).not.toBe(compile(base)?.query);
    expect(compile(bookshop().Book.objects.filter({ title: 'a' }))?.query).not.toBe(compile(base)?.query);
  });

  it('forgets shapes that were not used for long', () => {
    const first = compile(base)?.query;
    for (let index = 0; index < 2000; index += 1) compile(base.annotate({ [`n${index}`]: count('tags') }));
    expect(compile(base)?.query).not.toBe(first);
  });

  it('keeps no shape that is very long', () => {
    const terms = Array.from({ length: 1000 }, (_, index) => ({ title: { icontains: `${index}` } }));
    const long = Book.objects.filter(Q.or(...terms));
    expect(compile(long)?.query.isKept).toBe(false);
    expect(compile(long)?.query).not.toBe(compile(long)?.query);
    expect(compile(base)?.query.isKept).toBe(true);
  });

  it('gives nothing to ask where nothing can be found', () => {
    for (const query of [Book.objects.none(), Book.objects.slice(3, 3), Book.objects.filter({ id: { in: [] } })]) {
      expect(compile(query)).toBeUndefined();
    }
  });

  it('says what stands at each position, for readers of rows of other kinds', () => {
    const { meta, state } = Book.objects.only('title').selectRelated('author.country');
    const query = compileQuery(meta, state, { type: 'rows' }, sqliteDialect)?.query;
    expect(query?.outputs.map(({ name, holder }) => `${holder.model.name}.${name}`)).toEqual([
      'Book.id',
      'Book.title',
      'Book.authorId',
      'Author.id',
      'Author.name',
      'Author.rating',
      'Author.countryId',
      'Author.mentorId',
      'Country.id',
      'Country.name',
    ]);
    const author = query?.object?.related[0];
    expect([author?.relation.name, author?.object.key, author?.object.related[0]?.object.key]).toEqual([
      'author',
      3,
      8,
    ]);
  });
});

function nested(value: number): AnyQuery {
  const inner = Author.objects.filter({ rating: value });
  return Book.objects.filter(Q.or({ pages: { gt: F('id').plus(value) } }, Q.not({ authorId: { in: inner } })));
}
