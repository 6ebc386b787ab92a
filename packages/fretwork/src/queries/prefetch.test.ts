/** prefetchRelated: what is loaded, with how many queries, on every database. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FieldError } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { count } from './aggregates.ts';
import { type Bookshop, insertRows, openBookshop } from './bookshop.test-d.ts';
import { Prefetch } from './query-set.ts';

describe.each(testDatabases)('prefetchRelated on $name', ({ create }) => {
  let opened: TestDatabase;
  let shop: Bookshop;
  beforeAll(async () => {
    opened = await create();
    shop = await openBookshop(opened.database);
  });
  afterAll(() => opened.drop());

  const counted = async <T>(find: () => PromiseLike<T>): Promise<{ result: T; queries: number }> => {
    const { result, queries } = await opened.database.captureQueries(async () => await find());
    return { result, queries: queries.length };
  };

  it('loads the way back of a foreign key, empty lists too, with the order of its model', async () => {
    const { result, queries } = await counted(() => shop.Author.objects.prefetchRelated('books').orderBy('id'));
    expect(queries).toBe(2);
    expect(result.map(({ books }) => books.map(({ id }) => id))).toEqual([[1, 2], [3], [4], []]);
  });

  it('knows the object that each was loaded for', async () => {
    const [author] = await shop.Author.objects.filter({ id: 1 }).prefetchRelated('books');
    expect((author?.books[0] as unknown as { author: unknown } | undefined)?.author).toBe(author);
  });

  it('loads many to many in both directions', async () => {
    const { result, queries } = await counted(() => shop.Book.objects.prefetchRelated('tags', 'publishers'));
    expect(queries).toBe(3);
    expect(result.map(({ tags }) => tags.map(({ code }) => code).sort())).toEqual([['sea', 'sf'], ['sea'], ['sf'], []]);
    expect(result.map(({ publishers }) => publishers.map(({ name }) => name).sort())).toEqual([
      ['Ace'],
      ['Ace'],
      ['Ace', 'Iskry'],
      [],
    ]);
  });

  it('loads relations to one: objects, or null', async () => {
    const { result, queries } = await counted(() =>
      shop.Author.objects.prefetchRelated('mentor', 'profile').orderBy('id'),
    );
    expect(queries).toBe(3);
    expect(result.map(({ mentor }) => mentor?.name ?? null)).toEqual([null, 'Ursula', 'Ursula', 'Stanisław']);
    expect(result.map(({ profile }) => profile?.nick ?? null)).toEqual(['ukl', null, null, null]);
  });

  it('loads each step of paths once, and joins the steps to one object into the one before', async () => {
    const { result, queries } = await counted(() =>
      shop.Publisher.objects
        .prefetchRelated('books', 'books.author', 'books.author.country', 'books.tags')
        .orderBy('id'),
    );
    expect(queries).toBe(3); // publishers; books with author and country; tags
    const [ace, , none] = result;
    expect(ace?.books.map(({ author, tags }) => [author.country?.name, tags.length])).toEqual([
      ['USA', 2],
      ['USA', 1],
      ['Polska', 1],
    ]);
    expect(none?.books).toEqual([]);
  });

  it('does not ask again for what was joined', async () => {
    const { result, queries } = await counted(() =>
      shop.Book.objects.selectRelated('author').prefetchRelated('author.pupils'),
    );
    expect(queries).toBe(2);
    expect(result[0]?.author.pupils.map(({ name }) => name)).toEqual(['Stanisław', 'Émile_100%']);
  });

  it('takes a QuerySet: conditions, order, joins, annotations, prefetches of its own', async () => {
    const books = shop.Book.objects
      .filter({ inPrint: true })
      .orderBy('-price')
      .selectRelated('author')
      .prefetchRelated('tags')
      .annotate({ n: count('publishers') });
    const { result, queries } = await counted(() =>
      shop.Publisher.objects.prefetchRelated(new Prefetch('books', books)).orderBy('id'),
    );
    expect(queries).toBe(3);
    expect(result.map((publisher) => publisher.books.map(({ title, n, tags }) => [title, n, tags.length]))).toEqual([
      [
        ['Wizard', 1, 2],
        ['SOLARIS', 2, 1],
      ],
      [['SOLARIS', 2, 1]],
      [],
    ]);
    expect(result[0]?.books[0]?.author.name).toBe('Ursula');
  });

  it('finds the objects even where the QuerySet leaves out the columns that connect them', async () => {
    const authors = await shop.Author.objects
      .prefetchRelated(new Prefetch('books', shop.Book.objects.only('title')))
      .orderBy('id');
    expect(authors.map(({ books }) => books.length)).toEqual([2, 1, 1, 0]);
  });

  it('reads the key of a relation to one even where the columns leave it out', async () => {
    const books = await shop.Book.objects.only('title').prefetchRelated('author');
    expect(books.map(({ author }) => author.name)).toEqual(['Ursula', 'Ursula', 'Stanisław', 'Émile_100%']);
  });

  it('keeps conditions over relations to many apart from the relation that it follows', async () => {
    const tagged = shop.Tag.objects.filter({ books: { title: 'SOLARIS' } });
    const books = await shop.Book.objects.prefetchRelated(new Prefetch('tags', tagged));
    expect(books.map(({ tags }) => tags.map(({ code }) => code))).toEqual([['sf'], [], ['sf'], []]);
  });

  it('takes a slice for each object', async () => {
    const { Author, Book, Publisher } = shop;
    const dearest = new Prefetch('books', Book.objects.orderBy('-price').selectRelated('author').slice(0, 1));
    const { result, queries } = await counted(() => Author.objects.prefetchRelated(dearest).orderBy('id'));
    expect(queries).toBe(2);
    expect(result.map(({ books }) => books.map(({ id }) => id))).toEqual([[2], [3], [4], []]);
    expect(result[0]?.books[0]?.author.name).toBe('Ursula');
    const idsOf = async (prefetch: Prefetch<'books', { id: number }>) =>
      (await Publisher.objects.prefetchRelated(prefetch).orderBy('id')).map(({ books }) => books.map(({ id }) => id));
    expect(await idsOf(new Prefetch('books', Book.objects.filter({ inPrint: true }).slice(0, 1)))).toEqual([
      [1],
      [3],
      [],
    ]);
    expect(await idsOf(new Prefetch('books', Book.objects.slice(1, 3)))).toEqual([[2, 3], [], []]);
    expect(await idsOf(new Prefetch('books', Book.objects.orderBy().slice(2)))).toEqual([[3], [], []]);
  });

  it('asks nothing for nothing', async () => {
    const { queries } = await counted(() =>
      shop.Book.objects.filter({ id: 99 }).prefetchRelated('tags', 'author.books'),
    );
    expect(queries).toBe(1);
  });

  it('refuses what it cannot load', async () => {
    const sliced = new Prefetch('books', shop.Book.objects.distinct().slice(0, 2));
    await expect(shop.Author.objects.prefetchRelated(sliced).toArray()).rejects.toThrow(/sliced/);
    const values = new Prefetch('books', shop.Book.objects.values('id'));
    await expect(shop.Author.objects.prefetchRelated(values).toArray()).rejects.toThrow(/values/);
    await expect(shop.Author.objects.prefetchRelated('name' as never).toArray()).rejects.toThrow(FieldError);
  });

  it('needs as many queries for a thousand objects as for one', async () => {
    const ids = Array.from({ length: 1000 }, (_, index) => index);
    const { queries } = await counted(() =>
      shop.Book.objects.filter({ id: { in: ids } }).prefetchRelated('tags', 'author.profile'),
    );
    expect(queries).toBe(3); // books; tags; authors with profile
  });
});

describe.each(testDatabases)('relations of other sorts on $name', ({ create }) => {
  const models = defineModels({
    Person: {
      nick: f.char({ maxLength: 9, primaryKey: true }),
      follows: f.manyToMany('Person', { relatedName: 'followers' }),
      clubs: f.manyToMany('Club', { through: 'Membership', relatedName: 'members', throughFields: ['person', 'club'] }),
    },
    Passport: { person: f.oneToOne('Person', { relatedName: 'passport', onDelete: 'cascade', primaryKey: true }) },
    Stamp: { passport: f.foreignKey('Passport', { relatedName: 'stamps', onDelete: 'cascade' }) },
    Club: { name: f.char({ maxLength: 9 }) },
    Membership: {
      person: f.foreignKey('Person', { relatedName: 'memberships', onDelete: 'cascade' }),
      club: f.foreignKey('Club', { onDelete: 'cascade' }),
      invitedBy: f.foreignKey('Person', { null: true, onDelete: 'setNull' }),
    },
  });
  const { Club, Person, Stamp } = models;
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
    await insertRows(opened.database, models, {
      Person: [{ nick: 'ann' }, { nick: 'bob' }, { nick: 'cy' }],
      Person_follows: [
        { fromPersonId: 'ann', toPersonId: 'bob' },
        { fromPersonId: 'cy', toPersonId: 'bob' },
        { fromPersonId: 'bob', toPersonId: 'ann' },
      ],
      Passport: [{ personId: 'ann' }],
      Stamp: [
        { id: 1, passportId: 'ann' },
        { id: 2, passportId: 'ann' },
      ],
      Club: [{ id: 1, name: 'chess' }],
      Membership: [
        { id: 1, personId: 'ann', clubId: 1, invitedById: 'bob' },
        { id: 2, personId: 'bob', clubId: 1, invitedById: null },
      ],
    });
  });
  afterAll(() => opened.drop());
  const nicks = (people: readonly { nick: string }[]) => people.map(({ nick }) => nick);

  it('loads a model related to itself, in both directions', async () => {
    const people = await Person.objects.orderBy('nick').prefetchRelated('follows', 'followers');
    expect(people.map(({ follows }) => nicks(follows))).toEqual([['bob'], ['ann'], ['bob']]);
    expect(people.map(({ followers }) => nicks(followers).sort())).toEqual([['bob'], ['ann', 'cy'], []]);
    expect(nicks(await Person.objects.filter({ followers: { nick: 'cy' } }))).toEqual(['bob']);
    expect(nicks(await Person.objects.exclude({ follows: { followers: { nick: 'cy' } } }))).toEqual(['bob']);
  });

  it('goes through a model that was declared, by the keys that were named', async () => {
    const [club] = await Club.objects.prefetchRelated('members.clubs');
    expect(nicks(club?.members ?? []).sort()).toEqual(['ann', 'bob']);
    expect(club?.members[0]?.clubs[0]?.name).toBe('chess');
    expect(
      await Person.objects.filter({ memberships: { invitedBy: { nick: 'bob' } }, clubs: { name: 'chess' } }).count(),
    ).toBe(1);
  });

  it('follows keys that are foreign keys themselves', async () => {
    const stamps = Stamp.objects
      .filter({ passport: { person: { nick: 'ann' } } })
      .selectRelated('passport.person')
      .orderBy('id');
    const { result, queries } = await opened.database.captureQueries(async () => stamps);
    expect(result.map(({ passport }) => passport.person.nick)).toEqual(['ann', 'ann']);
    expect(queries).toHaveLength(1);
    const people = await Person.objects.orderBy('nick').prefetchRelated('passport.stamps');
    expect(people.map(({ passport }) => passport?.stamps.length ?? null)).toEqual([2, null, null]);
  });
});
