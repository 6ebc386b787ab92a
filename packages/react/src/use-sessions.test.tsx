import { createElement, type ReactNode } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { eventually, renderHook } from '../tests/render.ts';
import { FakeClient } from '../tests/shelf.ts';
import { AuthProvider } from './auth-provider.tsx';
import { useSessions } from './use-sessions.ts';

const within = (client: FakeClient) => (inside: ReactNode) => createElement(AuthProvider, { client }, inside);

describe('useSessions', () => {
  it('lists the logins of whoever is signed in', async () => {
    const client = new FakeClient();
    const list = vi.spyOn(client.accounts, 'sessions');
    const { session } = client;
    const sessions = renderHook(useSessions, within(client));
    expect(sessions.current).toMatchObject({ sessions: [], isLoading: false, error: null, ending: null });
    expect(list).not.toHaveBeenCalled();
    session.signIn(1);
    await eventually(() => expect(sessions.current.sessions).toEqual(client.logins));
    session.signOut();
    await eventually(() => expect(sessions.current.sessions).toEqual([]));
  });

  it('ends one, which leaves the list when it has ended', async () => {
    const client = new FakeClient();
    client.session.signIn(1);
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = vi.spyOn(client.accounts, 'endSession').mockReturnValue(promise);
    const sessions = renderHook(useSessions, within(client));
    await eventually(() => expect(sessions.current.sessions).toHaveLength(2));
    const ended = sessions.current.end('b');
    await eventually(() => expect(sessions.current.ending).toBe('b'));
    expect(sessions.current.sessions).toHaveLength(2);
    resolve();
    await ended;
    expect(end).toHaveBeenCalledExactlyOnceWith('b');
    await eventually(() => expect(sessions.current.sessions.map(({ id }) => id)).toEqual(['a']));
    expect(sessions.current.ending).toBeNull();
  });

  it('says why one could not be ended', async () => {
    const client = new FakeClient();
    client.session.signIn(1);
    const failure = new Error('away');
    vi.spyOn(client.accounts, 'endSession').mockRejectedValue(failure);
    const sessions = renderHook(useSessions, within(client));
    await eventually(() => expect(sessions.current.sessions).toHaveLength(2));
    await expect(sessions.current.end('b')).rejects.toBe(failure);
    await eventually(() => expect(sessions.current.error).toBe(failure));
    expect(sessions.current.sessions).toHaveLength(2);
  });
});
