/** hasPermission: what the tables grant, on both databases, and what other backends add. */
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { createUser } from '../accounts/create-user.ts';
import { accountModels, emailUserFields } from '../accounts/models.ts';
import { md5Hasher } from '../accounts/password-hashers.ts';
import { Passwords } from '../accounts/passwords.ts';
import { type AppOptions, createApp } from '../app.ts';
import { ImproperlyConfigured } from '../errors.ts';
import { Request } from '../http/request.ts';
import { AnonymousUser, type RequestUser } from '../http/user.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels, type InstanceOf } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { defineSettings } from '../settings/settings.ts';
import { assertNumQueries } from '../testing/assert-num-queries.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { hasPermission, modelBackend, type PermissionBackend, permissionsOf } from './has-permission.ts';
import { groupModels, groupModelsFor } from './models.ts';
import { syncPermissions } from './sync-permissions.ts';

const models = defineModels({ ...accountModels, ...groupModels, Book: { title: f.char({ maxLength: 200 }) } });
const { Group, Permission, User } = models;
const passwords = new Passwords({ hashers: [md5Hasher()] });
const asUser = (user: object) => user as unknown as RequestUser;

describe.each(testDatabases)('hasPermission on $name', ({ create }) => {
  let opened: TestDatabase;
  const users: Record<string, InstanceOf<typeof User>> = {};
  const named = (name: string) => (name === 'nobody' ? new AnonymousUser() : asUser(users[name] as object));

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
    await syncPermissions(models);
    for (const username of ['own', 'member', 'both', 'none'])
      users[username] = await createUser(User, { username }, { passwords });
    users.root = await createUser(User, { username: 'root', isSuperuser: true }, { passwords });
    users.gone = await createUser(User, { username: 'gone', isActive: false }, { passwords });
    users.goneRoot = await createUser(
      User,
      { username: 'goneRoot', isActive: false, isSuperuser: true },
      { passwords },
    );
    const change = await Permission.objects.get({ codename: 'change_book' });
    const add = await Permission.objects.get({ codename: 'add_book' });
    const editors = await Group.objects.create({ name: 'editors' });
    await editors.related('permissions').add(change);
    const others = await Group.objects.create({ name: 'others' });
    await others.related('permissions').add(await Permission.objects.get({ codename: 'delete_book' }));
    for (const name of ['own', 'both', 'gone']) await users[name]?.related('userPermissions').add(add);
    for (const name of ['member', 'both', 'gone']) await users[name]?.related('groups').add(editors);
  });
  afterAll(() => opened.drop());

  const ADD = ['add_book'];
  const CHANGE = ['change_book'];
  it.each<[string, string | readonly string[], boolean]>([
    ['own', 'add_book', true],
    ['own', CHANGE, false],
    ['member', 'change_book', true],
    ['member', ADD, false],
    ['both', [...ADD, ...CHANGE], true],
    ['own', [...ADD, ...CHANGE], false],
    ['both', 'delete_book', false],
    ['both', 'ADD_BOOK', false],
    ['both', '', false],
    ['both', '__proto__', false],
    ['none', 'view_book', false],
    ['none', [], true],
    ['root', 'change_book', true],
    ['root', 'no_such_thing', true],
    ['gone', 'change_book', false],
    ['goneRoot', 'change_book', false],
    ['nobody', 'change_book', false],
    ['nobody', [], true],
  ])('of %s for %j is %s', async (name, permissions, expected) => {
    expect(await hasPermission(named(name), permissions)).toBe(expected);
  });

  it('lists what the tables grant', async () => {
    expect([...(await permissionsOf(named('both')))].sort()).toEqual(['add_book', 'change_book']);
    expect(await permissionsOf(named('gone'))).toEqual(new Set());
    expect(await permissionsOf(named('nobody'))).toEqual(new Set());
    expectTypeOf(permissionsOf).returns.resolves.toEqualTypeOf<ReadonlySet<string>>();
  });

  it('grants nothing about a single object', async () => {
    expect(await hasPermission(named('both'), 'add_book', { pk: 1 })).toBe(false);
    expect(await hasPermission(named('root'), 'add_book', { pk: 1 })).toBe(true);
  });

  const appWith = (permissionBackends?: readonly PermissionBackend[]) => {
    const settings = defineSettings({ secretKey: 'x'.repeat(20), permissionBackends });
    const options: AppOptions<[]> = { settings, models, urls: [], databases: { default: opened.database } };
    return createApp(options);
  };
  const requestOf = (user: RequestUser, app = appWith()) => {
    const request = new Request(new globalThis.Request('http://testserver/'), { app });
    request.user = user;
    return request;
  };

  it('reads once for a request, and anew for the next and for another user', async () => {
    const request = requestOf(named('both'));
    await assertNumQueries(1, async () => {
      await Promise.all([hasPermission(request, ADD), hasPermission(request, CHANGE), hasPermission(request, 'x')]);
      await permissionsOf(request);
    });
    await assertNumQueries(0, () => hasPermission(requestOf(named('root')), ADD));
    request.user = named('none');
    expect(await hasPermission(request, ADD)).toBe(false);

    const member = requestOf(named('member'));
    expect(await hasPermission(member, CHANGE)).toBe(true);
    await users.member?.related('groups').clear();
    expect(await hasPermission(member, CHANGE)).toBe(true);
    expect(await hasPermission(requestOf(named('member')), CHANGE)).toBe(false);
    expect(await hasPermission(named('member'), CHANGE)).toBe(false);
    await users.member?.related('groups').add(await Group.objects.get({ name: 'editors' }));
  });

  it('asks the backends of the app in turn, until one agrees', async () => {
    const asked: unknown[] = [];
    const mine: PermissionBackend = {
      hasPermission({ user, permission, object, request }) {
        asked.push([user.username, permission, object, request instanceof Request]);
        return object === 'mine';
      },
    };
    const app = appWith([modelBackend, mine]);
    expect(await hasPermission(requestOf(named('both'), app), ADD)).toBe(true);
    expect(asked).toEqual([]);
    expect(await hasPermission(requestOf(named('none'), app), ADD, 'mine')).toBe(true);
    expect(await hasPermission(requestOf(named('none'), app), ADD, 'yours')).toBe(false);
    expect(asked).toEqual([
      ['none', 'add_book', 'mine', true],
      ['none', 'add_book', 'yours', true],
    ]);
    expect(await hasPermission(requestOf(named('gone'), app), ADD, 'mine')).toBe(false);
    expect(await hasPermission(requestOf(new AnonymousUser(), app), ADD, 'mine')).toBe(false);
    expect(await hasPermission(requestOf(named('both'), appWith([])), ADD)).toBe(false);
    expect(asked).toHaveLength(2);
    // @ts-expect-error a backend is asked `hasPermission`
    expect(() => appWith([{ hasPerm: () => true }])).not.toThrow();
  });
});

