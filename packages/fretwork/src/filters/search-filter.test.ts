/** Searching: dividing a text into terms, and what they find on both databases. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ValidationError } from '../errors.ts';
import type { AppContext } from '../http/app-context.ts';
import { Request } from '../http/request.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { defineSettings } from '../settings/settings.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { SearchFilter, searchTerms } from './search-filter.ts';

it.each([
  ['', []],
  ['  river  golden ', ['river', 'golden']],
  ['river,golden,,', ['river', 'golden']],
  ['"Golden River" x', ['Golden River', 'x']],
  [",'a b',", ['a b']],
  ['"say \\"hi\\""', ['say "hi"']],
  ['"open', ['"open']],
  ['a"b c"d', ['a"b c"d']],
  ['"', ['"']],
])('%j becomes %j', (text, terms) => {
  expect(searchTerms(text)).toEqual(terms);
});

it.each(['"'.repeat(20_000), '\'" '.repeat(5_000), `a${','.repeat(20_000)}b`, '\\'.repeat(20_000)])(
  'takes no time to explode (%#)',
  (text) => {
    const started = performance.now();
    searchTerms(text);
    expect(performance.now() - started).toBeLessThan(2000);
  },
);

const models = defineModels({
  Tag: { name: f.char({ maxLength: 9 }) },
  Book: model(
    { title: f.char({ maxLength: 40 }), slug: f.slug(), tags: f.manyToMany('Tag', { relatedName: 'books' }) },
    { ordering: ['id'] },
  ),
});
const { Book, Tag } = models;
const app = { settings: defineSettings({ secretKey: 'a secret of good length' }) } as unknown as AppContext;

/** First letters of the titles that a search finds. */
async function found(search: string, searchFields: readonly string[]): Promise<string> {
  const url = `http://testserver/?${new URLSearchParams({ search })}`;
  const request = new Request(new globalThis.Request(url), { app });
  const books = new SearchFilter().filterQueryset(request, Book.objects, { searchFields }) as typeof Book.objects;
  return (await books).map(({ title }) => title.charAt(0)).join('');
}

describe.each(testDatabases)('SearchFilter on $name', ({ create }) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await create();
    await createTables(test.database, models);
    bindDatabases(models, { default: test.database });
    const sea = await Tag.objects.create({ name: 'sea' });
    const salt = await Tag.objects.create({ name: 'sealt' });
    const a = await Book.objects.create({ title: 'A golden river, again', slug: 'one' });
    await Book.objects.create({ title: 'Big Rivers', slug: 'two' });
    await Book.objects.create({ title: 'Cold 100% Ágnes', slug: 'two-1' });
    await a.related('tags').add(sea, salt);
  });
  afterAll(() => test.drop());

  it.each([
    ['', ['title'], 'ABC'],
    ['RIVER', ['title'], 'AB'],
    ['river golden', ['title'], 'A'],
    ['"golden river"', ['title'], 'A'],
    ['ágnes', ['title'], 'C'],
    ['100%', ['title'], 'C'],
    ['big', ['^title'], 'B'],
    ['river', ['^title'], ''],
    ['TWO', ['=slug'], 'B'],
    ['^b.*s$', ['$title'], 'B'],
    ['sea', ['tags__name', 'title'], 'A'],
    ['golden', ['@title'], 'A'],
    ['GOLDEN, river', ['@title'], 'A'],
    ['"river, golden"', ['@title'], 'A'],
    ['"golden nonsense"', ['@title'], ''],
    ['river', [], 'ABC'],
  ])('%j in %j finds %j', async (search, fields, expected) => {
    expect(await found(search, fields)).toBe(expected);
  });

  it.each([
    ['a\0', ['title'], ['Null characters are not allowed.']],
    ['(', ['$title'], ['Invalid regular expression.']],
    ['\\-', ['$title'], ['Invalid regular expression.']],
  ])('%j in %j is refused', async (search, fields, messages) => {
    const refused = await found(search, fields).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ValidationError);
    expect((refused as ValidationError).messages).toEqual(messages);
  });
});
