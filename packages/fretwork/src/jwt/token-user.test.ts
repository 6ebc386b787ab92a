/** The user that a token makes. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { RequestUser } from '../http/user.ts';
import { TokenUser } from './token-user.ts';

const userOf = (payload: Record<string, unknown>, claim = 'user_id') =>
  new TokenUser({ payload, get: (name) => payload[name] }, claim);

describe('TokenUser', () => {
  it('is what the claims say, and no more', () => {
    const user = userOf({ sub: 'a-b', username: 'alice', is_staff: true, is_superuser: true }, 'sub');
    expect([user.id, user.pk, user.username, user.isStaff, user.isSuperuser]).toEqual([
      'a-b',
      'a-b',
      'alice',
      true,
      true,
    ]);
    expect(String(user)).toBe('TokenUser a-b');
    expectTypeOf(user).toExtend<RequestUser>();
  });

  it.each([{}, { username: 7, is_staff: 'true', is_superuser: 1 }])('has no rights by %j', (claims) => {
    const user = userOf(claims);
    expect([user.username, user.isStaff, user.isSuperuser, user.isActive, user.isAuthenticated]).toEqual([
      '',
      false,
      false,
      true,
      true,
    ]);
  });
});
