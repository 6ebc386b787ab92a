/** One key takes the place of another: tokens of both are good in between, and of no third. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { decodeProtectedHeader, SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { type JwtSettings, resolveJwtSettings } from '../settings/jwt-settings.ts';
import { TokenBackend } from './token-backend.ts';

const backendWith = (settings: JwtSettings) => new TokenBackend(resolveJwtSettings(settings, ''));
const secret = (letter: string) => letter.repeat(32);
const OLD = { kid: '2025', signingKey: secret('o') };
const NEW = { kid: '2026', signingKey: secret('n') };
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');
const CLAIMS = { user_id: '1' };
const bytes = (key: string) => new TextEncoder().encode(key);
const sign = (key: Uint8Array | KeyObject, header: { alg: string; kid?: string }) =>
  new SignJWT(CLAIMS).setProtectedHeader(header).sign(key);

describe('a key takes the place of another', () => {
  const steps: [string, JwtSettings, string, string[]][] = [
    ['before', { keys: [OLD] }, '2025', ['2025']],
    ['the new one is announced', { keys: [OLD, NEW] }, '2025', ['2025', '2026']],
    ['the new one signs', { keys: [NEW, OLD] }, '2026', ['2025', '2026']],
    ['after', { keys: [NEW] }, '2026', ['2026']],
  ];
  it.each(steps)('%s', async (_, settings, signs, good) => {
    const backend = backendWith(settings);
    expect(decodeProtectedHeader(await backend.encode(CLAIMS))).toEqual({ alg: 'HS256', typ: 'JWT', kid: signs });
    for (const { kid, signingKey } of [OLD, NEW]) {
      const token = await sign(bytes(signingKey), { alg: 'HS256', kid });
      await (good.includes(kid)
        ? expect(backend.decode(token)).resolves.toEqual(CLAIMS)
        : expect(backend.decode(token)).rejects.toThrow('Token is invalid'));
    }
  });

  it('from a secret to a pair of keys, each with its own algorithm', async () => {
    const pair = { algorithm: 'ES256', signingKey: ec.privateKey } as const;
    const backend = backendWith({ keys: [pair, OLD] });
    const token = await backend.encode(CLAIMS);
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: 'ES256', kid: expect.stringMatching(/^[\w-]{43}$/) });
    await expect(backend.decode(token)).resolves.toEqual(CLAIMS);
    await expect(backend.decode(await sign(bytes(OLD.signingKey), { alg: 'HS256', kid: '2025' }))).resolves.toEqual(
      CLAIMS,
    );
  });
});

describe('the name in a header', () => {
  const backend = backendWith({ keys: [NEW, OLD, { kid: 'pair', algorithm: 'ES256', verifyingKey: ec.publicKey }] });

  it.each([
    ['is not needed: every key of the algorithm is tried', secret('o'), { alg: 'HS256' }, true],
    ['chooses, and no other key is tried', secret('o'), { alg: 'HS256', kid: '2026' }, false],
    ['of no key is refused', secret('o'), { alg: 'HS256', kid: '2024' }, false],
    ['is a name and nothing else', secret('o'), { alg: 'HS256', kid: '../../2025' }, false],
    ['is no name of a property', secret('o'), { alg: 'HS256', kid: '__proto__' }, false],
    ['does not change the algorithm of its key', secret('o'), { alg: 'HS256', kid: 'pair' }, false],
    ['of nobody', secret('x'), { alg: 'HS256' }, false],
  ])('%s', async (_, key, header, good) => {
    const decoded = backend.decode(await sign(bytes(key), header));
    await (good ? expect(decoded).resolves.toEqual(CLAIMS) : expect(decoded).rejects.toThrow('Token is invalid'));
  });

  it('is text, or no name at all', async () => {
    const [, payload, signature] = (await sign(bytes(secret('o')), { alg: 'HS256', kid: '2025' })).split('.');
    for (const kid of [['2025'], { toString: '2025' }, 2025, null]) {
      const header = Buffer.from(JSON.stringify({ alg: 'HS256', kid })).toString('base64url');
      await expect(backend.decode(`${header}.${payload}.${signature}`)).rejects.toThrow('Token is invalid');
    }
  });

  it('of a public key does not make it a secret', async () => {
    for (const type of ['spki'] as const) {
      const pem = ec.publicKey.export({ type, format: 'pem' }).toString();
      const forged = await sign(bytes(pem), { alg: 'HS256', kid: 'pair' });
      await expect(backend.decode(forged)).rejects.toThrow('Token is invalid');
    }
  });

  it('is not looked at where there is one key, so that tokens of Django and of others stay good', async () => {
    const single = backendWith({ signingKey: secret('o') });
    await expect(single.decode(await sign(bytes(secret('o')), { alg: 'HS256', kid: 'anything' }))).resolves.toEqual(
      CLAIMS,
    );
    expect(decodeProtectedHeader(await single.encode(CLAIMS))).toEqual({ alg: 'HS256', typ: 'JWT' });
    const pair = backendWith({ algorithm: 'EdDSA', signingKey: ed.privateKey });
    await expect(pair.decode(await sign(ed.privateKey, { alg: 'EdDSA', kid: 'anything' }))).resolves.toEqual(CLAIMS);
    expect(decodeProtectedHeader(await pair.encode(CLAIMS)).kid).toMatch(/^[\w-]{43}$/);
  });
});
