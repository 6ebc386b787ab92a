/** What is read in an access token. */
import { expect, it } from 'vitest';
import { isFresh, readAccessToken } from './access-token.ts';

const encode = (claims: object): string => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;
const askedAt = Date.UTC(2026, 0, 1);
const iat = askedAt / 1000;

it('counts the time to live from when it was asked for', () => {
  const token = readAccessToken(encode({ iat, exp: iat + 300, sid: 'a' }), { askedAt });
  expect(token).toMatchObject({ expiresAt: askedAt + 300_000, lifetimeMilliseconds: 300_000, login: 'a' });
});

it.each([-86_400, 86_400])('does not mind a server whose clock is %d seconds ahead', (ahead) => {
  const serverDate = new Date(askedAt + ahead * 1000).toUTCString();
  const token = readAccessToken(encode({ iat: iat + ahead, exp: iat + ahead + 300 }), { askedAt, serverDate });
  expect(token.expiresAt).toBe(askedAt + 300_000);
});

it('takes the server’s date where the token is older than the answer', () => {
  const serverDate = new Date(askedAt).toUTCString();
  const token = readAccessToken(encode({ iat: iat - 200, exp: iat + 100 }), { askedAt, serverDate });
  expect(token.lifetimeMilliseconds).toBe(100_000);
});

it('has expired where it says so already, and is not younger than nothing', () => {
  const token = readAccessToken(encode({ iat, exp: iat - 10 }), { askedAt });
  expect(token.lifetimeMilliseconds).toBe(0);
  expect(isFresh(token, askedAt)).toBe(false);
});

it.each([
  'opaque',
  '',
  'a.b.c',
  'a.%%%.c',
  encode([]),
  encode({}),
  encode({ exp: 'soon', iat }),
  encode({ exp: null }),
  `e30.${Buffer.from('null').toString('base64url')}.x`,
])('does not know when %j expires', (text) => {
  const token = readAccessToken(text, { askedAt });
  expect(token).toMatchObject({ text, expiresAt: Number.POSITIVE_INFINITY, login: undefined });
  expect(isFresh(token, askedAt + 1e12)).toBe(true);
});

it('reads names in any alphabet, and the user where there is no login', () => {
  expect(readAccessToken(encode({ name: 'Žofie 🐈', user_id: 7 }), { askedAt }).login).toBe('7');
});

it.each([
  [300, 294, true],
  [300, 295, false],
  [20, 17, true],
  [20, 18, false],
  [1, 0.8, true],
  [1, 0.9, false],
])('of %d seconds is fresh after %d: %s', (lifetime, after, fresh) => {
  const token = readAccessToken(encode({ iat, exp: iat + lifetime }), { askedAt });
  expect(isFresh(token, askedAt + after * 1000)).toBe(fresh);
});
