import { QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { createElement, Fragment, type ReactNode, useState } from 'react';
import { describe, expect, it } from 'vitest';
import { eventually, renderHook, withCache } from '../tests/render.ts';
import { FakeClient, Shelf } from '../tests/shelf.ts';
import { AuthProvider } from './auth-provider.tsx';
import { useAuth } from './use-auth.ts';
import { useCreate } from './use-create.ts';
import { useList } from './use-list.ts';

const within =
  (client: FakeClient, queryClient?: QueryClient) =>
  (inside: ReactNode): ReactNode =>
    createElement(AuthProvider, { client, queryClient }, inside);

describe('AuthProvider', () => {
  it('starts the session, listens as long as it is there, and no longer', async () => {
    const client = new FakeClient();
    const auth = renderHook(() => useAuth<FakeClient>(), within(client));
    expect(auth.current.status).toBe('loading');
    await eventually(() => expect(client.session.started).toBeGreaterThan(0));
    client.session.signIn(7);
    await eventually(() => expect(auth.current.user).toEqual({ id: 7, email: '7@example.com' }));
    auth.unmount();
    await eventually(() => expect(client.session.listeners).toBe(0));
  });

  it('uses the cache that it is given, the one around, or one of its own', () => {
    const given = new QueryClient();
    const around = new QueryClient();
    const client = new FakeClient();
    expect(renderHook(useQueryClient, within(client, given)).current).toBe(given);
    expect(renderHook(useQueryClient, (hook) => withCache(around)(within(client)(hook))).current).toBe(around);
    const own = renderHook(useQueryClient, within(client));
    expect(own.current).toBeInstanceOf(QueryClient);
    expect(new Set(own.all).size).toBe(1);
  });

  it('keeps what was asked for while nobody was known yet', async () => {
    const client = new FakeClient();
    const shelf = new Shelf();
    const list = renderHook(() => useList(shelf), within(client));
    await eventually(() => expect(list.current.isSuccess).toBe(true));
    client.session.signIn(1);
    await eventually(() => expect(client.session.state.status).toBe('signedIn'));
    expect(list.current.data?.count).toBe(5);
    expect(shelf.answered).toEqual(['list {}']);
  });

  it('keeps the cache while the same user goes on', async () => {
    const client = new FakeClient();
    client.session.signIn(1);
    const shelf = new Shelf();
    const list = renderHook(() => ({ ...useList(shelf), ...useAuth<FakeClient>() }), within(client));
    await eventually(() => expect(list.current.isSuccess).toBe(true));
    client.session.enter({ status: 'signedIn', user: { id: 1, email: 'new@example.com' } });
    await eventually(() => expect(list.current.user?.email).toBe('new@example.com'));
    expect(shelf.answered).toEqual(['list {}']);
  });

  it.each([
    ['signs out', (client: FakeClient) => client.session.signOut()],
    ['is another one', (client: FakeClient) => client.session.signIn(2)],
    ['is not known any more', (client: FakeClient) => client.session.enter({ status: 'unknown' })],
  ])('empties the cache when the user %s, before anything is rendered again', async (_what, change) => {
    const client = new FakeClient();
    client.session.signIn(1);
    const cache = new QueryClient();
    cache.setQueryData(['mine'], 'private');
    const shown = renderHook(
      () => ({
        ...useAuth<FakeClient>(),
        mine: useQuery({ queryKey: ['diary'], queryFn: () => client.session.state }),
      }),
      within(client, cache),
    );
    await eventually(() => expect(shown.current.mine.isSuccess).toBe(true));
    change(client);
    await eventually(() => expect(shown.current.mine.data).toBe(client.session.state));
    expect(cache.getQueryData(['mine'])).toBeUndefined();
    const rendered = shown.all.map(({ user, mine }) => [
      user?.id,
      mine.data?.status === 'signedIn' && mine.data.user.id,
    ]);
    // Nothing of one user was ever shown to the next.
    expect(rendered.filter(([user, diary]) => diary !== false && diary !== user)).toEqual([]);
  });

  it('does not ask again for what leaves the screen with its user', async () => {
    const client = new FakeClient();
    client.session.signIn(1);
    const shelf = new Shelf();
    const auth = renderHook(
      () => useAuth<FakeClient>(),
      (hook) => within(client)(createElement(Fragment, {}, createElement(Private, { shelf }), hook)),
    );
    await eventually(() => expect(shelf.answered).toEqual(['list {}']));
    client.session.signOut();
    await eventually(() => expect(auth.current.status).toBe('signedOut'));
    await new Promise((settle) => setImmediate(settle));
    expect([...shelf.answered, ...shelf.aborted.slice(1)]).toEqual(['list {}']);
  });

  it('drops an answer that comes for the former user', async () => {
    const client = new FakeClient();
    client.session.signIn(1);
    const shelf = new Shelf();
    const release = shelf.hold();
    // A request that cannot be aborted: its answer comes, whatever happens.
    const late = { path: 'books', list: () => shelf.list() };
    const list = renderHook(() => useList(late), within(client));
    await eventually(() => expect(list.current.fetchStatus).toBe('fetching'));
    const letNext = shelf.hold();
    client.session.signOut();
    release();
    await eventually(() => expect(shelf.answered.length).toBeGreaterThan(0));
    await new Promise((settle) => setImmediate(settle));
    expect(list.current.data).toBeUndefined();
    letNext();
    await eventually(() => expect(list.current.isSuccess).toBe(true));
  });

  it("takes no change back into the next user's lists", async () => {
    const client = new FakeClient();
    client.session.signIn(1);
    const shelf = new Shelf();
    const shown = renderHook(() => {
      const [optimistic] = useState(() => (input: { readonly title: string }) => ({ id: 3, ...input }));
      return { list: useList(shelf), create: useCreate(shelf, { optimistic }) };
    }, within(client));
    await eventually(() => expect(shown.current.list.isSuccess).toBe(true));
    shelf.failure = new Error('refused');
    const release = shelf.hold();
    shown.current.create.mutate({ title: 'Private' });
    await eventually(() => expect(shown.current.list.data?.results[0]?.title).toBe('Private'));
    shelf.failure = null;
    shelf.hold()();
    shelf.books = [{ id: 3, title: "The next user's" }];
    client.session.signIn(2);
    await eventually(() => expect(shown.current.list.data?.results[0]?.title).toBe("The next user's"));
    shelf.hold();
    release();
    await eventually(() => expect(shelf.answered).toContain('create {"title":"Private"}'));
    await new Promise((settle) => setImmediate(settle));
    // Taking it back would have removed number 3.
    expect(shown.current.list.data?.results).toEqual([{ id: 3, title: "The next user's" }]);
  });

  it('tells users without an id apart', async () => {
    const client = new FakeClient();
    const enter = (user: unknown) => client.session.enter({ status: 'signedIn', user: user as never });
    enter({ email: 'a@example.com' });
    const shelf = new Shelf();
    const list = renderHook(() => useList(shelf), within(client));
    await eventually(() => expect(list.current.isSuccess).toBe(true));
    enter({ email: 'b@example.com' });
    await eventually(() => expect(shelf.answered).toEqual(['list {}', 'list {}']));
  });
});

function Private({ shelf }: { readonly shelf: Shelf }): ReactNode {
  const { status } = useAuth();
  return status === 'signedIn' ? createElement(PrivateList, { shelf }) : null;
}

function PrivateList({ shelf }: { readonly shelf: Shelf }): null {
  useList(shelf);
  return null;
}
