/** Rows into objects: without any database, from what a driver gives. */
import { describe, expect, it } from 'vitest';
import type { Row } from '../databases/connection.ts';
import { postgresDialect, sqliteDialect } from '../databases/dialect.ts';
import { count, sum } from './aggregates.ts';
import { bookshop } from './bookshop.test-d.ts';
import { compileQuery } from './compile.ts';
import { outputDecoder } from './hydrate.ts';

const { Author, Book, Sample } = bookshop();

const read = ({ meta, state }: Pick<typeof Book.objects, 'meta' | 'state'>, row: Row, alias?: string): unknown =>
  compileQuery(meta, state, { type: 'rows' }, postgresDialect)?.query.read(row, alias);

describe('a row', () => {
  it('becomes a stored instance with its relations', () => {
    const query = Author.objects.only('rating').selectRelated('country', 'profile');
    const author = read(query as never, ['7', '5', '2', '2', 'Polska', '7', 'nick'], 'other') as Record<
      string,
      Record<string, unknown>
    >;
    expect(author).toBeInstanceOf(Author);
    expect(Object.entries(author)).toEqual([
      ['id', 7],
      ['rating', 5],
      ['countryId', 2],
    ]);
    expect([author.country?.name, author.profile?.nick, author.profile?.author]).toEqual(['Polska', 'nick', author]);
    const { instanceClass } = Author.meta;
    expect([instanceClass.isStored(author), instanceClass.getAlias(author)]).toEqual([true, 'other']);
  });

  it('has null where an outer join found nothing', () => {
    const author = read(Author.objects.only('id').selectRelated('country') as never, ['7', null, null, null]);
    expect((author as { country: unknown }).country).toBeNull();
  });

  it('becomes a plain object, a list or a value', () => {
    expect(read(Book.objects.values('id', 'price') as never, ['1', '9.50'])).toEqual({ id: 1, price: '9.50' });
    expect(read(Book.objects.valuesList('id', 'inPrint') as never, ['1', 't'])).toEqual([1, true]);
    expect(read(Book.objects.valuesList('pages', { flat: true }) as never, [null])).toBeNull();
  });

  it('carries annotations', () => {
    const author = read(Author.objects.only('id').annotate({ n: count('books'), s: sum('books.pages') }) as never, [
      '1',
      '3',
      '9007199254740993',
    ]);
    expect(author).toMatchObject({ id: 1, n: 3, s: 9007199254740993n });
  });
});

describe('outputDecoder', () => {
  const price = Book.meta.columnsByName.get('price');
  const takes = Sample.meta.columnsByName.get('takes');
  if (!price || !takes) return expect.unreachable();
  it.each([
    ['count', price, '3', 3],
    ['mean', price, '2.5000', 2.5],
    ['mean', price, null, null],
    ['number', price, '12', 12],
    ['number', price, 12, 12],
    ['value', price, '1.50', '1.50'],
  ] as const)('reads %s', (reads, holder, raw, expected) => {
    expect(outputDecoder({ name: 'x', holder, reads }, postgresDialect)(raw)).toBe(expected);
  });

  it('rounds a mean of durations to microseconds', () => {
    expect(String(outputDecoder({ name: 'x', holder: takes, reads: 'value' }, sqliteDialect)(1_500_000.4))).toBe(
      '00:00:01.500000',
    );
  });
});
