/** What a client knows of an app's resources: the bookshop's, and those of an app in the small. */
import { type App, createApp, Response } from 'fretwork';
import { accountModels } from 'fretwork/accounts';
import { defineModels, f } from 'fretwork/models';
import { CursorPagination } from 'fretwork/pagination';
import { DefaultRouter, include, path, route, urlpatterns } from 'fretwork/routers';
import { type Input, modelSerializer, s } from 'fretwork/serializers';
import { defineSettings } from 'fretwork/settings';
import { action, ModelViewSet, ReadOnlyModelViewSet } from 'fretwork/views';
import { describe, expectTypeOf, it } from 'vitest';
import type { app as bookshop } from '../../../examples/bookshop/api/app.ts';
import type { ClientUser } from './accounts.ts';
import { type Client, createClient } from './client.ts';
import { isValidationError } from './errors.ts';
import type { CursorPage, Page } from './list-query.ts';
import type { InputOf, ItemOf, ListAnswerOf, Lookup, QueryOf } from './resource.ts';

type Shop = Client<typeof bookshop>;

/** Types alone: nothing of it is called. */
const typesOf = <T>(_use: (api: T) => unknown): void => undefined;

describe('the bookshop', () => {
  it('has the items of its serializers', () => {
    expectTypeOf<ItemOf<Shop['books']>>().toEqualTypeOf<{
      id: number;
      title: string;
      isbn: string;
      price: string;
      pages: number;
      language: 'en' | 'fr' | 'es' | 'ja';
      published: string | null;
      inPrint: boolean;
      stock: number;
      createdAt: string;
      author: { id: number; name: string };
      tags: string[];
      isClassic: boolean;
    }>();
    expectTypeOf<ItemOf<Shop['publishers']>['books'][number]['author']['name']>().toEqualTypeOf<string>();
    expectTypeOf<InputOf<Shop['books']>>().toEqualTypeOf<{
      title: string;
      isbn: string;
      price: string;
      pages: number;
      authorId: number;
      language?: 'en' | 'fr' | 'es' | 'ja' | undefined;
      published?: string | null | undefined;
      inPrint?: boolean | undefined;
      stock?: number | undefined;
      tags?: string[] | undefined;
    }>();
    expectTypeOf<InputOf<Shop['orders']>['lines'][number]>().toEqualTypeOf<{ book: number; quantity: number }>();
  });

  it('has the filters, orders and pages of its viewsets', () => {
    type Query = QueryOf<Shop['books']>;
    expectTypeOf<keyof Query>().toEqualTypeOf<
      | (
          | 'page'
          | 'pageSize'
          | 'search'
          | 'ordering'
          | 'author'
          | 'inPrint'
          | 'language'
          | 'language__in'
          | 'tags__name'
        )
      | ('price__lt' | 'price__lte' | 'price__gt' | 'price__gte')
      | ('published__year' | 'published__lt' | 'published__gt')
    >();
    expectTypeOf<Query['inPrint']>().toEqualTypeOf<boolean | null | undefined>();
    expectTypeOf<Query['published__year']>().toEqualTypeOf<number | null | undefined>();
    expectTypeOf<'-price'>().toExtend<NonNullable<Query['ordering']>>();
    typesOf<Shop>((api) => [
      api.books.list({ page: 2, ordering: ['-price', 'title'], language__in: ['en', 'fr'], tags__name: ['a', 'b'] }),
      api.reviews.list({ book: 1, stars__gte: 4, user__username: 'mia' }),
      // @ts-expect-error no such filter
      api.books.list({ titel: 'x' }),
      // @ts-expect-error no such lookup
      api.books.list({ price__startswith: '1' }),
      // @ts-expect-error no such order
      api.books.list({ ordering: 'isbn' }),
      // @ts-expect-error not a language of the shop
      api.books.list({ language: 'tlh' }),
      // @ts-expect-error stars are a number
      api.reviews.list({ stars: 'five' }),
    ]);
  });

  it('has the methods of its viewsets, and no others', () => {
    expectTypeOf<Shop['books']['list']>().returns.resolves.toEqualTypeOf<Page<ItemOf<Shop['books']>>>();
    expectTypeOf<Shop['tags']['list']>().returns.resolves.toEqualTypeOf<readonly ItemOf<Shop['tags']>[]>();
    expectTypeOf<Shop['books']['rating']>().returns.resolves.toEqualTypeOf<{ reviews: number; stars: number | null }>();
    expectTypeOf<Shop['books']['rating']>().parameter(0).toEqualTypeOf<Lookup>();
    expectTypeOf<Shop['books']['update']>().parameter(1).toEqualTypeOf<InputOf<Shop['books']>>();
    expectTypeOf<Shop['books']['partialUpdate']>().parameter(1).toEqualTypeOf<Partial<InputOf<Shop['books']>>>();
    expectTypeOf<Shop['books']['destroy']>().returns.resolves.toEqualTypeOf<void>();
    expectTypeOf<keyof Shop['orders']>().toEqualTypeOf<
      'path' | '~types' | 'list' | 'pages' | 'all' | 'retrieve' | 'create'
    >();
    expectTypeOf<keyof Shop['publishers']>().toEqualTypeOf<'path' | '~types' | 'list' | 'pages' | 'all' | 'retrieve'>();
    typesOf<Shop>((api) => [
      // @ts-expect-error no such resource
      api.films,
      // @ts-expect-error publishers are read only
      api.publishers.create({ name: 'x' }),
      // @ts-expect-error orders are not changed
      api.orders.destroy(1),
      // @ts-expect-error no such action
      api.books.publish(1),
      // @ts-expect-error a title is missing
      api.books.create({ isbn: '1', price: '1.00', pages: 1, authorId: 1 }),
      // @ts-expect-error no such field
      api.books.partialUpdate(1, { titel: 'x' }),
      // @ts-expect-error read-only fields are not sent
      api.books.partialUpdate(1, { isClassic: true }),
      // @ts-expect-error a price is a text
      api.books.partialUpdate(1, { price: 5 }),
    ]);
  });

  it('has a user, and the fields of what is wrong', () => {
    type User = Extract<Shop['session']['state'], { status: 'signedIn' }>['user'];
    expectTypeOf<User>().toEqualTypeOf<ClientUser<typeof bookshop>>();
    expectTypeOf<User>().toEqualTypeOf<{
      id: number;
      username: string;
      email: string;
      firstName: string;
      lastName: string;
      isStaff: boolean;
      dateJoined: string;
      lastLogin: string | null;
    }>();
    typesOf<{ api: Shop; error: unknown }>(({ api, error }) => {
      if (!isValidationError(error, api.books)) return;
      expectTypeOf(error.fields.authorId).toEqualTypeOf<readonly string[] | undefined>();
      // @ts-expect-error no such field
      error.fields.titel;
      // @ts-expect-error names that nobody sends have no messages
      error.fields.isClassic;
    });
    typesOf<Shop>((api) => [
      // @ts-expect-error a login has a name or an address, not both
      api.login({ email: 'a@b.example', username: 'a', password: 'x' }),
      // @ts-expect-error the address has a way of its own to be changed
      api.accounts.updateMe({ email: 'a@b.example' }),
    ]);
  });

  it('is nowhere any', () => {
    expectTypeOf<Shop>().not.toBeAny();
    type Call<R> = { [K in keyof R]: R[K] extends (...parameters: infer P) => infer O ? [...P, Awaited<O>] : R[K] };
    type IsAny<T> = 0 extends 1 & T ? true : false;
    type Anys<T, Depth extends readonly 0[] = []> =
      IsAny<T> extends true
        ? 'any'
        : Depth['length'] extends 5
          ? never
          : T extends readonly (infer E)[]
            ? Anys<E, [...Depth, 0]>
            : T extends AbortSignal | Date // the platform's own
              ? never
              : T extends object
                ? { [K in keyof T]-?: Anys<T[K], [...Depth, 0]> }[keyof T]
                : never;
    type Names = 'books' | 'authors' | 'publishers' | 'tags' | 'reviews' | 'orders';
    expectTypeOf<
      { [N in Names]: Anys<ItemOf<Shop[N]>> | Anys<InputOf<Shop[N]>> | Anys<QueryOf<Shop[N]>> }[Names]
    >().toEqualTypeOf<never>();
    expectTypeOf<
      Anys<Pick<Call<Shop['books']>, 'list' | 'retrieve' | 'create' | 'update' | 'rating'>>
    >().toEqualTypeOf<never>();
    expectTypeOf<Anys<Call<Shop['accounts']>>>().toEqualTypeOf<never>();
  });
});

