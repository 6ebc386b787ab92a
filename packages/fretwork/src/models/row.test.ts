/** What the types of models, rows and queries promise; `tsc` is the judge, and the functions here are never called. */
import { describe, expectTypeOf, it } from 'vitest';
import { count } from '../queries/aggregates.ts';
import { Prefetch } from '../queries/query-set.ts';
import { F, Q } from '../queries/where.ts';
import { defineModels, type InstanceOf } from './define-models.ts';
import { f } from './field.ts';
import { model } from './model.ts';

const { Author, Book, Publisher, Profile, Tag } = defineModels({
  Country: { name: f.char({ maxLength: 50 }) },
  Author: {
    name: f.char({ maxLength: 100 }),
    country: f.foreignKey('Country', { relatedName: 'authors', null: true, onDelete: 'protect' }),
    mentor: f.foreignKey('Author', { relatedName: 'pupils', null: true, onDelete: 'protect' }),
  },
  Book: model(
    {
      title: f.char({ maxLength: 200 }),
      language: f.char({ maxLength: 2, choices: ['en', 'fr'], default: 'en' }),
      size: f.integer({
        null: true,
        choices: [
          [1, 'Small'],
          [2, 'Large'],
        ],
      }),
      price: f.decimal({ maxDigits: 8, decimalPlaces: 2 }),
      createdAt: f.dateTime({ autoNowAdd: true }),
      pages: f.integer({ default: 100 }),
      details: f.jsonOf<{ edition: number }>()({ null: true }),
      author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
    },
    { ordering: ['id'], uniqueTogether: [['title', 'author']], str: (book) => book.title },
  ),
  Publisher: { name: f.char({ maxLength: 100 }), books: f.manyToMany('Book', { relatedName: 'publishers' }) },
  Profile: {
    author: f.oneToOne('Author', { relatedName: 'profile', onDelete: 'cascade', primaryKey: true }),
    nick: f.char({ maxLength: 9, blank: true }),
  },
  Tag: { code: f.char({ maxLength: 5, primaryKey: true }), owner: f.foreignKey('Profile', { onDelete: 'cascade' }) },
});
type BookObject = InstanceOf<typeof Book>;

// Types only: these must compile, or fail to, without a database.
const never = (_: () => unknown): void => undefined;

describe('a row', () => {
  it('has the columns of the model with their types', () => {
    expectTypeOf<BookObject['id']>().toEqualTypeOf<number>();
    expectTypeOf<BookObject['title']>().toEqualTypeOf<string>();
    expectTypeOf<BookObject['language']>().toEqualTypeOf<'en' | 'fr'>();
    expectTypeOf<BookObject['size']>().toEqualTypeOf<1 | 2 | null>();
    expectTypeOf<BookObject['price']>().toEqualTypeOf<string>();
    expectTypeOf<BookObject['createdAt']>().toEqualTypeOf<Date>();
    expectTypeOf<BookObject['details']>().toEqualTypeOf<{ edition: number } | null>();
    expectTypeOf<BookObject['authorId']>().toEqualTypeOf<number>();
    expectTypeOf<InstanceOf<typeof Author>['mentorId']>().toEqualTypeOf<number | null>();
    expectTypeOf<BookObject>().not.toBeAny();
  });

  it('has the primary key that was declared, and foreign keys of its type', () => {
    expectTypeOf<InstanceOf<typeof Tag>['pk']>().toEqualTypeOf<string>();
    expectTypeOf<InstanceOf<typeof Tag>['ownerId']>().toEqualTypeOf<number>();
    expectTypeOf<InstanceOf<typeof Profile>['authorId']>().toEqualTypeOf<number>();
    // @ts-expect-error a declared primary key leaves no id
    expectTypeOf<InstanceOf<typeof Tag>['id']>();
  });
});

