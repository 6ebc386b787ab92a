/** Filters, checked against a second opinion: conditions made at random, evaluated in memory as Django defines them. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { type Bookshop, bookshopRows, openBookshop } from './bookshop.test-d.ts';
import { Q } from './where.ts';

type Row = Readonly<Record<string, unknown>>;
const rowsOf = (name: string): readonly Row[] => bookshopRows[name] ?? [];
const find = (name: string, id: unknown): Row | undefined => rowsOf(name).find((row) => row.id === id);

/** A condition on a book, as a filter takes it and as memory evaluates it: true, false, or null for unknown. */
interface Leaf {
  readonly where: object;
  /** Of one book; a relation to many gives what each related object says, and none where there is none. */
  readonly test: (book: Row) => readonly (boolean | null)[];
  readonly many: boolean;
}
type Tree = { readonly leaf: Leaf } | { readonly connector: 'and' | 'or' | 'not'; readonly parts: readonly Tree[] };

const compared = (value: unknown, test: (value: never) => boolean): boolean | null =>
  value === null || value === undefined ? null : test(value as never);

const words = ['Wiz', 'wiz', 'a', '%', '_', 'S', '', 'ard', 'Ł', 'ł', 'É', 'zo'];
const textLookups: Readonly<Record<string, (value: string, word: string) => boolean>> = {
  contains: (value, word) => value.includes(word),
  icontains: (value, word) => value.toLowerCase().includes(word.toLowerCase()),
  startswith: (value, word) => value.startsWith(word),
  istartswith: (value, word) => value.toLowerCase().startsWith(word.toLowerCase()),
  endswith: (value, word) => value.endsWith(word),
  iendswith: (value, word) => value.toLowerCase().endsWith(word.toLowerCase()),
  iexact: (value, word) => value.toLowerCase() === word.toLowerCase(),
  exact: (value, word) => value === word,
};
const numberLookups: Readonly<Record<string, (value: number, operand: number) => boolean>> = {
  exact: (value, operand) => value === operand,
  gt: (value, operand) => value > operand,
  gte: (value, operand) => value >= operand,
  lt: (value, operand) => value < operand,
  lte: (value, operand) => value <= operand,
};

/** Conditions on one object: lookups by column, and their test. */
const onText = (name: string) =>
  fc.tuple(fc.constantFrom(...Object.keys(textLookups)), fc.constantFrom(...words)).map(([lookup, word]) => ({
    where: { [name]: { [lookup]: word } },
    test: (row: Row | undefined) =>
      compared(row?.[name], (value: string) => textLookups[lookup]?.(value, word) ?? false),
  }));
const onNumber = (name: string, operands: readonly number[]) =>
  fc.tuple(fc.constantFrom(...Object.keys(numberLookups)), fc.constantFrom(...operands)).map(([lookup, operand]) => ({
    where: { [name]: { [lookup]: operand } },
    test: (row: Row | undefined) =>
      compared(row?.[name], (value: number) => numberLookups[lookup]?.(value, operand) ?? false),
  }));
const onNull = (name: string) =>
  fc.boolean().map((isnull) => ({
    where: { [name]: { isnull } },
    test: (row: Row | undefined): boolean | null => ((row?.[name] ?? null) === null) === isnull,
  }));
const onList = (name: string, operands: readonly number[]) =>
  fc.subarray([...operands]).map((list) => ({
    where: { [name]: { in: list } },
    test: (row: Row | undefined) =>
      list.length === 0 ? false : compared(row?.[name], (value: number) => list.includes(value)),
  }));

const ownLeaf = fc
  .oneof(
    onText('title'),
    onText('subtitle'),
    onNumber('pages', [50, 180, 200]),
    onNull('pages'),
    onList('pages', [50, 200, 7]),
    onList('id', [1, 2, 9]),
  )
  .map(({ where, test }): Leaf => ({ where, test: (book) => [test(book)], many: false }));

const authorLeaf = fc.oneof(onText('name'), onNumber('rating', [4, 5]), onNull('rating'), onNull('mentorId')).map(
  ({ where, test }): Leaf => ({
    where: { author: where },
    test: (book) => [test(find('Author', book.authorId))],
    many: false,
  }),
);

const countryLeaf = fc.oneof(onText('name'), onNull('name')).map(
  ({ where, test }): Leaf => ({
    where: { author: { country: where } },
    test: (book) => [test(find('Country', find('Author', book.authorId)?.countryId))],
    many: false,
  }),
);

const publisherLeaf = fc.oneof(onText('name'), onNumber('id', [1, 2, 3])).map(
  ({ where, test }): Leaf => ({
    where: { publishers: where },
    test: (book) =>
      rowsOf('Publisher_books')
        .filter(({ bookId }) => bookId === book.id)
        .map(({ publisherId }) => test(find('Publisher', publisherId))),
    many: true,
  }),
);

const leaf = fc.oneof(ownLeaf, authorLeaf, countryLeaf, publisherLeaf).map((of): Tree => ({ leaf: of }));
const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    leaf,
    fc
      .tuple(
        fc.constantFrom('and' as const, 'or' as const, 'not' as const),
        fc.array(tie('tree'), { minLength: 1, maxLength: 3 }),
      )
      .map(([connector, parts]): Tree => ({ connector, parts })),
  ),
}));

const toWhere = (of: Tree): never =>
  ('leaf' in of ? of.leaf.where : Q[of.connector](...of.parts.map(toWhere))) as never;

/** Whether a book meets a condition where its joined publisher is the given one; NULL counts as not met. */
function meets(of: Tree, book: Row, publisher: number, negated: boolean): boolean {
  if (!('leaf' in of)) {
    const results = of.parts.map((part) => meets(part, book, publisher, negated || of.connector === 'not'));
    if (of.connector === 'or') return results.some(Boolean);
    return results.every(Boolean) !== (of.connector === 'not');
  }
  const results = of.leaf.test(book);
  // Under a negation it is about any related object; elsewhere about the one that is joined in this row.
  if (negated || !of.leaf.many) return results.some((result) => result === true);
  return results[publisher] === true;
}

describe.each(testDatabases)('filters made at random on $name', ({ create }) => {
  let opened: TestDatabase;
  let shop: Bookshop;
  beforeAll(async () => {
    opened = await create();
    shop = await openBookshop(opened.database);
  });
  afterAll(() => opened.drop());

  const books = rowsOf('Book');
  const joined = (book: Row): number =>
    Math.max(1, rowsOf('Publisher_books').filter(({ bookId }) => bookId === book.id).length);
  const expected = (of: Tree): unknown[] =>
    books
      .filter((book) =>
        Array.from({ length: joined(book) }, (_, index) => index).some((index) => meets(of, book, index, false)),
      )
      .map(({ id }) => id);

  it('find what memory finds, and exclude finds the rest', async () => {
    await fc.assert(
      fc.asyncProperty(tree, async (of) => {
        const found = await shop.Book.objects.filter(toWhere(of)).distinct().valuesList('id', { flat: true });
        expect(found).toEqual(expected(of));
        expect(await shop.Book.objects.filter(toWhere(of)).distinct().count()).toBe(found.length);
        const rest = await shop.Book.objects.exclude(toWhere(of)).valuesList('id', { flat: true });
        expect(rest).toEqual(expected({ connector: 'not', parts: [of] }));
      }),
      { numRuns: 300 },
    );
  });
});