describe('an app in the small', () => {
  const { Author, Book, ...others } = defineModels({
    ...accountModels,
    Author: { name: f.char({ maxLength: 100 }) },
    Book: {
      title: f.char({ maxLength: 200 }),
      subtitle: f.char({ maxLength: 200, null: true }),
      price: f.decimal({ maxDigits: 8, decimalPlaces: 2 }),
      createdAt: f.dateTime({ autoNowAdd: true }),
      author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
    },
  });
  const AuthorSerializer = modelSerializer(Author, { fields: ['id', 'name'] });
  const BookSerializer = modelSerializer(Book, {
    fields: ['id', 'title', 'subtitle', 'price', 'createdAt', 'author', 'authorId', 'isNew'],
    declare: {
      author: AuthorSerializer({ readOnly: true }),
      authorId: s.primaryKeyRelated({ queryset: Author.objects, source: 'author', writeOnly: true }),
      isNew: s.method((): boolean => true),
    },
  });
  class BookViewSet extends ModelViewSet {
    override queryset = Book.objects;
    override serializerClass = BookSerializer;
    publish = action({ detail: true, methods: ['post'] }, async () => new Response({ published: true as const }));
    putAside = action(
      { detail: true, methods: ['post'], urlPath: 'put-aside' },
      async () => new Response({ at: new Date() }),
    );
    byYear = action({ detail: false, urlPath: 'by-year/<int:year>' }, async () => new Response([1]));
    price = action({ detail: true, methods: ['post'], serializerClass: AuthorSerializer }, async () => new Response(1));
    recent = action({ detail: false }, async () => [{ id: 1 }]);
  }
  class AuthorViewSet extends ReadOnlyModelViewSet {
    override queryset = Author.objects;
    override serializerClass = AuthorSerializer;
    override async list() {
      return new Response({ answered: { at: new Date() } });
    }
  }
  const settings = defineSettings({ secretKey: 'x'.repeat(50), pageSize: 20 });
  const router = new DefaultRouter({ books: BookViewSet, authors: route(AuthorViewSet, { basename: 'writer' }) });
  const small = () =>
    createApp({
      settings,
      models: { Author, Book, ...others },
      urls: urlpatterns(
        path('hello/', AuthorViewSet),
        path('api/', router),
        path(
          'v2/',
          include(urlpatterns(path('', router), path('shelf/', new DefaultRouter({ accounts: BookViewSet })))),
        ),
      ),
    });
  type Small = Client<ReturnType<typeof small>>;
  type Deep = Client<ReturnType<typeof small>, 'v2/shelf/'>;

  it('holds what the design asks for', () => {
    typesOf<Small>(async (api) => {
      const page = await api.books.list({ page: 2 });
      expectTypeOf(page.results[0]?.author.name).toEqualTypeOf<string | undefined>();
      expectTypeOf(page.results[0]?.subtitle).toEqualTypeOf<string | null | undefined>();
      expectTypeOf(page.results[0]?.isNew).toEqualTypeOf<boolean | undefined>();
      expectTypeOf(page.results[0]?.createdAt).toEqualTypeOf<string | undefined>();
      const made = await api.books.create({ title: 'x', price: '1.00', authorId: 1 });
      expectTypeOf(made.id).toEqualTypeOf<number>();
      expectTypeOf((await api.books.publish(1)).published).toEqualTypeOf<true>();
      // @ts-expect-error write-only fields are not in the answer
      made.authorId;
      // @ts-expect-error read-only fields cannot be sent
      await api.books.create({ title: 'x', price: '1.00', authorId: 1, isNew: true });
      // @ts-expect-error title is required
      await api.books.create({ price: '1.00', authorId: 1 });
    });
  });

  it('has lists as its settings cut them', () => {
    const cut = () =>
      createApp({
        settings: defineSettings({
          secretKey: 'x'.repeat(50),
          defaultPaginationClass: CursorPagination,
          pageSize: 20,
          accounts: { newUser: (email) => ({ username: email }) },
        }),
        urls: urlpatterns(path('api/', router)),
      });
    const uncut = () =>
      createApp({ settings: defineSettings({ secretKey: 'x'.repeat(50) }), urls: urlpatterns(path('api/', router)) });
    type Cut = Client<ReturnType<typeof cut>>['books'];
    type Uncut = Client<ReturnType<typeof uncut>>['books'];
    expectTypeOf<Cut['list']>().returns.resolves.toEqualTypeOf<CursorPage<ItemOf<Cut>>>();
    expectTypeOf<QueryOf<Cut>['cursor']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Uncut['list']>().returns.resolves.toEqualTypeOf<readonly ItemOf<Uncut>[]>();
    expectTypeOf<ReturnType<typeof cut>>().toExtend<App>();
    expectTypeOf<ListAnswerOf<Small['books']>>().toEqualTypeOf<Page<ItemOf<Small['books']>>>();
  });

  it('calls actions by their addresses', () => {
    type Books = Small['books'];
    expectTypeOf<Books['put-aside']>().returns.resolves.toEqualTypeOf<{ at: string }>();
    expectTypeOf<Books['recent']>().returns.resolves.toEqualTypeOf<{ id: number }[]>();
    expectTypeOf<Books['price']>().parameter(1).toEqualTypeOf<Input<typeof AuthorSerializer>>();
    typesOf<Books>((books) => [
      books.recent({ query: { days: 7 }, signal: new AbortController().signal }),
      books.publish(1, { loudly: true }),
      // @ts-expect-error called by its own path
      books.putAside(1),
      // @ts-expect-error an address with arguments is for `request`
      books.byYear(),
      // @ts-expect-error which one?
      books.publish(),
      // @ts-expect-error what price?
      books.price(1),
    ]);
  });

  it('lets viewsets answer otherwise', () => {
    expectTypeOf<Small['authors']['list']>().returns.resolves.toEqualTypeOf<{ answered: { at: string } }>();
    expectTypeOf<Small['authors']['retrieve']>().returns.resolves.toEqualTypeOf<{ id: number; name: string }>();
  });

  it('is found below any prefix, and with names that the client has itself', () => {
    expectTypeOf<Deep['resources']['accounts']['retrieve']>().returns.resolves.toExtend<{ title: string }>();
    expectTypeOf<Deep['accounts']>().toEqualTypeOf<Small['accounts']>();
    expectTypeOf<keyof Client<ReturnType<typeof small>, 'v2/'>['resources']>().toEqualTypeOf<'books' | 'authors'>();
    expectTypeOf<keyof Client<ReturnType<typeof small>, 'v3/'>['resources']>().toEqualTypeOf<never>();
    expectTypeOf(createClient<ReturnType<typeof small>, 'v2/'>)
      .parameter(0)
      .toExtend<{ prefix?: 'v2/' } | undefined>();
  });
});