describe('users of other models', () => {
  it.each(testDatabases)('have groups too, with keys of any kind, on $name', async ({ create }) => {
    const own = defineModels({
      ...groupModelsFor('Member'),
      Member: model({ ...emailUserFields, id: f.uuid({ primaryKey: true, default: () => crypto.randomUUID() }) }),
    });
    const { Group, Member, Permission } = own;
    const opened = await create();
    try {
      await createTables(opened.database, own);
      bindDatabases(own, { default: opened.database });
      await syncPermissions(own);
      const mia = await createUser(Member, { email: 'mia@example.org' }, { passwords });
      const group = await Group.objects.create({ name: 'admins' });
      await group.related('users').add(mia);
      await group.related('permissions').add(await Permission.objects.get({ codename: 'view_member' }));
      expect(await hasPermission(asUser(mia), 'view_member')).toBe(true);
      expect(await hasPermission(asUser(mia), 'add_member')).toBe(false);
      expect(await Member.objects.filter({ groups: { name: 'admins' } }).count()).toBe(1);
    } finally {
      await opened.drop();
    }
  });

  it('are told what to add where there are no groups', async () => {
    const { User } = defineModels(accountModels);
    const user = asUser(new User({ username: 'x', password: '' }));
    await expect(hasPermission(Object.assign(user, { pk: 1 }), 'x')).rejects.toThrow(/add `\.\.\.groupModels`/);
    const { Member } = defineModels({
      Member: model({ email: f.email(), isActive: f.boolean({ default: true }) }),
      Permission: { name: f.char({ maxLength: 10 }) },
    });
    await expect(hasPermission(asUser(new Member({ email: 'x' })), 'x')).rejects.toThrow(ImproperlyConfigured);
    await expect(hasPermission(asUser(new Member({ email: 'x' })), 'x')).rejects.toThrow(/groupModelsFor\('Member'\)/);
  });
});
