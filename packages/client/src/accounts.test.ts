/** The account endpoints: what is sent where, and with whose token. */
import { beforeEach, expect, it } from 'vitest';
import { FakeServer } from '../tests/fake-server.ts';
import { type Client, createClient } from './client.ts';
import { NotAuthenticated, UsageError } from './errors.ts';
import { memoryStorage } from './token-storage.ts';

let server: FakeServer;
let api: Client<unknown>;
const flow = { flow: 'f', code: '123456' };

beforeEach(async () => {
  server = new FakeServer();
  server.latencyMilliseconds = 1;
  api = createClient<unknown>({
    baseURL: 'https://shop.example',
    fetch: server.fetch,
    transport: memoryStorage(),
    retries: 0,
  });
  await api.login({ username: 'mia', password: 'right' });
  server.requests.length = 0;
});

type Call = (accounts: Client<unknown>['accounts']) => Promise<unknown>;
const open: readonly [Call, string, object][] = [
  [(a) => a.register({ email: 'a@b.example', password: 'x' }), 'register/', { email: 'a@b.example', password: 'x' }],
  [(a) => a.resend({ flow: 'f' }), 'resend/', { flow: 'f' }],
  [(a) => a.requestLoginCode({ email: 'a@b.example' }), 'login/code/', { email: 'a@b.example' }],
  [(a) => a.requestPasswordReset({ email: 'a@b.example' }), 'password/reset/', { email: 'a@b.example' }],
  [
    (a) => a.confirmPasswordReset({ ...flow, newPassword: 'y' }),
    'password/reset/confirm/',
    { ...flow, newPassword: 'y' },
  ],
];
const checks: readonly [Call, string, object][] = [
  [
    (a) => a.changePassword({ currentPassword: 'x', newPassword: 'y' }),
    'password/change/',
    { currentPassword: 'x', newPassword: 'y' },
  ],
  [
    (a) => a.requestEmailChange({ email: 'a@b.example', password: 'x' }),
    'email/change/',
    { email: 'a@b.example', password: 'x' },
  ],
  [(a) => a.confirmEmailChange(flow), 'email/change/confirm/', flow],
];

it.each(open)('%o goes to %s, as nobody', async (call, path, body) => {
  await call(api.accounts);
  expect(server.requests).toMatchObject([{ method: 'POST', path: `/api/accounts/${path}`, body, authorization: null }]);
});

it.each(checks)('%o goes to %s, as whoever is signed in', async (call, path, body) => {
  await call(api.accounts);
  const authorization = expect.stringMatching(/^Bearer /);
  expect(server.requests[0]).toMatchObject({ method: 'POST', path: `/api/accounts/${path}`, body, authorization });
});

const refusal = (): Response => Response.json({ code: 'authentication_failed' }, { status: 401 });

it.each([...open, ...checks])('%o that is refused leaves the session alone', async (call, path) => {
  const { state } = api.session;
  server.override = (request) => (request.path.endsWith(`/${path}`) ? refusal() : undefined);
  await expect(call(api.accounts)).rejects.toBeInstanceOf(NotAuthenticated);
  expect(server.count(path)).toBe(1);
  expect(server.count('refresh/')).toBe(0);
  expect(api.session.state).toBe(state);
});

it.each(checks)('%o is tried again where it was the token that was refused', async (call, path) => {
  server.spoilTokens();
  await call(api.accounts);
  expect(server.count(path)).toBe(2);
  expect(server.count('refresh/')).toBe(1);
});

it('a password that is checked for a session that is over ends it here', async () => {
  server.endLogins();
  const input = { currentPassword: 'x', newPassword: 'y' };
  await expect(api.accounts.changePassword(input)).rejects.toBeInstanceOf(NotAuthenticated);
  expect(api.session.state).toEqual({ status: 'signedOut', reason: 'expired' });
});

it.each<Call>([(a) => a.verify(flow), (a) => a.confirmLoginCode(flow)])('%o signs in', async (call) => {
  await api.logout();
  server.override = ({ path }) =>
    /verify|confirm/.test(path)
      ? server.fetch('https://shop.example/api/accounts/login/', {
          method: 'POST',
          body: JSON.stringify({ username: 'noah', password: 'right', transport: 'body' }),
        })
      : undefined;
  expect(await call(api.accounts)).toEqual({ id: 1, username: 'noah' });
  expect(api.session.state).toMatchObject({ status: 'signedIn', user: { username: 'noah' } });
  expect(server.requests.find(({ path }) => /verify|confirm/.test(path))?.body).toEqual({ ...flow, transport: 'body' });
});

it('shows and changes the user, and the session knows', async () => {
  server.override = ({ method }) => (method === 'PATCH' ? Response.json({ id: 1, username: 'amelia' }) : undefined);
  expect(await api.accounts.updateMe({ username: 'amelia' })).toEqual({ id: 1, username: 'amelia' });
  expect(api.session.state).toMatchObject({ user: { username: 'amelia' } });
  expect(await api.accounts.me()).toEqual({ id: 1, username: 'mia' });
  expect(api.session.state).toMatchObject({ user: { username: 'mia' } });
});

it('lists logins and ends one', async () => {
  server.override = ({ path }) => (path.endsWith('/sessions/') ? Response.json([{ id: 'x' }]) : undefined);
  expect(await api.accounts.sessions()).toEqual([{ id: 'x' }]);
  await api.accounts.endSession('6b0c');
  expect(server.requests.at(-1)).toMatchObject({ method: 'DELETE', path: '/api/accounts/sessions/6b0c/' });
  await expect(api.accounts.endSession('..')).rejects.toBeInstanceOf(UsageError);
});

it('is signed out after ending every login', async () => {
  await api.accounts.logoutAll();
  expect(api.session.state).toEqual({ status: 'signedOut', reason: 'signedOut' });
});
