/** The view that gives tokens: DRF's answers, one for every failed login, and tokens that let in. */
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApp } from '../app.ts';
import { BasicAuthentication } from '../authentication/basic-authentication.ts';
import { TokenAuthentication } from '../authentication/token-authentication.ts';
import { createTables } from '../migrations/create-tables.ts';
import { defineModels } from '../models/define-models.ts';
import { IsAuthenticated } from '../permissions/permissions.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { defineSettings } from '../settings/settings.ts';
import { APIClient } from '../testing/api-client.ts';
import { assertNumQueries } from '../testing/assert-num-queries.ts';
import { sqliteFile, type TestDatabase } from '../testing/databases.ts';
import { apiView } from '../views/function-view.ts';
import { createUser } from './create-user.ts';
import { accountModels, tokenModels } from './models.ts';
import { ObtainAuthToken } from './obtain-auth-token.ts';
import { md5Hasher } from './password-hashers.ts';
import { Passwords } from './passwords.ts';

const models = defineModels({ ...accountModels, ...tokenModels });
const passwords = new Passwords({ hashers: [md5Hasher()] });
const settings = defineSettings({ secretKey: 'a secret of good length' });
const who = apiView(['GET'], ({ user }) => user.username, {
  authenticationClasses: [TokenAuthentication, BasicAuthentication],
  permissionClasses: [IsAuthenticated],
});
const urls = urlpatterns(path('token/', ObtainAuthToken), path('who/', who));
const ALICE = { username: 'alice', password: 'wonderland-42' };
const REFUSED = { non_field_errors: ['Unable to log in with provided credentials.'] };

describe('ObtainAuthToken', () => {
  let opened: TestDatabase;
  let client: APIClient;

  beforeAll(async () => {
    opened = await sqliteFile.create();
    await createTables(opened.database, models);
    const app = createApp({ settings, models, urls, databases: { default: opened.database }, passwords });
    client = new APIClient(app);
    await createUser(models.User, ALICE, { passwords });
    await createUser(models.User, { username: 'spaces', password: '  x  ' }, { passwords });
    await createUser(models.User, { username: 'ghost', password: 'boo', isActive: false }, { passwords });
  });
  beforeEach(() => client.credentials());
  afterAll(() => opened.drop());

  it('tells OPTIONS what it takes, in DRF’s order', async () => {
    const { data } = await client.options('/token/');
    expect(data).toMatchObject({
      name: 'Obtain Auth Token',
      parses: ['application/x-www-form-urlencoded', 'multipart/form-data', 'application/json'],
      actions: {
        POST: {
          username: { type: 'string', required: true, read_only: false, label: 'Username' },
          password: { type: 'string', required: true, read_only: false, label: 'Password' },
          token: { type: 'string', required: false, read_only: true, label: 'Token' },
        },
      },
    });
  });

  it('gives a token that lets its user in, the same one every time', async () => {
    const { status, data, headers } = await client.post('/token/', ALICE);
    expect([status, Object.keys(data)]).toEqual([200, ['token']]);
    expect([headers.get('cache-control'), headers.get('allow')]).toEqual(['no-store', 'POST, OPTIONS']);
    expect((await client.post('/token/', ALICE, { format: 'form' })).data).toEqual(data);
    client.credentials({ authorization: `Token ${data.token}` });
    expect((await assertNumQueries(2, () => client.get('/who/'))).data).toBe('alice');
    client.credentials({ authorization: `Token ${data.token.replace(/^./, 'x')}` });
    const refused = await client.get('/who/');
    expect([refused.status, refused.headers.get('www-authenticate'), refused.data]).toEqual([
      401,
      'Token',
      { detail: 'Invalid token.' },
    ]);
  });

  it('takes a password as it was typed', async () => {
    expect((await client.post('/token/', { username: 'spaces', password: '  x  ' })).status).toBe(200);
    expect((await client.post('/token/', { username: 'spaces', password: 'x' })).data).toEqual(REFUSED);
  });

  it.each<[unknown, unknown]>([
    [{}, { username: ['This field is required.'], password: ['This field is required.'] }],
    [{ username: 'alice' }, { password: ['This field is required.'] }],
    [
      { username: '', password: '' },
      { username: ['This field may not be blank.'], password: ['This field may not be blank.'] },
    ],
    [{ username: 'alice', password: {} }, { password: ['Not a valid string.'] }],
    [{ username: 'alice', password: 'bad' }, REFUSED],
    [{ username: 'nobody', password: 'bad' }, REFUSED],
    [{ username: 'ghost', password: 'boo' }, REFUSED],
    [{ username: 'ghost', password: 'bad' }, REFUSED],
  ])('answers %j with 400 %j', async (body, expected) => {
    const { status, data } = await client.post('/token/', body);
    expect([status, data]).toEqual([400, expected]);
  });

  it.each(['alice', 'nobody', 'ghost'])('spends one hash on %s', async (username) => {
    const verify = vi.spyOn(passwords, 'verify');
    await client.post('/token/', { username, password: 'bad' });
    expect(verify).toHaveBeenCalledTimes(1);
    verify.mockRestore();
  });

  it('says what an app without tokens lacks', async () => {
    const errors: unknown[] = [];
    const logger = { error: (facts: { err?: unknown }) => errors.push(String(facts.err)), warn() {}, info() {} };
    const authenticate = async () => ({
      ...(await models.User.objects.get({ username: 'alice' })),
      isAuthenticated: true,
    });
    const app = createApp({ settings, urls, logger, authenticate: authenticate as never });
    expect((await new APIClient(app).post('/token/', ALICE)).status).toBe(500);
    expect(errors).toEqual([expect.stringContaining('...tokenModels')]);
  });
});
