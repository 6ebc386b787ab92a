/** Filters of single values, each by itself. */
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../databases/open-database.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import type { FilterableQuerySet } from './base-filter-backend.ts';
import { BooleanFilter, CharFilter, DateFilter, type Filter, NumberFilter, TimeFilter } from './filter.ts';

const models = defineModels({
  Author: { name: f.char({ maxLength: 9 }) },
  Book: {
    pages: f.integer(),
    published: f.date(),
    author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
  },
});
bindDatabases(models, { default: openDatabase('sqlite::memory:') });
const { meta } = models.Book;

/** What a parameter says to a filter. */
const read = (filter: Filter<never>, query: string, name = 'p') =>
  filter.read({ name, params: new URLSearchParams(query), meta });

/** A QuerySet that remembers what it was asked. */
const recorder = () => {
  const asked: object[] = [];
  const queryset: FilterableQuerySet = {
    meta,
    filter: (...conditions) => {
      asked.push(...conditions);
      return queryset;
    },
    orderBy: () => queryset,
  };
  return { asked, queryset };
};

describe('read', () => {
  it.each([
    [new CharFilter(), 'p=+a+', { value: 'a' }],
    [new CharFilter(), 'p=a&p=b', { value: 'b' }],
    [new CharFilter(), 'p=+', 'ignored'],
    [new CharFilter(), 'q=a', 'ignored'],
    [new NumberFilter({ fieldName: 'pages' }), 'p=12', { value: 12 }],
    [new NumberFilter({ fieldName: 'pages', lookupExpr: 'lt' }), 'p=12.5', { value: 13 }],
    [new NumberFilter({ fieldName: 'published', lookupExpr: 'year' }), 'p=2024', { value: 2024 }],
    [new NumberFilter({ fieldName: 'published', lookupExpr: 'year' }), 'p=2024.5', { error: 'Enter a number.' }],
    [new NumberFilter({ fieldName: 'author' }), 'p=7', { value: 7 }],
    [new NumberFilter({ method: (books) => books }), 'p=1.5', { value: 1.5 }],
    [new DateFilter({ fieldName: 'published' }), 'p=2/29/24', { value: '2024-02-29' }],
    [new TimeFilter({ method: (books) => books }), 'p=8:05:09.5', { value: '08:05:09.500000' }],
    [new BooleanFilter(), 'p=True', { value: true }],
    [new BooleanFilter(), 'p=', 'ignored'],
  ])('row %#', (filter, query, reading) => {
    expect(read(filter as Filter<never>, query)).toEqual(reading);
  });
});

describe('apply', () => {
  it.each([
    [{ lookupExpr: 'year__gte', fieldName: 'author__born' }, { author: { born: { year: { gte: 1 } } } }],
    [{}, { p: { exact: 1 } }],
    [{ exclude: true }, expect.objectContaining({ connector: 'not', conditions: [{ p: { exact: 1 } }] })],
  ])('asks for %j', (options, condition) => {
    const { asked, queryset } = recorder();
    new NumberFilter(options).apply(queryset, 'p', 1, {} as never);
    expect(asked).toEqual([condition]);
  });

  it('leaves it to a method, which gets the name of the field', () => {
    const { asked, queryset } = recorder();
    const method = (books: FilterableQuerySet, name: string, value: string) => books.filter({ [name]: value });
    new CharFilter({ method, fieldName: 'title' }).apply(queryset, 'p', 'x', {} as never);
    expect(asked).toEqual([{ title: 'x' }]);
  });
});
