/** QuerySet: lazy, immutable, awaitable, and typed. */
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { DoesNotExist, FieldError, ImproperlyConfigured, MultipleObjectsReturned } from '../errors.ts';
import { defineModels, type InstanceOf } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { sqliteMemory, type TestDatabase } from '../testing/databases.ts';
import { count } from './aggregates.ts';
import { type Bookshop, bookshop, openBookshop } from './bookshop.test-d.ts';

let opened: TestDatabase;
let shop: Bookshop;
beforeAll(async () => {
  opened = await sqliteMemory.create();
  shop = await openBookshop(opened.database);
});
afterAll(() => opened.drop());

const queriesOf = async (work: () => unknown): Promise<number> =>
  (await opened.database.captureQueries(async () => await work())).queries.length;

describe('a QuerySet', () => {
  it('asks nothing until its result is wanted', async () => {
    const build = () => {
      shop.Book.objects
        .filter({ title: 'x' })
        .exclude({ id: 1 })
        .orderBy('id')
        .selectRelated('author')
        .slice(0, 3)
        .reverse();
    };
    expect(await queriesOf(build)).toBe(0);
    expect(await queriesOf(() => shop.Book.objects.all())).toBe(1);
    expect(await queriesOf(() => shop.Book.objects.none())).toBe(0);
  });

  it('is never changed', async () => {
    const all = shop.Book.objects;
    const { state } = all;
    const before = JSON.stringify(state);
    all
      .filter({ id: 1 })
      .exclude({ id: 2 })
      .orderBy('id')
      .distinct()
      .annotate({ n: count('tags') })
      .prefetchRelated('tags')
      .slice(0, 1);
    expect(JSON.stringify(all.state)).toBe(before);
    expect(all.all()).toBe(all);
  });

  it('gives one object, or says why not', async () => {
    const { Book } = shop;
    expect((await Book.objects.get({ id: 1 })).title).toBe('Wizard');
    expect((await Book.objects.getByKey(2)).title).toBe('Tombs');
    expect((await Book.objects.filter({ id: 3 }).get()).title).toBe('SOLARIS');
    await expect(Book.objects.get({ id: 99 })).rejects.toThrow(DoesNotExist);
    await expect(Book.objects.get({ inPrint: true })).rejects.toThrow(MultipleObjectsReturned);
    expect(await queriesOf(() => Book.objects.get({ id: 1 }))).toBe(1);
  });

  it('gives the first and the last group', async () => {
    const groups = shop.Book.objects.values('authorId').annotate({ n: count() });
    expect([await groups.first(), await groups.last()]).toEqual([
      { authorId: 1, n: 2 },
      { authorId: 3, n: 1 },
    ]);
  });

  it('streams', async () => {
    const titles: string[] = [];
    for await (const { title } of shop.Book.objects.orderBy('title')) titles.push(title);
    expect(titles).toEqual(['SOLARIS', 'Tombs', 'Wiz_ard 100%', 'Wizard']);
  });

  it('rejects, as promises do', async () => {
    const failing = shop.Book.objects.orderBy('nope');
    await expect(failing.then((list) => list)).rejects.toThrow(FieldError);
    expect(await failing.then(undefined, () => 'caught')).toBe('caught');
  });

  it('cannot be narrowed or ordered after a slice', () => {
    const sliced = shop.Book.objects.slice(0, 2);
    for (const work of [() => sliced.filter({ id: 1 }), () => sliced.exclude({ id: 1 }), () => sliced.orderBy('id')]) {
      expect(work).toThrow(FieldError);
    }
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60])('refuses a slice from %s', (bound) => {
    expect(() => shop.Book.objects.slice(bound)).toThrow(FieldError);
    expect(() => shop.Book.objects.slice(0, bound)).toThrow(FieldError);
  });

  it('names the cure where models have no database, or no such one', async () => {
    await expect(bookshop().Book.objects.toArray()).rejects.toThrow(ImproperlyConfigured);
    await expect(shop.Book.objects.using('replica').toArray()).rejects.toThrow('There is no database "replica"');
  });
});

describe('the types', () => {
  const { Author, Book, Publisher } = bookshop();
  const never = (_: () => unknown): void => undefined;

  it('know relations, loaded or not', () => {
    never(async () => {
      const a = await Book.objects
        .selectRelated('author.country')
        .filter({ title: { icontains: 'x' }, author: { country: { name: 'FR' } }, publishers: { name: 'P' } });
      expectTypeOf(a[0]?.author.country?.name).toEqualTypeOf<string | undefined>();
      expectTypeOf(a[0]?.createdAt).toEqualTypeOf<Date | undefined>();
      const p = await Author.objects.prefetchRelated('books').selectRelated('mentor.country');
      expectTypeOf(p[0]?.books[0]?.title).toEqualTypeOf<string | undefined>();
      expectTypeOf(p[0]?.mentor?.country?.name).toEqualTypeOf<string | undefined>();
      const publishers = await Publisher.objects.prefetchRelated('books');
      expectTypeOf(publishers[0]?.books[0]?.authorId).toEqualTypeOf<number | undefined>();
      const plain = await Book.objects.all();
      expectTypeOf(plain).toEqualTypeOf<InstanceOf<typeof Book>[]>();
      // @ts-expect-error relation not loaded
      plain[0]?.author.name;
      // @ts-expect-error unknown path
      Book.objects.selectRelated('writer');
      // @ts-expect-error wrong lookup type
      Book.objects.filter({ title: 3 });
      // @ts-expect-error unknown model
      defineModels({ A: { b: f.foreignKey('Nope', { onDelete: 'cascade' }) } });
    });
  });

  it('are never any', () => {
    expectTypeOf(Book.objects.selectRelated('author')).not.toBeAny();
    never(async () => expectTypeOf(await Book.objects.get({ id: 1 })).toEqualTypeOf<InstanceOf<typeof Book>>());
    expectTypeOf(Book.objects.filter).parameter(0).not.toBeAny();
    expectTypeOf(Book.objects.values('id')).not.toBeAny();
    expectTypeOf(Book.objects.first).returns.resolves.toEqualTypeOf<InstanceOf<typeof Book> | null>();
    expectTypeOf(Book.objects.count).returns.resolves.toEqualTypeOf<number>();
    expectTypeOf(Book.objects.exists).returns.resolves.toEqualTypeOf<boolean>();
  });
});
