import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { openDatabase } from '../databases/open-database.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import type { Input, Representation } from './callable.ts';
import { hyperlinkedModelSerializer } from './hyperlinks.ts';

const models = defineModels({
  Author: { name: f.char({ maxLength: 20 }), slug: f.slug({ unique: true }) },
  Book: {
    title: f.char({ maxLength: 20 }),
    author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
  },
});
const { Author, Book } = models;
const database = openDatabase('sqlite::memory:');
const BookSerializer = hyperlinkedModelSerializer(Book, {
  fields: ['url', 'title', 'author'],
  extraKwargs: { author: { lookupField: 'slug' } },
});

const routes: Readonly<Record<string, string>> = { 'book-detail': 'pk', 'author-detail': 'slug' };
const app = {
  reverse: (name: string, kwargs: Readonly<Record<string, string | number>> = {}) =>
    `/${name}/${kwargs[routes[name] ?? ''] ?? 'missing'}/`,
  resolver: {
    resolve: (path: string) => {
      const [, name = '', value = ''] = /^\/([a-z-]+)\/([^/]+)\/$/.exec(path) ?? [];
      const kwarg = routes[name];
      return kwarg === undefined ? null : { kwargs: { [kwarg]: value } };
    },
  },
};
const context = { request: { url: new URL('https://shop.test/books/'), app } };

beforeAll(async () => {
  await createTables(database, models);
  bindDatabases(models, { default: database });
  await Author.objects.create({ id: 1, name: 'Ursula', slug: 'ursula' });
  await Book.objects.create({ id: 7, title: 'Tehanu', authorId: 1 });
});
afterAll(() => database.close());

describe('hyperlinkedModelSerializer', () => {
  it('sends objects as absolute URLs', async () => {
    const instance = await Book.objects.selectRelated('author').get({ id: 7 });
    expect(await BookSerializer({ instance, context }).data).toEqual({
      url: 'https://shop.test/book-detail/7/',
      title: 'Tehanu',
      author: 'https://shop.test/author-detail/ursula/',
    });
  });

  it.each([
    ['nonsense', 'Invalid hyperlink - No URL match.'],
    ['/book-detail/7/', 'Invalid hyperlink - Incorrect URL match.'],
    ['https://evil.test/author-detail/nobody/', 'Invalid hyperlink - Object does not exist.'],
    [5, 'Incorrect type. Expected URL string, received int.'],
  ])('refuses %j', async (author, message) => {
    const serializer = BookSerializer({ data: { title: 'x', author }, context });
    expect(await serializer.isValid()).toBe(false);
    expect(serializer.errors).toEqual({ author: [message] });
  });

  it('reads a path and an absolute URL', async () => {
    for (const author of ['/author-detail/ursula/', 'https://shop.test/author-detail/ursula/']) {
      const serializer = BookSerializer({ data: { title: 'x', author }, context });
      await serializer.isValid({ raiseException: true });
      expect(serializer.validatedData.author.name).toBe('Ursula');
    }
  });

  it('is typed as URLs', () => {
    expectTypeOf<Representation<typeof BookSerializer>>().toEqualTypeOf<{
      url: string;
      title: string;
      author: string;
    }>();
    expectTypeOf<Input<typeof BookSerializer>>().toEqualTypeOf<{ title: string; author: string }>();
  });
});
