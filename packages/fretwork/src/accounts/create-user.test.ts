/** Users made by code, and the accounts of an app; `accounts.test.ts` has what becomes of them. */
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels, type InstanceOf } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { sqliteMemory, type TestDatabase } from '../testing/databases.ts';
import { accountsOf, createSuperuser, createUser } from './create-user.ts';
import { accountModels } from './models.ts';
import { md5Hasher } from './password-hashers.ts';
import { Passwords } from './passwords.ts';

const models = defineModels({
  ...accountModels,
  Member: { email: f.email({ unique: true }), password: f.char({ maxLength: 128 }), age: f.integer() },
  Note: { text: f.text() },
});
const { Member, User } = models;
const passwords = new Passwords({ hashers: [md5Hasher()] });

describe('createUser and createSuperuser', () => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await sqliteMemory.create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
  });
  afterAll(() => opened.drop());

  it('make typed objects of the model, with a hashed password', async () => {
    const user = await createUser(User, { username: 'alice', password: 'wonderland-42' }, { passwords });
    expectTypeOf(user).toEqualTypeOf<InstanceOf<typeof User>>();
    expect(user.password).toMatch(/^md5\$/);
    expect([user.isStaff, user.isSuperuser]).toEqual([false, false]);
    const root = await createSuperuser(User, { username: 'root' }, { passwords });
    expect([root.isStaff, root.isSuperuser]).toEqual([true, true]);
    expect(root.password).toMatch(/^!/);
  });

  it('encode with argon2id where nothing else is said', async () => {
    expect((await createUser(User, { username: 'bob', password: 'x' })).password).toMatch(/^argon2\$argon2id\$/);
  });

  it('ask for the fields of the model', async () => {
    expect((await createUser(Member, { email: 'mia@example.org', age: 42 }, { passwords })).age).toBe(42);
    // @ts-expect-error a member has an age
    await expect(createUser(Member, { email: 'max@example.org' }, { passwords })).rejects.toThrow();
  });
});

describe('accountsOf', () => {
  it('finds the user model of an app by its key', () => {
    expect(accountsOf(models, 'Member').usernameField).toBe('email');
    expect(accountsOf(models).usernameField).toBe('username');
    expect(() => accountsOf(models, 'Nobody')).toThrow(/`userModel` names 'Nobody'/);
    expect(() => accountsOf(models, 'toString')).toThrow(ImproperlyConfigured);
    expect(() => accountsOf(models, 'Note')).toThrow(/Note has no field 'email'/);
  });
});
