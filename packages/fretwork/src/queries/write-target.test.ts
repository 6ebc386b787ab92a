/** Which rows an UPDATE or DELETE is about. */
import { describe, expect, it } from 'vitest';
import { postgresDialect, sqliteDialect } from '../databases/dialect.ts';
import { FieldError } from '../errors.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { count } from './aggregates.ts';
import { writeTarget } from './write-target.ts';

const { Author, Book } = defineModels({
  Author: { name: f.text() },
  Book: {
    title: f.text(),
    stock: f.integer(),
    author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
  },
});

describe('writeTarget', () => {
  it('puts conditions on own columns into the statement', () => {
    const { state } = Book.objects
      .filter({ stock: { gt: 1 }, authorId: 5 })
      .exclude({ title: 'x' })
      .orderBy('title')
      .selectForUpdate();
    const target = writeTarget(Book.meta, state, postgresDialect, 3);
    expect(target?.table).toBe('"book" AS t0');
    expect(target?.where).toMatch(/^ WHERE .*\$3.*\$4.*\$5/);
    expect(target?.where).not.toMatch(/SELECT|ORDER|FOR UPDATE/);
    expect(target?.params).toEqual([1, 5, 'x']);
  });

  it('has no WHERE where there is no condition', () => {
    expect(writeTarget(Book.meta, Book.objects.state, sqliteDialect)).toMatchObject({
      table: '"book" AS t0',
      where: '',
      params: [],
    });
  });

  it.each([
    ['relations', Book.objects.filter({ author: { name: 'A' } }).state],
    ['bounds', Book.objects.slice(2, 5).state],
    ['distinct rows', Book.objects.distinct().state],
  ])('keeps %s in a subquery', (_what, state) => {
    expect(writeTarget(Book.meta, state, postgresDialect)).toMatchObject({
      table: '"book"',
      where: expect.stringMatching(/^ WHERE "id" IN \(SELECT /),
    });
  });

  it('narrows by annotations', () => {
    const { state } = Author.objects.annotate({ n: count('books') }).filter({ n: 0 } as never);
    expect(writeTarget(Author.meta, state, sqliteDialect)?.where).toContain('COUNT');
  });

  it('compiles once for each shape, and never keeps a value', () => {
    const target = (title: string) => writeTarget(Book.meta, Book.objects.filter({ title }).state, postgresDialect);
    expect(target('a')?.where).toBe(target('b')?.where);
    expect(target('b')?.params).toEqual(['b']);
  });

  it('is nothing where no row can be meant', () => {
    expect(writeTarget(Book.meta, Book.objects.none().state, sqliteDialect)).toBeUndefined();
    expect(writeTarget(Book.meta, Book.objects.filter({ id: { in: [] } }).state, sqliteDialect)).toBeUndefined();
    expect(() => writeTarget(Book.meta, Book.objects.filter({ nonsense: 1 } as never).state, sqliteDialect)).toThrow(
      FieldError,
    );
  });
});
