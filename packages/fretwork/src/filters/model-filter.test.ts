/** Which filter a field and a lookup stand for. */
import { describe, expect, it } from 'vitest';
import { FieldError } from '../errors.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { filteredFields, filterForField } from './model-filter.ts';

const { Book } = defineModels({
  Author: { name: f.char({ maxLength: 9 }) },
  Book: {
    title: f.char({ maxLength: 9 }),
    at: f.dateTime(),
    author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
    others: f.manyToMany('Author'),
  },
});

describe('filteredFields', () => {
  it('names parameters as django-filter does', () => {
    const names = (fields: Parameters<typeof filteredFields>[0]) => filteredFields(fields).map(({ name }) => name);
    expect(names(['title', 'author.name'])).toEqual(['title', 'author__name']);
    expect(names({ author__name: ['exact', 'icontains'], at: ['year.gte', 'date__lt'] })).toEqual([
      'author__name',
      'author__name__icontains',
      'at__year__gte',
      'at__date__lt',
    ]);
  });
});

describe('filterForField', () => {
  it.each([
    ['title', 'icontains', 'CharFilter'],
    ['title', 'exact', 'ColumnFilter'],
    ['title', 'isnull', 'BooleanFilter'],
    ['title', 'in', 'InFilter'],
    ['title', 'range', 'CommaRangeFilter'],
    ['at', 'year.gte', 'NumberFilter'],
    ['at', 'date', 'DateFilter'],
    ['author', 'exact', 'ModelChoiceFilter'],
    ['author', 'in', 'KeysFilter'],
    ['author', 'isnull', 'BooleanFilter'],
    ['author.name', 'exact', 'ColumnFilter'],
    ['others', 'exact', 'ModelMultipleChoiceFilter'],
  ])('%s with %s is a %s', (path, lookup, expected) => {
    expect(filterForField(Book.meta, { name: 'x', path, lookup }).constructor.name).toBe(expected);
  });

  it('knows no other fields', () => {
    expect(() => filterForField(Book.meta, { name: 'x', path: '__proto__', lookup: 'exact' })).toThrow(FieldError);
  });
});