describe('relations', () => {
  it('are there once they are loaded', () => {
    never(async () => {
      const [book] = await Book.objects.selectRelated('author.country', 'author.mentor');
      expectTypeOf(book?.author.country?.name).toEqualTypeOf<string | undefined>();
      expectTypeOf(book?.author.mentor).not.toBeAny();
      const [author] = await Author.objects.prefetchRelated('books', 'pupils').selectRelated('profile');
      expectTypeOf(author?.books[0]?.title).toEqualTypeOf<string | undefined>();
      expectTypeOf(author?.profile?.nick).toEqualTypeOf<string | undefined>();
      const [publisher] = await Publisher.objects.prefetchRelated('books.author');
      expectTypeOf(publisher?.books[0]?.author.name).toEqualTypeOf<string | undefined>();
      const [chosen] = await Author.objects.prefetchRelated(
        new Prefetch('books', Book.objects.selectRelated('author')),
      );
      expectTypeOf(chosen?.books[0]?.author.name).toEqualTypeOf<string | undefined>();
    });
  });

  it('are compile errors before that', () => {
    never(async () => {
      const book = await Book.objects.get({ id: 1 });
      // @ts-expect-error the author was not loaded
      book.author.name;
      // @ts-expect-error there is no such relation
      Book.objects.selectRelated('writer');
      // @ts-expect-error a relation to many cannot be joined
      Author.objects.selectRelated('books');
    });
  });

  it('have managers that know their target', () => {
    never(async () => {
      const author = await Author.objects.get({ pk: 1 });
      const book = await author.related('books').create({ title: 'Dune', price: '9.90', authorId: author.id });
      expectTypeOf(book.title).toEqualTypeOf<string>();
      await book.related('publishers').add(1);
      // @ts-expect-error there is no such relation
      author.related('friends');
    });
  });

  it('name models that exist', () => {
    never(() => {
      // @ts-expect-error unknown model
      defineModels({ A: { b: f.foreignKey('Nope', { onDelete: 'cascade' }) } });
      // @ts-expect-error unknown model
      defineModels({ A: model({ b: f.foreignKey('Nope', { onDelete: 'cascade' }) }) });
    });
  });
});

describe('conditions', () => {
  it('know columns, relations in both directions, lookups, Q and F', () => {
    never(() => {
      Book.objects.filter({
        title: { icontains: 'x' },
        author: { country: { name: 'FR' } },
        publishers: { name: 'P' },
      });
      Book.objects.filter(Q.or({ title: 'x' }, { price: { lt: F('price') } }, Q.not({ createdAt: { year: 2020 } })));
      Book.objects.filter({ pages: { in: [1, 2] }, size: null }).exclude({ author: { mentor: null } });
    });
  });

  it('refuse what does not fit', () => {
    never(() => {
      // @ts-expect-error a title is text
      Book.objects.filter({ title: 3 });
      // @ts-expect-error there is no such column
      Book.objects.filter({ titel: 'x' });
      // @ts-expect-error there is no such column, inside Q either
      Book.objects.filter(Q.or({ titel: 'x' }));
      // @ts-expect-error numbers have no text lookups
      Book.objects.filter({ pages: { icontains: 'x' } });
      // @ts-expect-error not one of the choices
      Book.objects.filter({ language: 'de' });
    });
  });
});

describe('results', () => {
  it('have the shape that was asked for', () => {
    never(async () => {
      expectTypeOf(await Author.objects.annotate({ n: count('books') }).first()).not.toBeAny();
      const [counted] = await Author.objects.annotate({ n: count('books') });
      expectTypeOf(counted?.n).toEqualTypeOf<number | undefined>();
      expectTypeOf(await Book.objects.values('title', 'pages')).toEqualTypeOf<{ title: string; pages: number }[]>();
      expectTypeOf(await Book.objects.valuesList('id', { flat: true })).toEqualTypeOf<number[]>();
      expectTypeOf(await Book.objects.valuesList('id', 'title')).toEqualTypeOf<[number, string][]>();
      expectTypeOf(await Book.objects.aggregate({ n: count() })).toEqualTypeOf<{ n: number }>();
    });
  });
});

describe('new objects', () => {
  it('need what has no default, and take a relation as object or key', () => {
    never(async () => {
      const author = await Author.objects.get({ id: 1 });
      Book.objects.create({ title: 'x', price: '1', author });
      Book.objects.create({ title: 'x', price: '1', authorId: 1, language: 'fr' });
      new Book({ title: 'a', price: '1', authorId: 3 }).save();
      Book.objects.update({ pages: F('pages').plus(1) });
      // @ts-expect-error the title is missing
      Book.objects.create({ price: '1', authorId: 1 });
      // @ts-expect-error the author is missing
      Book.objects.create({ title: 'x', price: '1' });
      // @ts-expect-error the author is there twice
      Book.objects.create({ title: 'x', price: '1', author, authorId: 1 });
      // @ts-expect-error not one of the choices
      Book.objects.create({ title: 'x', price: '1', authorId: 1, language: 'de' });
    });
  });
});
