import { createElement, type ReactNode } from 'react';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { eventually, renderHook } from '../tests/render.ts';
import { FakeClient, type FakeUser } from '../tests/shelf.ts';
import { AuthProvider } from './auth-provider.tsx';
import { useAuth } from './use-auth.ts';

const within = (client: FakeClient) => (inside: ReactNode) => createElement(AuthProvider, { client }, inside);

describe('useAuth', () => {
  it('follows the session', async () => {
    const client = new FakeClient();
    const auth = renderHook(() => useAuth<FakeClient>(), within(client));
    expect(auth.current).toMatchObject({ status: 'loading', user: null, reason: null });
    client.session.signIn(1);
    await eventually(() => expect(auth.current.status).toBe('signedIn'));
    expect(auth.current).toMatchObject({ user: { id: 1 }, reason: null });
    client.session.enter({ status: 'signedOut', reason: 'expired' });
    await eventually(() => expect(auth.current).toMatchObject({ status: 'signedOut', user: null, reason: 'expired' }));
  });

  it('calls the client, as its methods', async () => {
    const client = new FakeClient();
    const { current } = renderHook(() => useAuth<FakeClient>(), within(client));
    await current.signUp({ email: 'mia@example.com' });
    await current.verify({ flow: 'f', code: '123456' });
    await current.resend({ flow: 'f' });
    await current.login({ email: 'mia@example.com', password: 'p' });
    await current.logout();
    await current.logoutAll();
    expect(client.calls).toEqual([
      ['register', { email: 'mia@example.com' }],
      ['verify', { flow: 'f', code: '123456' }],
      ['resend', { flow: 'f' }],
      ['login', { email: 'mia@example.com', password: 'p' }],
      ['logout'],
      ['logoutAll'],
    ]);
  });

  it('keeps the identity of its functions', async () => {
    const client = new FakeClient();
    const auth = renderHook(() => useAuth<FakeClient>(), within(client));
    const { login, logout } = auth.current;
    client.session.signIn(1);
    await eventually(() => expect(auth.current.status).toBe('signedIn'));
    expect([auth.current.login, auth.current.logout]).toEqual([login, logout]);
    expect(auth.current.login).toBe(login);
  });

  it('has the types of the client', () => {
    const use = () => useAuth<FakeClient>();
    expectTypeOf(use).returns.toHaveProperty('login').toEqualTypeOf<FakeClient['login']>();
    expectTypeOf(use).returns.toHaveProperty('user').toEqualTypeOf<FakeUser | null>();
    const signedIn = (auth: ReturnType<typeof use>) => (auth.status === 'signedIn' ? auth.user : auth.reason);
    expectTypeOf(signedIn).returns.toEqualTypeOf<FakeUser | 'none' | 'signedOut' | 'expired' | null>();
    // @ts-expect-error there is no password
    () => use().login({ email: 'mia@example.com' });
  });
});
