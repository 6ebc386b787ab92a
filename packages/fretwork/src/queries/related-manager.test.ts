/** Related managers on every database: reading, adding and taking out from every side of every relation. */
import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { transaction } from '../databases/transaction.ts';
import { DatabaseError, FieldError, IntegrityError, RelationNotLoaded } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels, type InstanceOf } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';

const models = defineModels({
  Author: { name: f.char({ maxLength: 20 }), friends: f.manyToMany('Author', { relatedName: 'admirers' }) },
  Series: { name: f.char({ maxLength: 20 }) },
  Book: {
    title: f.char({ maxLength: 20, unique: true }),
    author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
    series: f.foreignKey('Series', { relatedName: 'books', null: true, onDelete: 'setNull' }),
    tags: f.manyToMany('Tag'), // no way back
  },
  Tag: { name: f.char({ maxLength: 20 }) },
  Profile: { author: f.oneToOne('Author', { relatedName: 'profile', onDelete: 'cascade' }) },
  Member: model({
    author: f.foreignKey('Author', { onDelete: 'cascade' }),
    club: f.foreignKey('Club', { onDelete: 'cascade' }),
    role: f.char({ maxLength: 9, default: 'guest' }),
  }),
  Club: {
    name: f.char({ maxLength: 20 }),
    members: f.manyToMany('Author', { relatedName: 'clubs', through: 'Member' }),
  },
});
const { Author, Book, Club, Member, Profile, Series, Tag } = models;

