/** Accounts over Django's user and over one of one's own, on both databases. */
import { afterAll, afterEach, beforeAll, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { ImproperlyConfigured, IntegrityError, ServiceUnavailable, ValidationError } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { Accounts } from './accounts.ts';
import { createSuperuser, createUser } from './create-user.ts';
import { accountModels } from './models.ts';
import { md5Hasher, pbkdf2Hasher } from './password-hashers.ts';
import { Passwords } from './passwords.ts';

const MEMBER_ID = '0b5c7d3e-5b8a-4a1e-9f43-2a6d0c1b7e55';
const models = defineModels({
  ...accountModels,
  Member: { id: f.uuid({ primaryKey: true }), email: f.email({ unique: true }), password: f.char({ maxLength: 128 }) },
});
const { Member, User } = models;

/** Fast, and the second hasher stands for an older way. */
const passwords = new Passwords({ hashers: [md5Hasher(), pbkdf2Hasher('sha256', 1_000)] });

describe.each(testDatabases)('Accounts on $name', ({ create }) => {
  const accounts = new Accounts(User, { passwords });
  const members = new Accounts(Member, { passwords });
  let opened: TestDatabase;

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
    await createUser(User, { username: 'alice', password: 'wonderland-42', email: 'Alice@EXAMPLE.org' }, { passwords });
    await createUser(User, { username: 'ghost', password: 'boo-boo-77', isActive: false }, { passwords });
    await createUser(User, { username: 'robot' }, { passwords });
    await members.createUser({ id: MEMBER_ID, email: 'mia@example.org', password: 'secret-1' });
  });
  afterAll(() => opened.drop());
  afterEach(() => vi.restoreAllMocks());

  const login = async (username: string, password: string) =>
    (await accounts.authenticate({ username, password }))?.username;

  it.each<[string, string, string | undefined]>([
    ['alice', 'wonderland-42', 'alice'],
    ['alice', 'Wonderland-42', undefined],
    ['alice', '', undefined],
    ['ALICE', 'wonderland-42', undefined],
    ['ghost', 'boo-boo-77', 'ghost'], // whether an inactive user may log in, the caller decides
    ['robot', '', undefined],
    ['robot', '!', undefined],
    ['nobody', 'wonderland-42', undefined],
    ['', '', undefined],
    ['alice\0', 'wonderland-42', undefined],
    ['\ud800', 'wonderland-42', undefined],
    ["alice' OR '1'='1", 'x', undefined],
    ['x'.repeat(100_000), 'x', undefined],
  ])('authenticates %j with %j as %s', async (username, password, expected) => {
    expect(await login(username, password)).toBe(expected);
  });

  it.each([
    ['alice', 'wrong'],
    ['ghost', 'wrong'],
    ['robot', 'x'],
    ['nobody', 'x'],
    ['nobody\0', 'x'],
  ])('spends one hash on %s with %s', async (username, password) => {
    const verify = vi.spyOn(passwords, 'verify');
    await accounts.authenticate({ username, password });
    expect(verify).toHaveBeenCalledTimes(1);
  });

  it('finds users by a claim, and nobody by what cannot be one', async () => {
    const alice = await User.objects.get({ username: 'alice' });
    expect((await accounts.findByField('id', String(alice.id)))?.username).toBe('alice');
    expect((await accounts.findByField('pk', String(alice.id)))?.username).toBe('alice');
    expect((await accounts.findByField('username', 'alice'))?.id).toBe(alice.id);
    const strange = [
      '',
      ' 1',
      '1 ',
      '01',
      '+1',
      '-1',
      '1.0',
      '1e0',
      '0x1',
      '٣',
      'abc',
      '__proto__',
      '999999',
      '9'.repeat(40),
      '1\0',
    ];
    for (const id of strange) expect(await accounts.findByField('id', id)).toBeNull();
    for (const id of strange) {
      const found = accounts.activeByField('id', id) as { exists(): Promise<boolean> } | undefined;
      expect(await found?.exists()).not.toBe(true);
    }
    for (const name of ['\0', '\udfff', 'nobody']) expect(await accounts.findByField('username', name)).toBeNull();
    await expect(accounts.findByField('uuid', '1')).rejects.toThrow(/`jwt\.userIdField` names 'uuid'/);
    await expect(accounts.findByField('isActive', 'true')).rejects.toThrow(ImproperlyConfigured);
  });

  it('makes of a user what a request needs', async () => {
    const user = await accounts.authenticate({ username: 'alice', password: 'wonderland-42' });
    expect(user).toMatchObject({
      isAuthenticated: true,
      isActive: true,
      isStaff: false,
      isSuperuser: false,
      username: 'alice',
    });
    expect(user).toBeInstanceOf(User);
  });

  it('encodes a password anew that was encoded in an older way', async () => {
    const older = await pbkdf2Hasher('sha256', 1_000).encode('of-old-1');
    await User.objects.create({ username: 'older', password: older });
    const user = await accounts.authenticate({ username: 'older', password: 'of-old-1' });
    const { password } = await User.objects.get({ username: 'older' });
    expect(password).toMatch(/^md5\$/);
    expect(Reflect.get(user ?? {}, 'password')).toBe(password);
    expect(await login('older', 'of-old-1')).toBe('older');
    expect((await User.objects.get({ username: 'older' })).password).toBe(password);
  });

  it('logs in all the same where there is no time to encode anew', async () => {
    const older = await pbkdf2Hasher('sha256', 1_000).encode('of-old-2');
    await User.objects.create({ username: 'older2', password: older });
    vi.spyOn(passwords, 'hash').mockRejectedValue(new ServiceUnavailable());
    expect(await login('older2', 'of-old-2')).toBe('older2');
    expect((await User.objects.get({ username: 'older2' })).password).toBe(older);
  });

  it('sets and takes away passwords', async () => {
    const user = await createUser(User, { username: 'carol', password: 'first-1' }, { passwords });
    expectTypeOf(user.lastLogin).toEqualTypeOf<Date | null>();
    await accounts.setPassword(user, 'second-2');
    expect([await login('carol', 'first-1'), await login('carol', 'second-2')]).toEqual([undefined, 'carol']);
    expect(await accounts.checkPassword(user, 'second-2')).toBe(true);
    await accounts.setPassword(user, null);
    expect(await login('carol', 'second-2')).toBeUndefined();
    expect((await User.objects.get({ username: 'carol' })).password).toMatch(/^![A-Za-z0-9]{40}$/);
  });

  it('writes the last login', async () => {
    const user = await accounts.authenticate({ username: 'alice', password: 'wonderland-42' });
    const at = new Date('2026-01-02T03:04:05Z');
    if (user !== null) await accounts.updateLastLogin(user, at);
    expect((await User.objects.get({ username: 'alice' })).lastLogin?.getTime()).toBe(at.getTime());
  });

  it('makes users with one spelling of name and domain', async () => {
    expect((await User.objects.get({ username: 'alice' })).email).toBe('Alice@example.org');
    const user = await createUser(User, { username: 'ｄａｖｅ', password: 'x' }, { passwords });
    expect(user.username).toBe('dave');
    await expect(createUser(User, { username: 'dave' }, { passwords })).rejects.toThrow(IntegrityError);
    await expect(createUser(User, { username: '' }, { passwords })).rejects.toThrow(ValidationError);
    // @ts-expect-error a user has a name
    await expect(createUser(User, { password: 'x' }, { passwords })).rejects.toThrow(ValidationError);
  });

  it('makes users who may do everything', async () => {
    const root = await createSuperuser(User, { username: 'root', password: 'x' }, { passwords });
    expect(root).toMatchObject({ isStaff: true, isSuperuser: true, isActive: true });
  });

  it('works with an e-mail address as the name and a UUID as the key', async () => {
    expect(members.usernameField).toBe('email');
    const mia = await members.authenticate({ username: 'mia@example.org', password: 'secret-1' });
    expect(mia).toMatchObject({
      id: MEMBER_ID,
      username: 'mia@example.org',
      isActive: true,
      isStaff: false,
      isAuthenticated: true,
    });
    expect((await members.findByField('id', MEMBER_ID.toUpperCase()))?.id).toBe(MEMBER_ID);
    for (const id of ['1', '', 'x'.repeat(36), `${MEMBER_ID}\0`])
      expect(await members.findByField('id', id)).toBeNull();
    if (mia !== null) await members.updateLastLogin(mia, new Date()); // there is no such field, and no harm
    expect(
      await members.createSuperuser({ id: '0b5c7d3e-5b8a-4a1e-9f43-2a6d0c1b7e56', email: 'max@example.org' }),
    ).toMatchObject({
      isSuperuser: false,
    });
  });
});

it('wants the field that users log in with', () => {
  expect(() => new Accounts(User, { usernameField: 'handle' })).toThrow(/User has no field 'handle'/);
});
