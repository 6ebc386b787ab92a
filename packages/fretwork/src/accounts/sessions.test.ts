/** Sessions as browsers see them: cookies, new keys, replayed ones, expiry, costs; on both databases. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type App, createApp } from '../app.ts';
import { BasicAuthentication } from '../authentication/basic-authentication.ts';
import { getCsrfToken } from '../authentication/csrf.ts';
import { SessionAuthentication } from '../authentication/session-authentication.ts';
import { ValidationError } from '../errors.ts';
import type { Request } from '../http/request.ts';
import { Response } from '../http/response.ts';
import { createTables } from '../migrations/create-tables.ts';
import { defineModels } from '../models/define-models.ts';
import { IsAuthenticated } from '../permissions/permissions.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { defineSettings, type SettingsInput } from '../settings/settings.ts';
import { assertNumQueries } from '../testing/assert-num-queries.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { APIView } from '../views/api-view.ts';
import { apiView } from '../views/function-view.ts';
import type { AccountsApp } from './accounts-app.ts';
import { createUser } from './create-user.ts';
import { authenticate, login, logout } from './login.ts';
import { accountModels, sessionModels } from './models.ts';
import { md5Hasher } from './password-hashers.ts';
import { Passwords } from './passwords.ts';

const models = defineModels({ ...accountModels, ...sessionModels });
const { Session, User } = models;
const passwords = new Passwords({ hashers: [md5Hasher()] });

class Login extends APIView {
  override authenticationClasses = [];

  override async post(request: Request) {
    const user = await authenticate(request, (await request.data) as object);
    if (user === null) throw new ValidationError({ detail: 'Wrong username or password.' });
    await login(request, user);
    return { user: request.user.username, csrf: getCsrfToken(request) };
  }
}

class Logout extends APIView {
  override authenticationClasses = [SessionAuthentication];

  override async post(request: Request) {
    await logout(request);
    return new Response(undefined, { status: 204 });
  }
}

class WhoAmI extends APIView {
  override authenticationClasses = [SessionAuthentication, BasicAuthentication];
  override permissionClasses = [IsAuthenticated];

  override get(request: Request): unknown {
    return { user: request.user.username, by: request.successfulAuthenticator?.constructor.name };
  }

  override post(request: Request): unknown {
    return this.get(request);
  }
}

/** A basket for anybody; a failure when asked for. */
const basket = apiView(['GET', 'POST'], async (request) => {
  const session = await request.session;
  const items = Number(session.get('items') ?? 0);
  if (request.method === 'POST') session.set('items', items + 1);
  if (request.queryParams.has('empty')) session.delete('items');
  if (request.queryParams.has('cycle')) session.cycleKey();
  if (request.queryParams.has('fail')) throw new TypeError('on purpose');
  return { items: session.get('items') ?? null, user: session.userId };
});

class ChangePassword extends APIView {
  override authenticationClasses = [SessionAuthentication];

  override async post(request: Request) {
    await (request.app as AccountsApp).accounts?.setPassword(request.user, 'another-5678');
    await login(request, request.user);
    return {};
  }
}

/** Remembers something, and loses the database before it can be kept. */
const losing = apiView(['POST'], async (request) => {
  (await request.session).set('items', 1);
  await (request.app as App).databases.default?.close();
  return { items: 1 };
});

const untouched = apiView(['GET'], () => ({}));

const urls = urlpatterns(
  path('login/', Login),
  path('logout/', Logout),
  path('who/', WhoAmI),
  path('basket/', basket),
  path('password/', ChangePassword),
  path('losing/', losing),
  path('untouched/', untouched),
);

