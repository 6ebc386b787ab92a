/** What becomes of a session while a request lasts. */
import { describe, expect, it } from 'vitest';
import { AnonymousUser, type RequestUser } from '../http/user.ts';
import { DatabaseSession, type SessionKeeper } from './database-session.ts';
import type { SessionRow } from './models.ts';

const userOf = (id: number): RequestUser => ({ ...new AnonymousUser(), id, isAuthenticated: true });
const row = (userId: string | null, data = {}) =>
  ({ keyHash: 'k', userId, authHash: userId && `hash-${userId}`, data }) as unknown as SessionRow;

function sessionOf(of: SessionRow | null) {
  const removed: string[] = [];
  const keeper: SessionKeeper = {
    remove: async (keyHash) => void removed.push(keyHash),
    begin: async (user) => ({ userId: String(user.id), authHash: `hash-${user.id}` }),
    findUser: async ({ userId }) => userOf(Number(userId)),
  };
  return { session: new DatabaseSession(of, keeper), removed };
}

describe('DatabaseSession', () => {
  it('reads what the row has, and is unchanged', () => {
    const { session } = sessionOf(row('7', { items: 2, nothing: null }));
    expect([session.userId, session.get('items'), session.get('nothing'), session.get('other')]).toEqual([
      '7',
      2,
      null,
      undefined,
    ]);
    expect([...session.keys()]).toEqual(['items', 'nothing']);
    expect([session.isEmpty, session.isChanged, session.isRenewed, session.isNewLogin]).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it.each(['__proto__', 'constructor', 'toString', ''])('keeps %j as a name like any other', (name) => {
    const { session } = sessionOf(null);
    expect([session.has(name), session.get(name)]).toEqual([false, undefined]);
    session.set(name, { admin: true });
    expect(JSON.parse(JSON.stringify(session.toData()))).toEqual(
      JSON.parse(`{${JSON.stringify(name)}:{"admin":true}}`),
    );
    const again = sessionOf(row(null, JSON.parse(JSON.stringify(session.toData())))).session;
    expect([again.get(name), again.get('admin')]).toEqual([{ admin: true }, undefined]);
  });

  it('knows whether it was changed, and whether anything is left', () => {
    const { session } = sessionOf(row(null, { a: 1 }));
    expect([session.delete('b'), session.isChanged]).toEqual([false, false]);
    expect([session.delete('a'), session.isChanged, session.isEmpty]).toEqual([true, true, true]);
    expect(sessionOf(null).session.isEmpty).toBe(true);
  });

  it('logs in under a new key, keeping what nobody or the same user left', async () => {
    for (const before of [null, '7']) {
      const { session, removed } = sessionOf(row(before, { a: 1 }));
      await session.logIn(userOf(7));
      expect([session.userId, session.get('a'), session.isRenewed, session.isNewLogin]).toEqual(['7', 1, true, true]);
      expect(removed).toEqual([]);
      expect((await session.getUser())?.id).toBe(7);
    }
  });

  it('forgets what another user left, at once', async () => {
    const { session, removed } = sessionOf(row('7', { a: 1 }));
    await session.logIn(userOf(8));
    expect([session.userId, session.get('a'), session.row, removed]).toEqual(['8', undefined, null, ['k']]);
  });

  it('is nobody once it was flushed', async () => {
    const { session, removed } = sessionOf(row('7', { a: 1 }));
    await session.flush();
    await session.flush();
    expect([session.userId, session.isEmpty, session.row, removed]).toEqual([null, true, null, ['k']]);
    expect(await session.getUser()).toBeNull();
  });

  it('takes a row without its hash for nobody', () => {
    expect(sessionOf({ ...row('7'), authHash: null } as SessionRow).session.userId).toBeNull();
  });
});
