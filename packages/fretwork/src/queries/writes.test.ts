/** Saving, creating, refreshing, and get or create, on every database. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { transaction } from '../databases/transaction.ts';
import {
  DatabaseError,
  DataError,
  DoesNotExist,
  FieldError,
  ImproperlyConfigured,
  IntegrityError,
  MultipleObjectsReturned,
} from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { sqliteMemory, type TestDatabase, testDatabases } from '../testing/databases.ts';

const models = defineModels({
  Author: {
    name: f.char({ maxLength: 50, unique: true }),
    country: f.char({ maxLength: 2, blank: true }),
    mentor: f.foreignKey('Author', { relatedName: 'pupils', null: true, onDelete: 'setNull' }),
  },
  Book: {
    title: f.char({ maxLength: 50 }),
    price: f.decimal({ maxDigits: 6, decimalPlaces: 2, default: '1.00' }),
    stock: f.integer({ default: () => 7 }),
    author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
  },
  Clock: {
    made: f.dateTime({ autoNowAdd: true }),
    seen: f.dateTime({ autoNow: true }),
    day: f.date({ autoNow: true }),
    time: f.time({ autoNow: true }),
    note: f.text({ blank: true }),
  },
  Code: { code: f.char({ maxLength: 9, primaryKey: true }), text: f.text({ blank: true }) },
  Ticket: { id: f.uuid({ primaryKey: true, default: () => crypto.randomUUID() }) },
  Profile: {
    author: f.oneToOne('Author', { relatedName: 'profile', onDelete: 'cascade', primaryKey: true }),
    nick: f.text({ blank: true }),
  },
  Bare: {},
});
const { Author, Bare, Book, Clock, Code, Profile, Ticket } = models;

describe.each(testDatabases)('writes on $name', ({ create }) => {
  let opened: TestDatabase;

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
  });
  afterAll(() => opened.drop());
  beforeEach(async () => {
    for (const { objects } of [Book, Profile, Author, Clock, Code, Ticket]) await objects.delete();
  });

  const statements = async (fn: () => Promise<unknown>) =>
    (await opened.database.captureQueries(fn)).queries.map(({ sql }) => sql);

  describe('save', () => {
    it('inserts a new object with its defaults and gives it its key', async () => {
      const author = new Author({ name: 'Le Guin' });
      expect(author.id).toBeNull();
      expect(await statements(() => author.save())).toHaveLength(1);
      expect(author.id).toEqual(expect.any(Number));
      const book = new Book({ title: 'Lathe', author });
      await book.save();
      const { author: _, ...columns } = { ...(await Book.objects.get({ id: book.id })).toJSON(), author: 0 };
      expect(columns).toEqual({ id: book.id, title: 'Lathe', price: '1.00', stock: 7, authorId: author.id });
    });

    it('updates a stored object, with one statement', async () => {
      const author = await Author.objects.create({ name: 'A' });
      author.name = 'B';
      const [sql, ...more] = await statements(() => author.save());
      expect(sql).toMatch(/^UPDATE "author" SET/);
      expect(more).toEqual([]);
      expect((await Author.objects.get({ id: author.id })).name).toBe('B');
      expect(await Author.objects.count()).toBe(1);
    });

    it('writes only the named columns; relations by either name', async () => {
      const [mentor, author] = [await Author.objects.create({ name: 'M' }), await Author.objects.create({ name: 'A' })];
      author.name = 'B';
      author.country = 'US';
      author.mentorId = mentor.id;
      await author.save({ updateFields: ['name', 'mentor'] });
      expect((await Author.objects.get({ id: author.id })).toJSON()).toEqual({
        id: author.id,
        name: 'B',
        country: '',
        mentorId: mentor.id,
      });
      expect(await statements(() => author.save({ updateFields: [] }))).toEqual([]);
      await expect(author.save({ updateFields: ['pk'] })).rejects.toThrow(FieldError);
      await expect(author.save({ updateFields: ['__proto__'] })).rejects.toThrow(FieldError);
      await expect(author.save({ updateFields: ['books'] })).rejects.toThrow(FieldError);
    });

    it('leaves alone what a query with only() did not read', async () => {
      const { id } = await Author.objects.create({ name: 'A', country: 'US' });
      const partial = (await Author.objects.only('name').get({ id })) as unknown as {
        name: string;
        save(): Promise<void>;
      };
      partial.name = 'B';
      await partial.save();
      expect((await Author.objects.get({ id })).toJSON()).toEqual({ id, name: 'B', country: 'US', mentorId: null });
    });

    it('refuses to save a stored object that is gone', async () => {
      const author = await Author.objects.create({ name: 'A' });
      await Author.objects.delete();
      await expect(author.save()).rejects.toThrow('Saving Author did not affect any rows: it has been deleted.');
      await expect(author.save({ updateFields: ['name'] })).rejects.toThrow(DatabaseError);
    });

    it('updates or inserts a new object that brings its key', async () => {
      expect(await statements(() => new Code({ code: 'a', text: '1' }).save())).toHaveLength(2);
      expect(await statements(() => new Code({ code: 'a', text: '2' }).save())).toHaveLength(1);
      expect(await Code.objects.values()).toEqual([{ code: 'a', text: '2' }]);
      await expect(new Code({ code: 'a' }).save({ forceInsert: true })).rejects.toThrow(IntegrityError);
    });

    it('inserts at once where a default made the key', async () => {
      expect(await statements(() => new Ticket({}).save())).toHaveLength(1);
    });

    it('takes the key of another object as its own', async () => {
      const author = await Author.objects.create({ name: 'A' });
      const profile = await Profile.objects.create({ author, nick: 'a' });
      expect(profile.pk).toBe(author.id);
      await profile.update({ nick: 'b' });
      expect(await Profile.objects.values()).toEqual([{ authorId: author.id, nick: 'b' }]);
    });

    it('saves a model that has nothing but its key', async () => {
      const bare = await Bare.objects.create({});
      await bare.save();
      expect(await Bare.objects.filter({ id: bare.id }).count()).toBe(1);
      await bare.delete();
      await expect(bare.save({ forceInsert: true })).resolves.toBeUndefined();
    });

    it('refuses to lose a related object that was not saved, and adopts its key once it is', async () => {
      const author = new Author({ name: 'A' });
      const book = new Book({ title: 'T', author });
      await expect(book.save()).rejects.toThrow('Book.author is an unsaved Author: save it first.');
      await author.save();
      await book.save();
      expect(book.authorId).toBe(author.id);
    });

    it('sets moments by the clock of the registry', async () => {
      const { registry } = Clock.meta;
      const real = registry.now;
      try {
        registry.now = () => new Date('2024-02-29T23:59:59.250Z');
        const clock = await Clock.objects.create({});
        expect(clock.toJSON()).toEqual({
          id: clock.id,
          made: new Date('2024-02-29T23:59:59.250Z'),
          seen: new Date('2024-02-29T23:59:59.250Z'),
          day: '2024-02-29',
          time: '23:59:59.250000',
          note: '',
        });
        registry.now = () => new Date('2024-03-01T00:00:00Z');
        await clock.save({ updateFields: ['note'] });
        await clock.refresh();
        expect(clock.day).toBe('2024-02-29'); // as in Django: only what is named
        await clock.save();
        await clock.refresh();
        expect(clock.toJSON()).toMatchObject({
          made: new Date('2024-02-29T23:59:59.250Z'),
          seen: new Date('2024-03-01T00:00:00Z'),
          day: '2024-03-01',
          time: '00:00:00',
        });
      } finally {
        registry.now = real;
      }
    });

    it('names the constraint or its columns where a constraint is broken', async () => {
      await Author.objects.create({ name: 'A' });
      const error = await Author.objects.create({ name: 'A' }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(IntegrityError);
      expect(error).toMatchObject({ kind: 'unique', table: 'author', columns: ['name'] });
      await expect(Book.objects.create({ title: 'T' } as never)).rejects.toMatchObject({
        kind: 'notNull',
        columns: ['author_id'],
      });
      await expect(Book.objects.create({ title: 'T', authorId: 999_999 })).rejects.toMatchObject({
        kind: 'foreignKey',
      });
    });

    it('refuses values that do not fit before anything is sent', async () => {
      const sent = await statements(async () => {
        await expect(Author.objects.create({ name: 'x'.repeat(51) })).rejects.toThrow(DataError);
      });
      expect(sent).toEqual([]);
      await expect(Author.objects.create({ name: 'a', nonsense: 1 } as never)).rejects.toThrow(ImproperlyConfigured);
    });

    it('leaves nothing behind in a transaction that fails', async () => {
      const failing = transaction(async () => {
        await Author.objects.create({ name: 'A' });
        await Author.objects.create({ name: 'A' });
      });
      await expect(failing).rejects.toThrow(IntegrityError);
      expect(await Author.objects.count()).toBe(0);
    });
  });

  describe('refresh', () => {
    it('reads the columns again and forgets relations', async () => {
      const author = await Author.objects.create({ name: 'A' });
      await Author.objects.update({ name: 'B' });
      await author.refresh();
      expect(author.name).toBe('B');
    });

    it('says when the object is gone', async () => {
      const author = await Author.objects.create({ name: 'A' });
      await Author.objects.delete();
      await expect(author.refresh()).rejects.toThrow(DoesNotExist);
      await expect(new Author({ name: 'B' }).refresh()).rejects.toThrow(DoesNotExist);
    });
  });

  describe('getOrCreate', () => {
    it('creates once and then finds', async () => {
      const [made, created] = await Author.objects.getOrCreate({ name: 'A' }, { country: 'US' });
      const [found, again] = await Author.objects.getOrCreate({ name: 'A' }, { country: 'FR' });
      expect([created, again, found.id, found.country]).toEqual([true, false, made.id, 'US']);
    });

    it('makes one row of a hundred calls at once', async () => {
      const results = await Promise.all(Array.from({ length: 100 }, () => Author.objects.getOrCreate({ name: 'A' })));
      expect(results.filter(([, created]) => created)).toHaveLength(1);
      expect(new Set(results.map(([{ id }]) => id)).size).toBe(1);
      expect(await Author.objects.count()).toBe(1);
    });

    it('works inside a transaction, whose other work stays', async () => {
      await transaction(async () => {
        await Author.objects.create({ name: 'B' });
        await Author.objects.getOrCreate({ name: 'A' });
        await Author.objects.getOrCreate({ name: 'A' });
      });
      expect(await Author.objects.count()).toBe(2);
    });

    it('creates from plain values, relations and exact lookups, not from other lookups', async () => {
      const mentor = await Author.objects.create({ name: 'M' });
      const [author] = await Author.objects.getOrCreate(
        { name: { exact: 'A' }, country: { startswith: 'X' }, mentor },
        { country: (() => 'US') as never },
      );
      expect(author.toJSON()).toEqual({ id: author.id, name: 'A', country: 'US', mentorId: mentor.id });
    });

    it('throws what is wrong with the new object', async () => {
      await expect(Book.objects.getOrCreate({ title: 'T' })).rejects.toMatchObject({ kind: 'notNull' });
      await Author.objects.bulkCreate([{ name: 'A' }, { name: 'B' }]);
      await expect(Author.objects.getOrCreate({ country: '' })).rejects.toThrow(MultipleObjectsReturned);
    });
  });

  describe('updateOrCreate', () => {
    it('creates, then updates only what is named and the moments of updates', async () => {
      const [made, created] = await Author.objects.updateOrCreate({ name: 'A' }, { country: 'US' });
      const [changed, again] = await Author.objects.updateOrCreate(
        { name: 'A' },
        { country: 'FR', mentor: made as never },
      );
      expect([created, again]).toEqual([true, false]);
      expect(changed.toJSON()).toEqual({ id: made.id, name: 'A', country: 'FR', mentorId: made.id });
    });

    it('makes one row of many calls at once, and every call counts', async () => {
      await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          Author.objects.updateOrCreate({ name: 'A' }, { country: String(index) }),
        ),
      );
      expect(await Author.objects.count()).toBe(1);
    });

    it('refuses names that are no columns before it sets them', async () => {
      await Author.objects.create({ name: 'A' });
      const values = JSON.parse('{"__proto__": {"polluted": true}}') as never;
      await expect(Author.objects.updateOrCreate({ name: 'A' }, values)).rejects.toThrow(FieldError);
      expect({}).not.toHaveProperty('polluted');
    });
  });
});

describe('several databases', () => {
  it('keep their objects apart: one goes back to where it was created', async () => {
    const [one, two] = [await sqliteMemory.create(), await sqliteMemory.create()];
    try {
      bindDatabases(models, { default: one.database, other: two.database });
      for (const { database } of [one, two]) await createTables(database, models);
      const author = await Author.objects.using('other').create({ name: 'A' });
      await author.update({ name: 'B' });
      await author.related('books').create({ title: 'T' });
      await Author.objects.using('other').bulkCreate([{ name: 'C' }]);
      await author.refresh();
      expect(author.name).toBe('B');
      expect([await Author.objects.count(), await Author.objects.using('other').count()]).toEqual([0, 2]);
      expect([await Book.objects.count(), await Book.objects.using('other').count()]).toEqual([0, 1]);
      expect(await author.delete()).toBe(2);
      await expect(Author.objects.using('third').create({ name: 'A' })).rejects.toThrow(ImproperlyConfigured);
    } finally {
      await one.drop();
      await two.drop();
    }
  });
});
