/** The user model: Django's table, column by column. */
import { inspect } from 'node:util';
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

  it('never sends the password, nor offers the last login for writing', () => {
    const names = (option: 'editable' | 'secret', value: boolean) =>
      User.meta.columns.filter(({ options }) => options[option] === value).map(({ name }) => name);
    expect(names('secret', true)).toEqual(['password']);
    expect(names('editable', false).toSorted()).toEqual(['id', 'lastLogin']);
    const user = new User({ username: 'alice', password: 'md5$salt$hash' });
    expect(`${JSON.stringify(user)} ${inspect(user)}`).not.toMatch(/hash|password/);
    // @ts-expect-error it is not there
    expect(user.toJSON().password).toBeUndefined();
    expectTypeOf(user.toJSON().username).toEqualTypeOf<string>();
  });

  it('has typed objects', () => {
    expectTypeOf<InstanceOf<typeof User>['lastLogin']>().toEqualTypeOf<Date | null>();
    expectTypeOf<AnyUser['username']>().toEqualTypeOf<string>();
    expect(String(new User({ username: 'alice', password: '!' }))).toBe('alice');
    // @ts-expect-error a user has a name
    expect(new User({ password: '!' }).isActive).toBe(true);
  });
});
