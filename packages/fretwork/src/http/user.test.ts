/** Nobody. */
import { expect, it } from 'vitest';
import { AnonymousUser } from './user.ts';

it('is nobody', () => {
  const { id, isAuthenticated, isStaff, isSuperuser, isActive, username } = new AnonymousUser();
  expect([id, isAuthenticated, isStaff, isSuperuser, isActive, username]).toEqual([
    null,
    false,
    false,
    false,
    false,
    '',
  ]);
  expect(String(new AnonymousUser())).toBe('AnonymousUser');
});
