/** Deleting on every database: every onDelete, circles, and that it is all or nothing. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FieldError, ProgrammingError, ProtectedError, RestrictedError } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { deleteObjects } from './deletion.ts';

const models = defineModels({
  Country: { name: f.char({ maxLength: 20 }) },
  Author: {
    name: f.char({ maxLength: 20 }),
    country: f.foreignKey('Country', { relatedName: 'authors', null: true, onDelete: 'protect' }),
    mentor: f.foreignKey('Author', { relatedName: 'pupils', null: true, onDelete: 'cascade' }),
  },
  Book: {
    title: f.char({ maxLength: 20 }),
    author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
  },
  Review: {
    book: f.foreignKey('Book', { relatedName: 'reviews', onDelete: 'cascade' }),
    critic: f.foreignKey('Author', { relatedName: 'reviews', null: true, onDelete: 'setNull' }),
    editor: f.foreignKey('Author', { relatedName: 'edited', default: () => fallback.id, onDelete: 'setDefault' }),
  },
  Tag: { name: f.char({ maxLength: 20 }), books: f.manyToMany('Book', { relatedName: 'tags' }) },
  // Django's example: an artist's albums go with the artist, and songs hold albums unless they go as well.
  Artist: { name: f.char({ maxLength: 20 }) },
  Album: { artist: f.foreignKey('Artist', { relatedName: 'albums', onDelete: 'cascade' }) },
  Song: {
    artist: f.foreignKey('Artist', { relatedName: 'songs', onDelete: 'cascade' }),
    album: f.foreignKey('Album', { relatedName: 'songs', onDelete: 'restrict' }),
  },
  Hen: { egg: f.foreignKey('Egg', { relatedName: 'hens', null: true, onDelete: 'cascade' }) },
  Egg: { hen: f.foreignKey('Hen', { relatedName: 'eggs', null: true, onDelete: 'cascade' }) },
  Moment: {
    at: f.dateTime({ primaryKey: true }),
    before: f.foreignKey('Moment', { relatedName: 'after', null: true, onDelete: 'cascade' }),
  },
  Page: {
    slug: f.char({ maxLength: 20, primaryKey: true }),
    parent: f.foreignKey('Page', { relatedName: 'children', null: true, onDelete: 'cascade' }),
  },
});
const { Album, Artist, Author, Book, Country, Egg, Hen, Moment, Page, Review, Song, Tag } = models;
let fallback: { id: number };

describe.each(testDatabases)('delete on $name', ({ create }) => {
  let opened: TestDatabase;

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    for (const { objects } of [Song, Album, Artist, Page, Hen, Egg, Tag, Review, Book, Author, Country])
      await objects.delete();
    fallback = await Author.objects.create({ name: 'fallback' });
  });

  it('deletes an object without relations with one statement, and it counts as new', async () => {
    const tag = await Song.objects.filter({ id: 1 }).delete();
    expect(tag).toBe(0);
    const song = await makeSong();
    const { queries } = await opened.database.captureQueries(() => song.delete());
    expect(queries).toHaveLength(1);
    await song.save();
    expect(await Song.objects.count()).toBe(1);
  });

  async function makeSong() {
    const artist = await Artist.objects.create({ name: 'A' });
    const album = await Album.objects.create({ artist });
    return Song.objects.create({ artist, album });
  }

  it('cascades as deep as it goes and counts all rows', async () => {
    const author = await Author.objects.create({ name: 'A' });
    const books = await Promise.all(['a', 'b'].map((title) => Book.objects.create({ title, author })));
    for (const book of books) await Review.objects.create({ book, editorId: author.id, criticId: author.id });
    const tag = await Tag.objects.create({ name: 't' });
    await tag.related('books').add(...books);
    expect(await author.delete()).toBe(1 + 2 + 2 + 2);
    expect(await Tag.objects.count()).toBe(1);
    expect(await Author.objects.count()).toBe(1);
  });

  it('sets null and defaults', async () => {
    const [author, other] = [await Author.objects.create({ name: 'A' }), await Author.objects.create({ name: 'B' })];
    const review = await Review.objects.create({
      book: await Book.objects.create({ title: 'a', author: other }),
      critic: author,
      editor: author,
    });
    expect(await author.delete()).toBe(1);
    await review.refresh();
    expect([review.criticId, review.editorId]).toEqual([null, fallback.id]);
  });

  it('protects, and then leaves everything', async () => {
    const country = await Country.objects.create({ name: 'C' });
    await Author.objects.bulkCreate([
      { name: 'A', country },
      { name: 'B', country },
    ]);
    const error = await country.delete().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProtectedError);
    expect(error).toMatchObject({ model: 'Country', relation: 'Author.country', count: 2 });
    expect(await Country.objects.count()).toBe(1);
  });

  it('protects what a cascade would reach', async () => {
    const country = await Country.objects.create({ name: 'C' });
    await Author.objects.create({ name: 'A', country });
    await expect(Country.objects.filter({ name: 'C' }).delete()).rejects.toThrow(ProtectedError);
  });

  it('restricts, unless what holds it goes as well', async () => {
    const song = await makeSong();
    const album = await Album.objects.get({ id: song.albumId });
    const error = await album.delete().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RestrictedError);
    expect(error).toMatchObject({ model: 'Album', relation: 'Song.album', count: 1 });
    const artist = await Artist.objects.get({ id: song.artistId });
    expect(await artist.delete()).toBe(3);
    const other = await makeSong();
    const elsewhere = await Artist.objects.create({ name: 'B' });
    await other.update({ artist: elsewhere });
    await expect(Artist.objects.filter({ name: 'A' }).delete()).rejects.toThrow(RestrictedError);
    expect(await Song.objects.count()).toBe(1);
  });

  it('follows a relation to itself to the end', async () => {
    let parent: string | null = null;
    for (let level = 0; level < 20; level += 1)
      parent = (await Page.objects.create({ slug: `'page "${level}`, parentId: parent })).slug;
    expect(await Page.objects.filter({ parent: null }).delete()).toBe(20);
  });

  it('goes round in circles only once', async () => {
    const hen = await Hen.objects.create({});
    const egg = await Egg.objects.create({ hen });
    await hen.update({ egg });
    expect(await hen.delete()).toBe(2);
    const [a, b] = [await Page.objects.create({ slug: 'a' }), await Page.objects.create({ slug: 'b', parentId: 'a' })];
    await a.update({ parent: b });
    expect(await b.delete()).toBe(2);
    const narcissus = await Page.objects.create({ slug: 'n' });
    await narcissus.update({ parent: narcissus });
    expect(await narcissus.delete()).toBe(1);
  });

  it('knows keys that are equal but not the same', async () => {
    const [a, b] = [1, 2].map((n) => new Date(n * 1000));
    if (!a || !b) return;
    await Moment.objects.bulkCreate([{ at: a }, { at: b, beforeId: a }]);
    await Moment.objects.filter({ at: a }).update({ beforeId: b });
    expect(await Moment.objects.filter({ at: a }).delete()).toBe(2);
  });

  it('deletes thousands with a few statements', async () => {
    const author = await Author.objects.create({ name: 'A' });
    await Book.objects.bulkCreate(
      (function* () {
        for (let index = 0; index < 3000; index += 1) yield { title: `${index}`, authorId: author.id };
      })(),
    );
    const { result, queries } = await opened.database.captureQueries(() => author.delete());
    expect(result).toBe(3001);
    expect(queries.length).toBeLessThan(12);
  });

  it('deletes what a query finds, also over relations', async () => {
    const [a, b] = [await Author.objects.create({ name: 'A' }), await Author.objects.create({ name: 'B' })];
    await Book.objects.bulkCreate([
      { title: 'a', author: a },
      { title: 'b', author: b },
    ] as never);
    expect(await Book.objects.filter({ author: { name: 'A' } }).delete()).toBe(1);
    expect(await Book.objects.none().delete()).toBe(0);
    expect(await Author.objects.exclude({ name: 'fallback' }).delete()).toBe(3);
  });

  it('deletes several objects at once', async () => {
    const authors = await Promise.all(['A', 'B'].map((name) => Author.objects.create({ name })));
    expect(await deleteObjects(Author.meta, authors)).toBe(2);
    expect(await deleteObjects(Author.meta, [])).toBe(0);
  });

  it('refuses what was never saved, and slices', async () => {
    await expect(new Author({ name: 'A' }).delete()).rejects.toThrow(ProgrammingError);
    expect(() => Author.objects.slice(0, 1).delete()).toThrow(FieldError);
  });
});
