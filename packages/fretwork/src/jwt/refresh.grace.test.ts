/** The grace after a rotation: who gets the same successor again, for how long, and who does not. */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RefreshTokenReused } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import type { JwtSettings } from '../settings/jwt-settings.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { NO_CLIENT } from './client-facts.ts';
import { createJwtContext } from './context.ts';
import { jwtModels } from './models.ts';
import { RefreshToken } from './revocable-tokens.ts';
import { revokeRefreshToken, rotateRefreshToken } from './rotation.ts';

const START = Date.parse('2026-01-02T03:04:05.678Z');
const models = defineModels(jwtModels);

/** A login with claims of its own, and the clock of its server. */
async function aLogin(settings: JwtSettings = {}) {
  const clock = { seconds: 0 };
  const now = () => new Date(START + clock.seconds * 1000);
  const jwt = createJwtContext({ settings, secretKey: 'a-secret-key-of-at-least-thirty-two-bytes', models, now });
  const token = new RefreshToken(jwt);
  token.set('role', 'editor');
  await token.outstand();
  const exchange = async (text: string, at = clock.seconds) => {
    clock.seconds = at;
    const { refresh = '', access } = await rotateRefreshToken(text, jwt);
    return { refresh, access };
  };
  return { jwt, clock, exchange, first: await token.encode() };
}

describe.each(testDatabases)('the grace on $name', ({ create }) => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
  });
  afterAll(() => opened.drop());

  it('gives the same refresh token, letter by letter, and a new access token', async () => {
    const { exchange, first } = await aLogin();
    const one = await exchange(first, 1);
    const two = await exchange(first, 11);
    expect(two.refresh).toBe(one.refresh);
    expect(decodeJwt(two.access)).toMatchObject({ role: 'editor', sid: decodeJwt(first).sid });
    expect(decodeJwt(two.access).jti).not.toBe(decodeJwt(one.access).jti);
    expect((await exchange(two.refresh, 12)).refresh).not.toBe(one.refresh);
  });

  it.each([
    ['ten seconds where nothing is said', {}, 10, 10.001],
    ['what the setting says', { refreshReuseGrace: '2s' }, 2, 2.001],
  ] as const)('lasts %s', async (_, settings, within, after) => {
    const { exchange, first } = await aLogin(settings);
    await exchange(first, 0);
    await expect(exchange(first, within)).resolves.toBeDefined();
    await expect(exchange(first, after)).rejects.toThrow(RefreshTokenReused);
  });

  it('does not begin anew each time', async () => {
    const { exchange, first } = await aLogin();
    for (const at of [0, 4, 8]) await exchange(first, at);
    await expect(exchange(first, 12)).rejects.toThrow(RefreshTokenReused);
  });

  it('is none at 0, in the same millisecond too', async () => {
    const { exchange, first } = await aLogin({ refreshReuseGrace: 0 });
    await exchange(first, 0);
    await expect(exchange(first, 0)).rejects.toThrow(RefreshTokenReused);
  });

  it('is for the parent of the newest token alone', async () => {
    const { exchange, first } = await aLogin();
    const { refresh: second } = await exchange(first, 0);
    const { refresh: third } = await exchange(second, 1);
    await expect(exchange(first, 2)).rejects.toThrow(RefreshTokenReused);
    await expect(exchange(third, 3)).rejects.toThrow('Token is blacklisted');
  });

  it('is over with the login', async () => {
    const { exchange, first, jwt } = await aLogin();
    const { refresh } = await exchange(first, 0);
    await revokeRefreshToken(refresh, jwt);
    await expect(exchange(first, 1)).rejects.toThrow('Token is blacklisted');
  });

  it('is for the same client', async () => {
    const { jwt } = await aLogin();
    const phone = { ...jwt, client: { ...NO_CLIENT, clientId: 'phone' } };
    const token = new RefreshToken(phone);
    await token.outstand();
    const text = await token.encode();
    const { refresh } = await rotateRefreshToken(text, phone);
    await expect(rotateRefreshToken(text, jwt)).rejects.toThrow('Token is invalid');
    await expect(rotateRefreshToken(refresh ?? '', jwt)).rejects.toThrow('Token is invalid');
    await expect(rotateRefreshToken(text, phone)).resolves.toMatchObject({ refresh });
  });

  it('gives nothing that has expired meanwhile', async () => {
    const { exchange, first } = await aLogin({ refreshTokenLifetime: 5, familyLifetime: 6, refreshReuseGrace: 10 });
    const { refresh } = await exchange(first, 4);
    expect(decodeJwt(refresh).exp).toBe(Math.floor(START / 1000) + 6);
    await expect(exchange(first, 4.2)).resolves.toMatchObject({ refresh });
    await expect(exchange(refresh, 6)).rejects.toThrow('Token is expired');
  });
});
