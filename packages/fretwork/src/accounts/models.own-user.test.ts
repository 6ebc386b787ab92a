/** User models of one's own, from the login to the profile, on both databases: with e-mail addresses and UUIDs, and extended. */
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { createApp } from '../app.ts';
import type { Request } from '../http/request.ts';
import { Response } from '../http/response.ts';
import { JWTAuthentication } from '../jwt/jwt-authentication.ts';
import { jwtModels } from '../jwt/models.ts';
import { TokenObtainPairView, TokenRefreshView } from '../jwt/views.ts';
import { createTables } from '../migrations/create-tables.ts';
import { defineModels, type InstanceOf } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { ModelPermissions } from '../permissions/model-permissions.ts';
import { groupModels, groupModelsFor } from '../permissions/models.ts';
import { IsAuthenticated } from '../permissions/permissions.ts';
import { syncPermissions } from '../permissions/sync-permissions.ts';
import { path, urlpatterns } from '../routers/path.ts';
import type { Representation } from '../serializers/callable.ts';
import { modelSerializer } from '../serializers/model-serializer.ts';
import { defineSettings } from '../settings/settings.ts';
import { APIClient } from '../testing/api-client.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { APIView } from '../views/api-view.ts';
import { ListAPIView } from '../views/generics.ts';
import { createSuperuser, createUser } from './create-user.ts';
import { emailUserFields, userFields, userModel } from './models.ts';
import { md5Hasher } from './password-hashers.ts';
import { Passwords } from './passwords.ts';

const passwords = new Passwords({ hashers: [md5Hasher()] });
const secretKey = 'a secret of thirty-two characters';

describe.each(testDatabases)('a user who logs in with an e-mail address, on $name', ({ create }) => {
  const models = defineModels({
    ...jwtModels,
    ...groupModelsFor('Member'),
    Member: model(
      {
        id: f.uuid({ primaryKey: true, default: () => crypto.randomUUID() }),
        ...emailUserFields,
        nickname: f.char({ maxLength: 50, blank: true }),
      },
      { str: ({ email }) => email },
    ),
  });
  const { Group, Member, Permission } = models;
  const MemberSerializer = modelSerializer(Member, {
    fields: ['id', 'email', 'nickname', 'isStaff'],
    readOnlyFields: ['email', 'isStaff'],
  });

  class Me extends APIView {
    override authenticationClasses = [JWTAuthentication];
    override permissionClasses = [IsAuthenticated];
    override async get(request: Request) {
      return new Response(await MemberSerializer({ instance: request.user }).data);
    }
    override async patch(request: Request) {
      const instance = await Member.objects.get({ id: String(request.user.id) });
      const serializer = MemberSerializer({ instance, data: await request.data, partial: true });
      await serializer.isValid({ raiseException: true });
      await serializer.save();
      return new Response(await serializer.data);
    }
  }
  class MayView extends ModelPermissions {
    override readonly permsMap = { GET: ['view_{model}'] };
  }
  class Members extends ListAPIView {
    override authenticationClasses = [JWTAuthentication];
    override permissionClasses = [MayView];
    override queryset = Member.objects;
    override serializerClass = MemberSerializer;
  }

  let opened: TestDatabase;
  let client: APIClient;
  let mia: InstanceOf<typeof Member>;
  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    const app = createApp({
      settings: defineSettings({ secretKey, userModel: 'Member', jwt: { rotateRefreshTokens: true } }),
      models,
      databases: { default: opened.database },
      passwords,
      urls: urlpatterns(
        path('token/', TokenObtainPairView),
        path('token/refresh/', TokenRefreshView),
        path('me/', Me),
        path('members/', Members),
      ),
    });
    client = new APIClient(app);
    await syncPermissions(models);
    mia = await createUser(Member, { email: 'Mia@EXAMPLE.org', password: 'secret-1', nickname: 'Mi' }, { passwords });
    await createUser(Member, { email: 'gone@example.org', password: 'secret-2', isActive: false }, { passwords });
    await createSuperuser(Member, { email: 'root@example.org', password: 'secret-3' }, { passwords });
  });
  afterAll(() => opened.drop());

  const obtain = (email: string, password: string) => client.post('/token/', { email, password });
  const me = (access: unknown, method = 'GET', data?: object) =>
    client.request(method, '/me/', data, { headers: { authorization: `Bearer ${access}` } });

  it('obtains tokens, refreshes them, and is known by them', async () => {
    const { status, data: pair } = await obtain('Mia@example.org', 'secret-1');
    expect(status).toBe(200);
    const { access, refresh } = pair as { readonly access: string; readonly refresh: string };
    const profile = { id: mia.id, email: 'Mia@example.org', nickname: 'Mi', isStaff: false };
    expect((await me(access)).data).toEqual(profile);
    const renewed = await client.post('/token/refresh/', { refresh });
    expect(renewed.status).toBe(200);
    expect((await me((renewed.data as { readonly access: string }).access)).data).toEqual(profile);
    expect((await me(access, 'PATCH', { nickname: 'Mimi', email: 'x@y.z', isStaff: true })).data).toEqual({
      ...profile,
      nickname: 'Mimi',
    });
    expect((await me(refresh)).status).toBe(401);
    await Member.objects.filter({ id: mia.id }).update({ isActive: false });
    expect((await me(access)).status).toBe(401);
    await Member.objects.filter({ id: mia.id }).update({ isActive: true, nickname: 'Mi' });
  });

  it.each([
    ['a wrong password', 'Mia@example.org', 'secret-2'],
    ['nobody', 'nobody@example.org', 'secret-1'],
    ['an inactive user', 'gone@example.org', 'secret-2'],
    ['a null character', 'Mia@example.org\0', 'secret-1'],
  ])('refuses %s', async (_, email, password) => {
    expect((await obtain(email, password)).status).toBe(email.includes('\0') ? 400 : 401);
  });

  it('asks for the e-mail address, and for no name', async () => {
    expect(await client.post('/token/', { username: 'Mia@example.org', password: 'secret-1' })).toMatchObject({
      status: 400,
      data: { email: ['This field is required.'] },
    });
  });

  it('has permissions by groups', async () => {
    const list = async (email: string, password: string) => {
      const { access } = (await obtain(email, password)).data as { readonly access: string };
      return (await client.get('/members/', { headers: { authorization: `Bearer ${access}` } })).status;
    };
    expect(await list('Mia@example.org', 'secret-1')).toBe(403);
    expect(await list('root@example.org', 'secret-3')).toBe(200);
    const group = await Group.objects.create({ name: 'readers' });
    await group.related('permissions').add(await Permission.objects.get({ codename: 'view_member' }));
    await mia.related('groups').add(group);
    expect(await list('Mia@example.org', 'secret-1')).toBe(200);
  });

  it('is typed', async () => {
    expectTypeOf(mia.id).toEqualTypeOf<string>();
    expectTypeOf(mia.lastLogin).toEqualTypeOf<Date | null>();
    expectTypeOf<Representation<typeof MemberSerializer>>().toEqualTypeOf<{
      id: string;
      email: string;
      nickname: string;
      isStaff: boolean;
    }>();
    expect(String(mia)).toBe('Mia@example.org');
    // @ts-expect-error a member has no username
    await expect(createUser(Member, { username: 'x' }, { passwords })).rejects.toMatchObject({
      messages: { email: ['The given email must be set'] },
    });
    // @ts-expect-error the password never leaves
    expect(mia.toJSON().password).toBeUndefined();
  });
});

