/** The models of permissions: Django's tables. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { accountModels } from '../accounts/models.ts';
import { defineModels, type InstanceOf } from '../models/define-models.ts';
import { type Group as AnyGroup, type Permission as AnyPermission, groupModels, groupModelsFor } from './models.ts';

const models = defineModels({ ...accountModels, ...groupModels });
const { Group, Permission, User } = models;

describe('groupModels', () => {
  it("have Django's tables and columns, but for the content type", () => {
    const columns = Object.fromEntries(
      [...Group.meta.registry.models.values()].map(({ table, columns }) => [
        table,
        columns.map(({ column }) => column).join(' '),
      ]),
    );
    expect(columns).toMatchObject({
      auth_group: 'id name',
      auth_permission: 'id name model codename',
      auth_group_permissions: 'id group_id permission_id',
      auth_user_groups: 'id group_id user_id',
      auth_user_user_permissions: 'id permission_id user_id',
    });
  });

  it('are typed from both sides', () => {
    const user = new User({ username: 'alice', password: '!' });
    expectTypeOf<Parameters<typeof user.related>[0]>().toEqualTypeOf<'groups' | 'userPermissions'>();
    expectTypeOf<InstanceOf<typeof Group>['name']>().toEqualTypeOf<string>();
    expectTypeOf<AnyGroup['name']>().toEqualTypeOf<string>();
    expectTypeOf<AnyPermission['codename']>().toEqualTypeOf<string>();
    expect(String(new Group({ name: 'editors' }))).toBe('editors');
    expect(String(new Permission({ name: 'Can add book', model: 'book', codename: 'add_book' }))).toBe(
      'book | Can add book',
    );
    // @ts-expect-error a group has a name
    expect(new Group({}).name).toBe('');
  });

  it('need their user model', () => {
    // @ts-expect-error there is no User
    expect(() => defineModels(groupModels)).toThrow(/"User"/);
    // @ts-expect-error there is no Member
    expect(() => defineModels({ ...accountModels, ...groupModelsFor('Member') })).toThrow(/"Member"/);
  });
});