describe.each(testDatabases)('related managers on $name', ({ create }) => {
  let opened: TestDatabase;
  let author: InstanceOf<typeof Author>;
  let books: InstanceOf<typeof Book>[];

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    for (const { objects } of [Member, Club, Profile, Book, Tag, Series, Author]) await objects.delete();
    author = await Author.objects.create({ name: 'A' });
    books = [];
    for (const title of ['a', 'b', 'c']) books.push(await Book.objects.create({ title, author }));
  });

  const at = <T>(list: readonly T[], index: number): T => list[index] as T;
  const titles = async (query: PromiseLike<readonly { title: string }[]>) =>
    (await query).map(({ title }) => title).sort();
  const names = async (query: PromiseLike<readonly { name: string }[]>) => (await query).map(({ name }) => name).sort();

  describe('of a foreign key', () => {
    it('is a QuerySet of what refers to the object', async () => {
      await Book.objects.create({ title: 'other', author: await Author.objects.create({ name: 'B' }) });
      expect(await titles(author.related('books'))).toEqual(['a', 'b', 'c']);
      expect(
        await author
          .related('books')
          .filter({ title: { gt: 'a' } })
          .count(),
      ).toBe(2);
      expectTypeOf(await author.related('books').first()).toEqualTypeOf<InstanceOf<typeof Book> | null>();
    });

    it('adds, removes, sets and clears where the key may be null', async () => {
      const series = await Series.objects.create({ name: 'S' });
      const manager = series.related('books');
      await manager.add(at(books, 0), at(books, 1).id);
      expect(at(books, 0).seriesId).toBe(series.id);
      expect(await titles(manager)).toEqual(['a', 'b']);
      await manager.remove(at(books, 0));
      expect(at(books, 0).seriesId).toBeNull();
      await manager.set([at(books, 2), at(books, 1)]);
      expect(await titles(manager)).toEqual(['b', 'c']);
      await manager.clear();
      expect(await titles(manager)).toEqual([]);
    });

    it('removes only what is its own', async () => {
      const [one, two] = [await Series.objects.create({ name: '1' }), await Series.objects.create({ name: '2' })];
      await one.related('books').add(at(books, 0));
      await two.related('books').remove(at(books, 0).id);
      expect(await one.related('books').count()).toBe(1);
    });

    it('refuses to leave a key empty that cannot be', async () => {
      await expect(author.related('books').remove(at(books, 0))).rejects.toThrow(
        'Author.books: remove() would leave Book.author empty, which needs null: true.',
      );
      await expect(author.related('books').clear()).rejects.toThrow(FieldError);
      const other = await Author.objects.create({ name: 'B' });
      await other.related('books').set([at(books, 0)]); // adds, as in Django
      expect(await titles(other.related('books'))).toEqual(['a']);
    });

    it('creates with the key set, however it creates', async () => {
      const manager = author.related('books');
      const made = await manager.create({ title: 'd' });
      const [got, created] = await manager.getOrCreate({ title: 'e' });
      const [updated] = await manager.updateOrCreate({ title: 'f' }, {});
      expect([made.authorId, got.authorId, created, updated.authorId]).toEqual([author.id, author.id, true, author.id]);
      expect(await manager.bulkCreate([{ title: 'g' }, { title: 'h' }])).toBe(2);
      expect(await manager.count()).toBe(8);
      // @ts-expect-error a book needs a title
      await expect(manager.create({ title: undefined, series: 5 })).rejects.toThrow();
      expectTypeOf(manager.create).parameter(0).toExtend<{ readonly title: string }>();
    });
  });

  describe('of many to many', () => {
    it('adds from either side, twice without harm, by object and by key', async () => {
      const [b, c] = [await Author.objects.create({ name: 'B' }), await Author.objects.create({ name: 'C' })];
      await author.related('friends').add(b, c.id, b.id);
      await author.related('friends').add(b);
      expect(await names(author.related('friends'))).toEqual(['B', 'C']);
      expect(await names(b.related('admirers'))).toEqual(['A']);
      expect(await names(b.related('friends'))).toEqual([]);
      await c.related('admirers').remove(author);
      expect(await names(author.related('friends'))).toEqual(['B']);
    });

    it('makes one link of many calls at once', async () => {
      const tag = await Tag.objects.create({ name: 't' });
      await Promise.all(Array.from({ length: 30 }, () => at(books, 0).related('tags').add(tag)));
      expect(await at(books, 0).related('tags').count()).toBe(1);
    });

    it('sets the difference, in one transaction', async () => {
      const tags = await Promise.all(['x', 'y', 'z'].map((name) => Tag.objects.create({ name })));
      const manager = at(books, 0).related('tags');
      await manager.add(at(tags, 0), at(tags, 1));
      await manager.set([at(tags, 1), at(tags, 2), at(tags, 2).id]);
      expect(await names(manager)).toEqual(['y', 'z']);
      await expect(manager.set([at(tags, 0), 999_999])).rejects.toThrow(IntegrityError);
      expect(await names(manager)).toEqual(['y', 'z']);
      await manager.clear();
      expect(await manager.exists()).toBe(false);
      expect(await Tag.objects.count()).toBe(3);
    });

    it('creates and links, or neither', async () => {
      const manager = at(books, 0).related('tags');
      await manager.create({ name: 'x' });
      const [, created] = await manager.getOrCreate({ name: 'x' });
      const [, made] = await manager.updateOrCreate({ name: 'y' }, {});
      expect([created, made]).toEqual([false, true]);
      expect(await names(manager)).toEqual(['x', 'y']);
      await expect(
        transaction(async () => {
          await manager.create({ name: 'z' });
          await Book.objects.create({ title: 'a', author });
        }),
      ).rejects.toThrow(IntegrityError);
      expect(await Tag.objects.count()).toBe(2);
      await expect(manager.bulkCreate([{ name: 'w' }])).rejects.toThrow(FieldError);
    });

    it('goes through a model of its own, with its values', async () => {
      const club = await Club.objects.create({ name: 'C' });
      await club.related('members').add(author, author.id);
      await club.related('members').add(author);
      const founder = await club.related('members').create({ name: 'F' }, { throughValues: { role: 'founder' } });
      expect(await Member.objects.orderBy('role').valuesList('authorId', 'role')).toEqual([
        [founder.id, 'founder'],
        [author.id, 'guest'],
      ]);
      expect(await names(author.related('clubs'))).toEqual(['C']);
      await club.related('members').set([founder]);
      expect(await Member.objects.valuesList('role', { flat: true })).toEqual(['founder']);
    });
  });

  describe('of a relation to one object', () => {
    it('is a QuerySet of that one', async () => {
      expect(await names(at(books, 0).related('author'))).toEqual(['A']);
      expect(await at(books, 0).related('series').first()).toBeNull();
      const profile = await Profile.objects.create({ author });
      expect((await author.related('profile').get()).id).toBe(profile.id);
    });

    it('cannot be added to', async () => {
      await expect(at(books, 0).related('author').add(author)).rejects.toThrow(FieldError);
      await expect(at(books, 0).related('author').clear()).rejects.toThrow(FieldError);
      await expect(at(books, 0).related('author').remove(author)).rejects.toThrow(FieldError);
      await expect(at(books, 0).related('author').set([author])).rejects.toThrow(FieldError);
    });
  });

  it('forgets what was loaded before a change', async () => {
    const loaded = await Author.objects.prefetchRelated('books').get({ id: author.id });
    expect(loaded.books).toHaveLength(3);
    await loaded.related('books').create({ title: 'd' });
    expect(() => loaded.books).toThrow(RelationNotLoaded);
  });

  it('needs saved objects of the right model', async () => {
    expect(() => new Author({ name: 'B' }).related('books')).toThrow(
      'Author.books needs a saved Author: save it first.',
    );
    const tags = at(books, 0).related('tags');
    await expect(tags.add(new Tag({ name: 't' }))).rejects.toThrow(DatabaseError);
    await expect(tags.add(author as never)).rejects.toThrow('Book.tags: takes objects of Tag, not of Author.');
    await expect(tags.add(null as never)).rejects.toThrow(FieldError);
    // @ts-expect-error there is no such relation
    expect(() => author.related('nonsense')).toThrow(FieldError);
  });
});
