/** defineModels: what comes out. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { QuerySet } from '../queries/query-set.ts';
import { defineModels, type InstanceOf } from './define-models.ts';
import { f } from './field.ts';
import { model } from './model.ts';

const models = defineModels({
  Author: { name: f.char({ maxLength: 50 }) },
  Book: model({ title: f.text(), author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }) }),
});

describe('defineModels', () => {
  it('gives a class for each model, and nothing else', () => {
    expect(Object.keys(models)).toEqual(['Author', 'Book']);
    expect(Object.isFrozen(models)).toBe(true);
    expect(models.Author.meta.name).toBe('Author');
    expect(models.Author.meta.instanceClass).toBe(models.Author);
    expectTypeOf<InstanceOf<typeof models.Book>['title']>().toEqualTypeOf<string>();
  });

  it('gives a QuerySet of all objects, the same each time', () => {
    expect(models.Author.objects).toBeInstanceOf(QuerySet);
    expect(models.Author.objects).toBe(models.Author.objects);
  });

  it('needs a database for the Drizzle table, to know its dialect', () => {
    expect(() => models.Author.table).toThrow(/no database yet/);
  });
});
