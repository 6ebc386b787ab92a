import { QueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, it } from 'vitest';
import { FakeClient, Shelf } from '../tests/shelf.ts';
import { AuthProvider } from './auth-provider.tsx';
import { useAuth } from './use-auth.ts';
import { useInfiniteList } from './use-infinite-list.ts';
import { useList } from './use-list.ts';
import { useRetrieve } from './use-retrieve.ts';
import { useSessions } from './use-sessions.ts';

function Page({ shelf }: { readonly shelf: Shelf }): ReactNode {
  const { status, user } = useAuth<FakeClient>();
  const queries = [useList(shelf, { page: 1 }), useInfiniteList(shelf), useRetrieve(shelf, 1)];
  const { sessions, isLoading } = useSessions();
  return JSON.stringify([status, user, ...queries.map((query) => query.status), sessions, isLoading]);
}

it('renders on a server as loading, and asks for nothing', async () => {
  const client = new FakeClient();
  // Whatever a process knows of one visitor, the page says nothing of it.
  client.session.signIn(1);
  const shelf = new Shelf();
  const html = renderToString(
    <AuthProvider client={client}>
      <Page shelf={shelf} />
    </AuthProvider>,
  );
  expect(html.replaceAll('&quot;', '"')).toBe('["loading",null,"pending","pending","pending",[],false]');
  await new Promise((settle) => setImmediate(settle));
  expect(shelf.answered).toEqual([]);
  expect(client.session.started).toBe(0);
  expect(client.session.listeners).toBe(0);
});

it('renders on a server what the cache was filled with', () => {
  const queryClient = new QueryClient();
  queryClient.setQueryData(['fretwork', 'books', 'list', {}], { results: ['from the server'] });
  const html = renderToString(
    <AuthProvider client={new FakeClient()} queryClient={queryClient}>
      <List shelf={new Shelf()} />
    </AuthProvider>,
  );
  expect(html).toBe('from the server');
});

function List({ shelf }: { readonly shelf: Shelf }): ReactNode {
  return String(useList(shelf).data?.results[0]);
}
