/** Writing mixed rows: members that are left out, that come later, and that are nested. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../databases/open-database.ts';
import { createTables } from '../../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../../models/define-models.ts';
import { f } from '../../models/field.ts';
import { skip } from '../field.ts';
import { modelSerializer } from '../model-serializer.ts';
import { s } from '../s.ts';
import { DEFAULT_SERIALIZER_SETTINGS } from '../serializer-settings.ts';
import { TextRows } from './text-rows.ts';
import type { UnwrittenRows } from './unwritten-rows.ts';

const models = defineModels({
  Author: { name: f.char({ maxLength: 9 }) },
  Book: { author: f.foreignKey('Author', { relatedName: 'books', null: true, onDelete: 'cascade' }) },
});
const { Author, Book } = models;
const database = openDatabase('sqlite::memory:');
beforeAll(async () => {
  await createTables(database, models);
  bindDatabases(models, { default: database });
  await Author.objects.create({ id: 1, name: 'Ada' });
  await Book.objects.bulkCreate([{ authorId: 1 }, { authorId: null }]);
});
afterAll(() => database.close());

/** What is sent of both books, with methods that give these values. */
async function sent(values: readonly unknown[]): Promise<string> {
  const methods = Object.fromEntries(values.map((value, index) => [`m${index}`, s.method(() => value)]));
  const AuthorSerializer = modelSerializer(Author, {
    fields: ['name', 'big'],
    declare: { big: s.method(() => 2n ** 64n) },
  });
  const Class = modelSerializer(Book, {
    fields: [...Object.keys(methods), 'id', 'author'],
    declare: { ...methods, author: AuthorSerializer({ readOnly: true }) },
  } as never);
  const rows = TextRows.of(Class.definition, Book.meta, DEFAULT_SERIALIZER_SETTINGS) as TextRows;
  const [made] = (await Book.objects.selectRelated('author').formatted(rows.asList)) as [UnwrittenRows];
  return (await made.write(Class({ many: true }) as never)).text;
}

describe('mixed rows', () => {
  it.each([
    [[], ''],
    [[undefined], ''],
    [[skip, () => 1, Symbol('no')], ''],
    [[Promise.resolve(skip), Promise.resolve(undefined)], ''],
    [[1, Promise.resolve(skip), undefined, null], '"m0":1,"m3":null,'],
    [[Promise.resolve('\u2028"'), new Date(Date.UTC(2026, 0, 1))], '"m0":"\u2028\\"","m1":"2026-01-01T00:00:00Z",'],
    [[{ 'a,b': [undefined, new Set([1n])] }], '"m0":{"a,b":[null,[1]]},'],
  ])('write what methods give as JSON.stringify would: %#', async (values, members) => {
    expect(await sent(values)).toBe(
      `[{${members}"id":1,"author":{"name":"Ada","big":18446744073709551616}},{${members}"id":2,"author":null}]`,
    );
  });

  it('fail as the method does', async () => {
    await expect(sent([Promise.reject(new RangeError('no'))])).rejects.toThrow(RangeError);
  });
});
