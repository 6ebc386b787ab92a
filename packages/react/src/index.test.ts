/** The hooks with the real client of a real app: everything is inferred, nothing is `any`. */
import type { Client, ClientUser, CodeFlow } from '@fretwork/client';
import { describe, expectTypeOf, it } from 'vitest';
import type { app } from '../../../examples/bookshop/api/app.ts';
import {
  AuthProvider,
  fieldErrors,
  useAuth,
  useCreate,
  useDestroy,
  useInfiniteList,
  useList,
  usePartialUpdate,
  useRetrieve,
  useSessions,
  useUpdate,
} from './index.ts';

declare const api: Client<typeof app>;

describe('the hooks, with the client of the bookshop', () => {
  it('list', () => {
    const books = () => useList(api.books, { page: 2, search: 'river', price__lt: '20.00' }).data;
    const author = (data: NonNullable<ReturnType<typeof books>>) => data.results[0]?.author.name;
    expectTypeOf(books).returns.not.toBeAny();
    expectTypeOf(author).returns.toEqualTypeOf<string | undefined>();
    const tags = () => useList(api.tags).data?.map(({ name }) => name);
    expectTypeOf(tags).returns.toEqualTypeOf<string[] | undefined>();
    // @ts-expect-error no such filter
    () => useList(api.books, { publisher: 1 });
    // @ts-expect-error no such field
    (data: NonNullable<ReturnType<typeof books>>) => data.results[0]?.titel;
    // @ts-expect-error no such resource
    () => useList(api.films);
  });

  it('list page by page', () => {
    const pages = () => useInfiniteList(api.books, { ordering: '-price' }).data?.pages;
    const titles = (data: NonNullable<ReturnType<typeof pages>>) =>
      data.flatMap((page) => page.results.map(({ title }) => title));
    expectTypeOf(titles).returns.toEqualTypeOf<string[]>();
    // @ts-expect-error tags come all at once
    () => useInfiniteList(api.tags);
  });

  it('retrieve', () => {
    const book = () => useRetrieve(api.books, 1).data;
    expectTypeOf(book).returns.not.toBeAny();
    expectTypeOf((data: NonNullable<ReturnType<typeof book>>) => data.isClassic).returns.toEqualTypeOf<boolean>();
  });

  it('create', () => {
    const review = () => useCreate(api.reviews, { optimistic: (input, id) => ({ ...sample, ...input, id }) });
    () => review().mutate({ book: 1, stars: 5 });
    // @ts-expect-error stars are needed
    () => review().mutate({ book: 1 });
    // @ts-expect-error the name is the server's to say
    () => review().mutate({ book: 1, stars: 5, username: 'mia' });
    // @ts-expect-error orders are lists of lines
    () => useCreate(api.orders).mutate({ lines: 1 });
    // @ts-expect-error publishers are read only
    () => useCreate(api.publishers);
  });

  it('say what is wrong with each field', () => {
    const wrong = () => fieldErrors(null, api.reviews);
    expectTypeOf(() => wrong().stars).returns.toEqualTypeOf<readonly string[] | undefined>();
    // @ts-expect-error no such field
    () => wrong().starz;
    const order = () => fieldErrors(null, api.orders);
    expectTypeOf(() => order()['lines.0.quantity']).returns.toEqualTypeOf<readonly string[] | undefined>();
  });

  it('update and destroy', () => {
    () => usePartialUpdate(api.books).mutate({ id: 1, input: { price: '9.90' } });
    // @ts-expect-error replacing needs every field
    () => useUpdate(api.books).mutate({ id: 1, input: { price: '9.90' } });
    const priced = () =>
      usePartialUpdate(api.books, { optimistic: (book, { price }) => ({ ...book, price: price ?? book.price }) });
    expectTypeOf(priced).returns.not.toBeAny();
    () => useDestroy(api.books).mutate(1);
    // @ts-expect-error orders stay
    () => useDestroy(api.orders);
  });

  it('authenticate', () => {
    () => AuthProvider({ client: api });
    // @ts-expect-error no client
    () => AuthProvider({ client: api.books });
    const auth = () => useAuth<typeof api>();
    expectTypeOf(auth).returns.toHaveProperty('user').toEqualTypeOf<ClientUser<typeof app> | null>();
    expectTypeOf<ReturnType<typeof auth>['user']>().not.toBeAny();
    expectTypeOf((user: NonNullable<ReturnType<typeof auth>['user']>) => user.email).returns.toEqualTypeOf<string>();
    expectTypeOf(() =>
      auth().signUp({ email: 'mia@example.com', password: 'p' }),
    ).returns.resolves.toEqualTypeOf<CodeFlow>();
    // @ts-expect-error a name or an address
    () => auth().login({ password: 'p' });
    expectTypeOf(() => useSessions().sessions[0]?.isCurrent).returns.toEqualTypeOf<boolean | undefined>();
  });
});

declare const sample: Awaited<ReturnType<(typeof api)['reviews']['retrieve']>>;
