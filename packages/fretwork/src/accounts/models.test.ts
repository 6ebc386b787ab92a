/** The user model: Django's table, column by column. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineModels, type InstanceOf } from '../models/define-models.ts';
import { type User as AnyUser, accountModels } from './models.ts';

const { User } = defineModels(accountModels);

describe('User', () => {
  it("has Django's table and columns", () => {
    expect(User.meta.table).toBe('auth_user');
    expect(User.meta.columns.map(({ column }) => column).toSorted()).toEqual([
      'date_joined',
      'email',
      'first_name',
      'id',
      'is_active',
      'is_staff',
      'is_superuser',
      'last_login',
      'last_name',
      'password',
      'username',
    ]);
  });

  it('never offers password and last login for writing', () => {
    const hidden = User.meta.columns.filter(({ options }) => options.editable === false).map(({ name }) => name);
    expect(hidden.toSorted()).toEqual(['id', 'lastLogin', 'password']);
  });

  it('has typed objects', () => {
    expectTypeOf<InstanceOf<typeof User>['lastLogin']>().toEqualTypeOf<Date | null>();
    expectTypeOf<AnyUser['username']>().toEqualTypeOf<string>();
    expect(String(new User({ username: 'alice', password: '!' }))).toBe('alice');
    // @ts-expect-error a user has a name
    expect(new User({ password: '!' }).isActive).toBe(true);
  });
});