const START = new Date('2026-01-02T03:04:05Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ALICE = { username: 'alice', password: 'wonderland-42' };
const BOB = { username: 'bob', password: 'builder-1234' };

type Headers = Readonly<Record<string, string>>;

describe.each(testDatabases)('sessions on $name', ({ create }) => {
  let opened: TestDatabase;
  let app: App;
  const clock = { now: START };

  const appWith = (settings: Partial<SettingsInput> = {}, { database } = opened) =>
    createApp({
      settings: defineSettings({ secretKey: 'a secret of good length', ...settings }),
      models,
      urls,
      databases: { default: database },
      logger: { error() {}, warn() {}, info() {} },
      passwords,
      now: () => clock.now,
    });

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    app = appWith();
    for (const user of [ALICE, BOB]) await createUser(User, user, { passwords });
    await createUser(User, { username: 'ghost', password: 'boo-boo-77', isActive: false }, { passwords });
  });
  beforeEach(async () => {
    clock.now = START;
    await Session.objects.delete();
  });
  afterEach(() => vi.restoreAllMocks());
  afterAll(() => opened.drop());

  /** Sends a request with exactly these cookies. */
  async function send(method: string, url: string, cookies: string, body?: unknown, headers: Headers = {}, to = app) {
    const raw = new globalThis.Request(`http://testserver${url}`, {
      method,
      headers: { ...(cookies && { cookie: cookies }), 'content-type': 'application/json', ...headers },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const response = await to.fetch(raw);
    const text = await response.text();
    const set = new Map(response.headers.getSetCookie().map((line) => [line.split('=')[0] ?? '', line] as const));
    const cookie = (name: string) =>
      set
        .get(name)
        ?.split(';')[0]
        ?.slice(name.length + 1);
    return {
      status: response.status,
      headers: response.headers,
      data: text === '' ? null : JSON.parse(text),
      set,
      cookie,
    };
  }

  async function logIn(user = ALICE, cookies = '') {
    const answer = await send('POST', '/login/', cookies, user);
    const [sid, csrf] = [answer.cookie('sessionid'), answer.cookie('csrftoken')];
    return { answer, sid, cookies: `sessionid=${sid}; csrftoken=${csrf}`, token: answer.data.csrf };
  }

  const isIn = async (cookies: string) => (await send('GET', '/who/', cookies)).status === 200;

  it('logs in, tells who it is, and logs out', async () => {
    const { answer, cookies, token } = await logIn();
    expect([answer.status, answer.data.user, answer.headers.get('vary')]).toEqual([200, 'alice', 'Cookie']);
    const who = await send('GET', '/who/', cookies);
    expect([who.status, who.data]).toEqual([200, { user: 'alice', by: 'SessionAuthentication' }]);
    expect([who.headers.get('vary'), who.set.size]).toEqual(['Cookie', 0]);
    const out = await send('POST', '/logout/', cookies, undefined, { 'x-csrftoken': token });
    expect([out.status, out.cookie('sessionid')]).toEqual([204, '']);
    expect((await User.objects.get({ username: 'alice' })).lastLogin?.getTime()).toBe(START.getTime());
  });

  it('sets cookies that only this host gets, over HTTPS, and scripts cannot read the key', async () => {
    const { answer, cookies, token, sid } = await logIn();
    expect(answer.set.get('sessionid')).toBe(
      `sessionid=${sid}; Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Lax`,
    );
    expect(answer.set.get('csrftoken')).toMatch(
      /^csrftoken=[a-zA-Z0-9]{32}; Max-Age=31449600; Path=\/; Secure; SameSite=Lax$/,
    );
    const out = await send('POST', '/logout/', cookies, undefined, { 'x-csrftoken': token });
    expect(out.set.get('sessionid')).toBe('sessionid=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax');
  });

  it.each<[Partial<SettingsInput>, string, boolean]>([
    [{ debug: true }, 'sessionid', false],
    [{ debug: true, cookieHostPrefix: true }, 'sessionid', false],
    [{ debug: true, cookieSecure: true }, 'sessionid', true],
    [{ cookieSecure: false }, 'sessionid', false],
    [{ cookieHostPrefix: true }, '__Host-sessionid', true],
    [{ cookieHostPrefix: true, sessionCookieName: 'sid' }, '__Host-sid', true],
  ])('with %j names the cookie %s, secure: %s', async (settings, name, secure) => {
    const other = appWith(settings);
    const answer = await send('POST', '/login/', '', ALICE, {}, other);
    expect([...answer.set.keys()]).toContain(name);
    for (const line of answer.set.values()) expect(line.includes('; Secure')).toBe(secure);
    const who = await send('GET', '/who/', `${name}=${answer.cookie(name)}`, undefined, {}, other);
    expect(who.data.user).toBe('alice');
  });

  // --------------------------------------------------------------------------------------------------- fixation

  it('gives a new key at login, so that a planted one is worth nothing', async () => {
    const planted = (await send('POST', '/basket/', '')).cookie('sessionid') ?? '';
    const { sid, cookies } = await logIn(ALICE, `sessionid=${planted}`);
    expect(sid).not.toBe(planted);
    expect(await isIn(`sessionid=${planted}`)).toBe(false);
    expect((await send('GET', '/basket/', cookies)).data).toMatchObject({ items: 1 }); // the basket came along
    expect(await Session.objects.count()).toBe(1);
  });

  it('never takes a key that a client made up', async () => {
    const invented = 'A'.repeat(43);
    const { sid } = await logIn(ALICE, `sessionid=${invented}`);
    expect(sid).not.toBe(invented);
    expect((await send('POST', '/basket/', `sessionid=${invented}`)).cookie('sessionid')).not.toBe(invented);
    expect(await isIn(`sessionid=${invented}`)).toBe(false);
  });

  it('gives a new key when the same user logs in again, and ends the old one', async () => {
    const first = await logIn();
    await send('POST', '/basket/', first.cookies);
    const second = await logIn(ALICE, first.cookies);
    expect([await isIn(first.cookies), await isIn(second.cookies)]).toEqual([false, true]);
    expect((await send('GET', '/basket/', second.cookies)).data.items).toBe(1);
  });

  it('forgets what another user left', async () => {
    const alice = await logIn();
    await send('POST', '/basket/', alice.cookies);
    const bob = await logIn(BOB, alice.cookies);
    expect((await send('GET', '/basket/', bob.cookies)).data.items).toBeNull();
    expect(await isIn(alice.cookies)).toBe(false);
  });

  it('gives a new key on demand, and the old one no longer counts', async () => {
    const { cookies } = await logIn();
    const key = (await send('GET', '/basket/?cycle', cookies)).cookie('sessionid');
    expect([await isIn(cookies), await isIn(`sessionid=${key}`)]).toEqual([false, true]);
  });

  // ----------------------------------------------------------------------------------------------------- replay

  it('is over after logout, whoever kept the cookies', async () => {
    const { cookies, token } = await logIn();
    await send('POST', '/logout/', cookies, undefined, { 'x-csrftoken': token });
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const replayed = await send('GET', '/who/', cookies);
      expect([replayed.status, replayed.data]).toEqual([
        403,
        { detail: 'Authentication credentials were not provided.' },
      ]);
      expect(replayed.cookie('sessionid')).toBe(''); // the browser is told to forget it
    }
    expect(await Session.objects.count()).toBe(0);
  });

  it.each(['/basket/', '/basket/?cycle'])('does not come back by a request of %s under way at logout', async (url) => {
    const { cookies, token } = await logIn();
    const sessions = app.sessions;
    const open = vi.spyOn(sessions ?? {}, 'open' as never) as unknown as ReturnType<typeof vi.fn>;
    open.mockImplementationOnce(async (request: Request) => {
      open.mockRestore();
      const session = await sessions?.open(request);
      await send('POST', '/logout/', cookies, undefined, { 'x-csrftoken': token });
      return session;
    });
    const slow = await send('POST', url, cookies);
    expect([slow.status, slow.cookie('sessionid')]).toEqual([200, '']);
    expect(await Session.objects.count()).toBe(0);
  });

  it('ends with the password, but for the session that changed it', async () => {
    const [here, there] = [await logIn(BOB), await logIn(BOB)];
    const changed = await send('POST', '/password/', here.cookies, {}, { 'x-csrftoken': here.token });
    expect([await isIn(here.cookies), await isIn(there.cookies)]).toEqual([false, false]);
    expect(await isIn(`sessionid=${changed.cookie('sessionid')}`)).toBe(true);
    await app.accounts?.setPassword(await User.objects.get({ username: 'bob' }), BOB.password);
    expect(await isIn(`sessionid=${changed.cookie('sessionid')}`)).toBe(false);
  });

  it('ends everywhere on demand, and where the user is inactive or gone', async () => {
    const [here, there] = [await logIn(), await logIn()];
    const alice = await User.objects.get({ username: 'alice' });
    expect(await app.sessions?.endAll(alice)).toBe(2);
    expect([await isIn(here.cookies), await isIn(there.cookies)]).toEqual([false, false]);

    const user = await createUser(User, { username: 'passing', password: 'through-1' }, { passwords });
    const { cookies } = await logIn({ username: 'passing', password: 'through-1' });
    await User.objects.filter({ id: user.id }).update({ isActive: false });
    expect(await isIn(cookies)).toBe(false);
    await User.objects.filter({ id: user.id }).update({ isActive: true });
    expect(await isIn(cookies)).toBe(true);
    await user.delete();
    expect(await isIn(cookies)).toBe(false);
  });

  // ----------------------------------------------------------------------------------------------------- expiry

  it('ends when nobody uses it', async () => {
    const { cookies } = await logIn();
    for (const days of [10, 20, 29]) {
      clock.now = new Date(START.getTime() + days * DAY);
      expect(await isIn(cookies)).toBe(true); // each use makes it live on
    }
    const idle = await logIn();
    clock.now = new Date(clock.now.getTime() + 14 * DAY - 1);
    expect(await isIn(idle.cookies)).toBe(true);
    clock.now = new Date(clock.now.getTime() + 14 * DAY);
    expect(await isIn(idle.cookies)).toBe(false);
  });

  it('ends some time after the login, however much it is used', async () => {
    const { cookies } = await logIn();
    let last = cookies;
    for (let day = 5; day < 30; day += 5) {
      clock.now = new Date(START.getTime() + day * DAY);
      const key = (await send('GET', '/basket/?cycle', last)).cookie('sessionid'); // a new key is no new login
      last = `sessionid=${key}`;
      expect(await isIn(last)).toBe(true);
    }
    clock.now = new Date(START.getTime() + 30 * DAY);
    expect(await isIn(last)).toBe(false);
  });

  it('forgets expired ones', async () => {
    await logIn();
    clock.now = new Date(START.getTime() + 13 * DAY);
    const { cookies } = await logIn();
    clock.now = new Date(START.getTime() + 15 * DAY);
    expect(await app.sessions?.flushExpired()).toBe(1);
    expect(await isIn(cookies)).toBe(true);
    clock.now = new Date(START.getTime() + 44 * DAY);
    expect(await app.sessions?.flushExpired()).toBe(1);
  });

  // ----------------------------------------------------------------------------------------- what it costs, and keeps

  it('costs nothing where nobody asks for it', async () => {
    const { cookies } = await logIn();
    const request = () => send('GET', '/untouched/', cookies);
    const { headers, set } = await assertNumQueries(0, request);
    expect([headers.get('vary'), set.size]).toEqual([null, 0]);
    await assertNumQueries(0, () => send('GET', '/who/', ''));
    await assertNumQueries(0, () => send('GET', '/who/', 'sessionid=short'));
    await assertNumQueries(2, () => send('GET', '/who/', cookies)); // the session and the user
    clock.now = new Date(START.getTime() + 2 * DAY);
    await assertNumQueries(3, () => send('GET', '/who/', cookies)); // and when it was used, now and then
    await assertNumQueries(2, () => send('GET', '/who/', cookies));
  });

  it('keeps values for anybody, and nothing where there are none', async () => {
    const first = await send('POST', '/basket/', '');
    const cookies = `sessionid=${first.cookie('sessionid')}`;
    expect((await send('POST', '/basket/', cookies)).data).toEqual({ items: 2, user: null });
    expect((await send('GET', '/basket/', cookies)).data.items).toBe(2);
    expect((await send('GET', '/basket/', '')).set.size).toBe(0);
    expect((await send('GET', '/basket/?empty', cookies)).cookie('sessionid')).toBe('');
    expect(await Session.objects.count()).toBe(0);
  });

  it('is left as it was by a request that failed', async () => {
    const first = await send('POST', '/basket/', '');
    const cookies = `sessionid=${first.cookie('sessionid')}`;
    const failed = await send('POST', '/basket/?fail', cookies);
    expect([failed.status, failed.set.size]).toEqual([500, 0]);
    expect((await send('GET', '/basket/', cookies)).data.items).toBe(1);
  });

  it('is 503, without a cookie, where it could not be kept', async () => {
    const own = await create();
    try {
      await createTables(own.database, models);
      const { status, headers, data } = await send('POST', '/losing/', '', {}, {}, appWith({}, own));
      expect({ status, data }).toEqual({
        status: 503,
        data: { detail: 'Service temporarily unavailable, try again later.' },
      });
      expect(headers.getSetCookie()).toEqual([]);
    } finally {
      app = appWith();
      await own.drop();
    }
  });

  it('is worth nothing to whoever copies the database', async () => {
    const { sid, cookies } = await logIn();
    await send('POST', '/basket/', cookies);
    const [row] = await Session.objects.values();
    const stolen = JSON.stringify(row);
    expect(stolen).not.toContain(sid);
    for (const value of Object.values(row ?? {})) expect(await isIn(`sessionid=${String(value)}`)).toBe(false);
    expect(JSON.stringify(await Session.objects.get({}))).not.toMatch(/Hash|data/);
  });

  it.each(['', '%00', '__proto__', '%ED%A0%80', "' OR 1=1 --", 'x'.repeat(8_000), '"'])(
    'takes the cookie %j for nobody',
    async (value) => {
      const { status } = await send('GET', '/who/', `sessionid=${value}`);
      expect(status).toBe(403);
    },
  );

  // ------------------------------------------------------------------------------------------------------ refusals

  it.each<[string, unknown]>([
    ['a wrong password', { ...ALICE, password: 'x' }],
    ['nobody', { username: 'nobody', password: 'x' }],
    ['an inactive user', { username: 'ghost', password: 'boo-boo-77' }],
    ['an inactive user and a wrong password', { username: 'ghost', password: 'x' }],
  ])('spends one hash on %s, and says the same', async (_, body) => {
    const verify = vi.spyOn(passwords, 'verify');
    const { status, data, set } = await send('POST', '/login/', '', body);
    expect([status, data, set.size]).toEqual([400, { detail: 'Wrong username or password.' }, 0]);
    expect(verify).toHaveBeenCalledTimes(1);
  });

  it.each([{}, { username: 'alice' }, { username: ['alice'], password: {} }, { username: null, password: 1 }, []])(
    'takes the credentials %j for nobody',
    async (body) => {
      expect((await send('POST', '/login/', '', body)).data).toEqual({ detail: 'Wrong username or password.' });
    },
  );

  it.each<[Headers, number]>([
    [{ origin: 'https://evil.test' }, 403],
    [{ origin: 'null' }, 403],
    [{ 'sec-fetch-site': 'cross-site' }, 403],
    [{ origin: 'http://testserver', 'sec-fetch-site': 'same-origin' }, 200],
    [{}, 200],
  ])('answers a login with %j by %i: no page can log its visitors in as somebody else', async (headers, status) => {
    const answer = await send('POST', '/login/', '', ALICE, headers);
    expect(answer.status).toBe(status);
    expect(await Session.objects.count()).toBe(status === 200 ? 1 : 0);
    if (status === 403) expect(answer.data.detail).toMatch(/^CSRF Failed: Origin checking failed - /);
  });

  it('needs the CSRF token for writes, and a token from before the login is worthless', async () => {
    const before = await logIn(BOB);
    const { cookies, token } = await logIn();
    const post = (headers: Headers, with_ = cookies) => send('POST', '/who/', with_, {}, headers);
    expect((await post({})).data).toEqual({ detail: 'CSRF Failed: CSRF token missing.' });
    expect((await post({ 'x-csrftoken': token })).status).toBe(200);
    expect((await post({ 'x-csrftoken': before.token })).data).toEqual({
      detail: "CSRF Failed: CSRF token from the 'X-Csrftoken' HTTP header incorrect.",
    });
    // Credentials in a header are no cookie, and nobody is logged in.
    const basic = `Basic ${btoa('alice:wonderland-42')}`;
    expect((await send('POST', '/who/', '', {}, { authorization: basic })).status).toBe(200);
  });
});

it('says what an app without sessions or users lacks', async () => {
  const errors: unknown[] = [];
  const logger = { error: (facts: { err?: unknown }) => errors.push(String(facts.err)), warn() {}, info() {} };
  const bare = createApp({ settings: defineSettings({ secretKey: 'a secret of good length' }), urls, logger });
  await bare.fetch(new globalThis.Request('http://testserver/who/'));
  await bare.fetch(new globalThis.Request('http://testserver/login/', { method: 'POST' }));
  expect(errors).toEqual([expect.stringContaining('...sessionModels'), expect.stringContaining('...accountModels')]);
});