describe('userModel', () => {
  const { Group, Team, User } = defineModels({
    ...groupModels,
    Team: { name: f.char({ maxLength: 50 }) },
    User: userModel({
      nickname: f.char({ maxLength: 50 }),
      team: f.foreignKey('Team', { relatedName: 'members', null: true, onDelete: 'setNull' }),
      email: f.email({ unique: true }),
    }),
  });

  it("adds fields to Django's user, or replaces some", () => {
    expect(User.meta.table).toBe('auth_user');
    const names = User.meta.columns.map(({ name }) => name);
    expect(names).toEqual(['id', ...Object.keys(userFields), 'nickname', 'teamId']);
    expect(User.meta.columnsByName.get('email')?.unique).toBe(true);
    const user = new User({ username: 'alice', password: '!', nickname: 'Al', email: 'alice@example.org' });
    expect(String(user)).toBe('alice');
    expectTypeOf(user.nickname).toEqualTypeOf<string>();
    expectTypeOf(user.teamId).toEqualTypeOf<number | null>();
    expectTypeOf(user.isStaff).toEqualTypeOf<boolean>();
    expectTypeOf<Parameters<typeof user.related>[0]>().toEqualTypeOf<'team' | 'groups' | 'userPermissions'>();
    expect([Group.meta.table, Team.meta.table]).toEqual(['auth_group', 'team']);
    // @ts-expect-error a user has a nickname
    expect(() => new User({ username: 'x', password: '!', email: 'x' })).not.toThrow();
    // @ts-expect-error there is no Club
    expect(() => defineModels({ User: userModel({ club: f.foreignKey('Club', { onDelete: 'cascade' }) }) })).toThrow();
  });

  it('has field sets for a model of one’s own', () => {
    const { Plain } = defineModels({ Plain: model({ ...userFields, nickname: f.char({ maxLength: 5 }) }) });
    expect(Plain.meta.columnsByName.get('username')?.unique).toBe(true);
    expect(Object.keys(emailUserFields)).not.toContain('username');
    expect(Object.keys(userFields)).toContain('username');
    expectTypeOf<keyof typeof emailUserFields>().toEqualTypeOf<Exclude<keyof typeof userFields, 'username'>>();
  });
});
