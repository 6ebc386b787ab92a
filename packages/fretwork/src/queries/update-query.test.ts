/** update() on every database: values, expressions, conditions over relations, and many updates at once. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DataError, FieldError, IntegrityError } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { type Expression, F } from './where.ts';

const models = defineModels({
  Author: { name: f.char({ maxLength: 50 }), rating: f.float({ default: 0 }) },
  Book: {
    title: f.char({ maxLength: 50, unique: true }),
    subtitle: f.char({ maxLength: 50, blank: true }),
    price: f.decimal({ maxDigits: 8, decimalPlaces: 2, default: '12.00' }),
    stock: f.integer({ default: 10 }),
    author: f.foreignKey('Author', { relatedName: 'books', null: true, onDelete: 'cascade' }),
  },
});
const { Author, Book } = models;

describe.each(testDatabases)('update on $name', ({ create }) => {
  let opened: TestDatabase;

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    await Book.objects.delete();
    await Author.objects.delete();
    await Book.objects.bulkCreate([{ title: 'a' }, { title: 'b', stock: 3 }, { title: 'c', stock: 0 }]);
  });

  const book = (title = 'a') => Book.objects.get({ title });

  it('changes what meets the conditions and says how many', async () => {
    expect(await Book.objects.filter({ stock: { gt: 0 } }).update({ subtitle: 'in stock' })).toBe(2);
    expect(await Book.objects.update({ subtitle: 'all' })).toBe(3);
    expect(await Book.objects.filter({ title: 'none' }).update({ subtitle: 'x' })).toBe(0);
    expect(await Book.objects.none().update({ subtitle: 'x' })).toBe(0);
    expect(await Book.objects.filter({ subtitle: 'all' }).count()).toBe(3);
  });

  it('takes relations as objects, as keys and as null', async () => {
    const author = await Author.objects.create({ name: 'A' });
    await Book.objects.filter({ title: 'a' }).update({ author });
    await Book.objects.filter({ title: 'b' }).update({ authorId: author.id });
    expect(await Book.objects.filter({ author }).count()).toBe(2);
    await Book.objects.update({ author: null });
    expect(await Book.objects.filter({ author: null }).count()).toBe(3);
    await expect(Book.objects.update({ author: new Author({ name: 'B' }) })).rejects.toThrow(DataError);
    await expect(Book.objects.update({ author: (await book()) as never })).rejects.toThrow(FieldError);
  });

  it('narrows over relations', async () => {
    const author = await Author.objects.create({ name: 'A' });
    await Book.objects.filter({ title: 'a' }).update({ author });
    expect(await Book.objects.filter({ author: { name: 'A' } }).update({ subtitle: 'by A' })).toBe(1);
    expect(await Author.objects.filter({ books: { stock: { gte: 10 } } }).update({ rating: 4.5 })).toBe(1);
    expect(await Author.objects.exclude({ books: { stock: { gte: 10 } } }).update({ rating: 1 })).toBe(0);
  });

  it.each<[name: string, expression: Expression<never>, expected: unknown]>([
    ['stock', F('stock').plus(5), 15],
    ['stock', F('stock').minus(1), 9],
    ['stock', F('stock').times(F('stock')), 100],
    ['stock', F('stock').dividedBy(3), 3], // whole numbers, as PostgreSQL and Django divide them
    ['stock', F('stock').plus(F('stock').times(2)).minus(1), 29],
    ['price', F('price').times('1.1'), '13.20'],
    ['price', F('price').plus('0.10').plus('0.20'), '12.30'],
    ['price', F('price').dividedBy(5), '2.40'],
    ['price', F('price').times(F('stock')), '120.00'],
    ['subtitle', F('title'), 'a'],
  ])('computes %s in the database (%#)', async (name, expression, expected) => {
    await Book.objects.filter({ title: 'a' }).update({ [name]: expression });
    expect((await book())[name as 'stock']).toBe(expected);
    if (name === 'price') expect(await Book.objects.filter({ price: expected as string }).count()).toBeGreaterThan(0);
  });

  it('computes with fractions in a column of doubles', async () => {
    await Author.objects.create({ name: 'A', rating: 3 });
    await Author.objects.update({ rating: F('rating').dividedBy(2).plus(0.25) });
    expect((await Author.objects.get({})).rating).toBe(1.75);
  });

  it('counts every one of a hundred updates at once', async () => {
    await Promise.all(
      Array.from({ length: 100 }, () => Book.objects.filter({ title: 'a' }).update({ stock: F('stock').plus(1) })),
    );
    expect((await book()).stock).toBe(110);
  });

  it('never goes below a bound that the conditions set, however many try', async () => {
    const take = () => Book.objects.filter({ title: 'b', stock: { gt: 0 } }).update({ stock: F('stock').minus(1) });
    const taken = await Promise.all(Array.from({ length: 20 }, take));
    expect(taken.filter((count) => count === 1)).toHaveLength(3);
    expect((await book('b')).stock).toBe(0);
  });

  it('puts conditions on own columns into the statement itself, and those over relations into a subquery', async () => {
    const { queries } = await opened.database.captureQueries(async () => {
      await Book.objects.filter({ stock: 3 }).update({ subtitle: 'x' });
      await Book.objects.filter({ author: { name: 'A' } }).update({ subtitle: 'x' });
    });
    expect(queries[0]?.sql).not.toContain('SELECT');
    expect(queries[1]?.sql).toMatch(/WHERE "id" IN \(SELECT /);
  });

  it('breaks constraints with a typed error', async () => {
    await expect(Book.objects.update({ title: 'same' })).rejects.toThrow(IntegrityError);
    expect(await Book.objects.filter({ title: 'same' }).count()).toBe(0);
  });

  it.each<[what: string, values: object, error: new (...args: never[]) => Error]>([
    ['an unknown column', { nonsense: 1 }, FieldError],
    ['the primary key', { id: 1 }, FieldError],
    ['a relation to many', { books: 1 }, FieldError],
    ['nothing', {}, FieldError],
    ['an expression over a relation', { stock: F('author.rating') }, FieldError],
    ['a value that is too long', { title: 'x'.repeat(51) }, DataError],
    ['a number that is none', { stock: F('stock').plus(Number.NaN) }, DataError],
    ['SQL in a number', { stock: F('stock').plus('1; DROP TABLE book') }, DataError],
    [
      'an object from JSON that looks like an expression',
      { stock: { expression: { type: 'column', path: 'id' } } },
      DataError,
    ],
  ])('refuses %s', async (_what, values, error) => {
    await expect(Book.objects.update(values)).rejects.toThrow(error);
  });

  it('cannot follow a slice', () => {
    expect(() => Book.objects.slice(0, 1).update({ subtitle: 'x' })).toThrow(FieldError);
  });
});
