/** What a token backend signs, and what it makes of honest tokens. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, exportJWK, jwtVerify, SignJWT } from 'jose';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ExpiredTokenError, ImproperlyConfigured, ServiceUnavailable, TokenError } from '../errors.ts';
import { type JwtSettings, resolveJwtSettings } from '../settings/jwt-settings.ts';
import { TokenBackend } from './token-backend.ts';
import { VerifiedTokens } from './verified-tokens.ts';

const SIGNING_KEY = 'a-signing-key-of-at-least-thirty-two-bytes-0123456789';
const NOW = new Date('2026-01-02T03:04:05Z');
const NOW_SECONDS = NOW.getTime() / 1000;

const backendWith = (settings: JwtSettings = {}, now = () => NOW) =>
  new TokenBackend(resolveJwtSettings({ signingKey: SIGNING_KEY, ...settings }, ''), { now });

describe('TokenBackend.encode', () => {
  it('writes a header of alg and typ, and the claims as they are', async () => {
    const token = await backendWith().encode({ user_id: '1', exp: NOW_SECONDS + 60 });
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS256', typ: 'JWT' });
    expect(decodeJwt(token)).toEqual({ user_id: '1', exp: NOW_SECONDS + 60 });
  });

  it('adds audience and issuer', async () => {
    const token = await backendWith({ audience: ['web', 'app'], issuer: 'https://shop.example' }).encode({});
    expect(decodeJwt(token)).toEqual({ aud: ['web', 'app'], iss: 'https://shop.example' });
  });

  it('signs so that another library verifies', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const token = await backendWith({ algorithm: 'ES256', signingKey: privateKey }).encode({ user_id: '1' });
    expect((await jwtVerify(token, publicKey)).payload).toEqual({ user_id: '1' });
  });

  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const ed = generateKeyPairSync('ed25519').privateKey;
  const curve = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey;
  it.each([
    ['HS256', SIGNING_KEY],
    ['HS384', SIGNING_KEY],
    ['HS512', SIGNING_KEY.repeat(2)],
    ['RS256', rsa],
    ['RS512', rsa],
    ['PS384', rsa],
    ['ES256', curve('P-256')],
    ['ES384', curve('P-384')],
    ['ES512', curve('P-521')],
    ['EdDSA', ed],
    ['Ed25519', ed],
  ] as const)('reads with %s what it signed with it, and nothing of another key', async (algorithm, signingKey) => {
    const backend = backendWith({ algorithm, signingKey });
    const token = await backend.encode({ user_id: '1' });
    expect(decodeProtectedHeader(token).alg).toBe(algorithm);
    expect(await backend.decode(token)).toEqual({ user_id: '1' });
    await expect(backendWith({ signingKey: SIGNING_KEY.toUpperCase() }).decode(token)).rejects.toThrow(
      'Token is invalid',
    );
  });

  it('cannot sign with a public key', async () => {
    const { publicKey } = generateKeyPairSync('ed25519');
    const backend = backendWith({ algorithm: 'EdDSA', signingKey: undefined, verifyingKey: publicKey });
    await expect(backend.encode({})).rejects.toThrow(ImproperlyConfigured);
  });
});

describe('TokenBackend.decode', () => {
  it('reads back what it signed, frozen to the bottom and without a prototype', async () => {
    const backend = backendWith();
    const claims = JSON.parse('{"user_id":"1","exp":4102444800,"roles":["a",{"b":1}],"__proto__":{"admin":true}}');
    const decoded = await backend.decode(await backend.encode(claims));
    expect(JSON.stringify(decoded)).toBe(JSON.stringify(claims));
    expect(decoded.admin).toBeUndefined();
    expect(['constructor', 'toString'].some((name) => name in decoded)).toBe(false);
    expect(Object.isFrozen(decoded)).toBe(true);
    expect(() => (decoded.roles as unknown[]).push('admin')).toThrow(TypeError);
    expectTypeOf(decoded).toEqualTypeOf<Readonly<Record<string, unknown>>>();
  });

  it.each([
    [{ exp: NOW_SECONDS + 1 }, 0, true],
    [{ exp: NOW_SECONDS }, 0, false],
    [{ exp: NOW_SECONDS - 10 }, 11, true],
    [{ exp: NOW_SECONDS - 10 }, 10, false],
    [{ exp: -1 }, 0, false],
    [{ exp: 0 }, 0, false],
  ])('judges %j with a leeway of %d by the clock it was given', async (claims, leeway, good) => {
    const backend = backendWith({ leeway });
    const decoding = backend.decode(await backend.encode(claims));
    if (good) await expect(decoding).resolves.toEqual(claims);
    else await expect(decoding).rejects.toThrow(new ExpiredTokenError('Token is expired'));
  });

  it.each<[JwtSettings, object, boolean]>([
    [{ audience: 'web' }, { aud: 'web' }, true],
    [{ audience: 'web' }, { aud: ['app', 'web'] }, true],
    [{ audience: ['web', 'app'] }, { aud: 'app' }, true],
    [{ audience: 'web' }, { aud: 'app' }, false],
    [{ audience: 'web' }, { aud: ['website'] }, false],
    [{ audience: 'web' }, {}, false],
    [{}, { aud: 'anything' }, true],
    [{ issuer: 'a' }, { iss: 'a' }, true],
    [{ issuer: 'a' }, { iss: 'b' }, false],
    [{ issuer: 'a' }, {}, false],
    [{}, { nbf: NOW_SECONDS + 1 }, false],
    [{ leeway: 2 }, { nbf: NOW_SECONDS + 1 }, true],
  ])('with %j takes %j: %s', async (settings, claims, good) => {
    const token = await backendWith().encode({ ...claims });
    const decoding = backendWith(settings).decode(token);
    if (good) await expect(decoding).resolves.toEqual(claims);
    else await expect(decoding).rejects.toThrow(new TokenError('Token is invalid'));
  });

  it('keeps the reason as the cause, out of the message', async () => {
    const error = await backendWith({ issuer: 'a' })
      .decode(await backendWith().encode({}))
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(TokenError);
    expect((error as Error).cause).toMatchObject({ message: 'Token is from another issuer' });
  });

  it('looks at the clock again for a token that it remembers', async () => {
    let now = NOW;
    const verified = new VerifiedTokens();
    const settings = resolveJwtSettings({ signingKey: SIGNING_KEY }, '');
    const backend = new TokenBackend(settings, { now: () => now, verified });
    const token = await backend.encode({ exp: NOW_SECONDS + 60 });
    const first = await backend.decode(token);
    expect(await backend.decode(token)).toBe(first);
    expect(verified.size).toBe(1);
    now = new Date(NOW.getTime() + 60_000);
    await expect(backend.decode(token)).rejects.toThrow(ExpiredTokenError);
    expect(verified.size).toBe(0);
  });

  it('remembers no token that it refused', async () => {
    const verified = new VerifiedTokens();
    const backend = new TokenBackend(resolveJwtSettings({ signingKey: SIGNING_KEY }, ''), { now: () => NOW, verified });
    for (const claims of [{ exp: 1 }, { jti: 7 }, { nbf: NOW_SECONDS + 9 }]) {
      await expect(backend.decode(await backend.encode(claims))).rejects.toThrow(TokenError);
    }
    expect(verified.size).toBe(0);
  });
});

describe('TokenBackend with a JWKS', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const sign = (kid: string, key = privateKey) =>
    new SignJWT({ user_id: '1' }).setProtectedHeader({ alg: 'ES256', kid }).sign(key);

  async function serve(status: number): Promise<{ readonly url: string; close(): void }> {
    const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256' }] });
    expect(createLocalJWKSet(JSON.parse(jwks))).toBeTypeOf('function');
    const server = createServer((_, response) => response.writeHead(status).end(jwks));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    return { url: `http://127.0.0.1:${port}/jwks`, close: () => server.close() };
  }

  it('verifies with the keys of that address, chosen by kid', async () => {
    const { url, close } = await serve(200);
    const backend = backendWith({ algorithm: 'ES256', signingKey: undefined, jwkUrl: url });
    await expect(backend.decode(await sign('one'))).resolves.toEqual({ user_id: '1' });
    await expect(backend.decode(await sign('two'))).rejects.toThrow(new TokenError('Token is invalid'));
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    await expect(backend.decode(await sign('one', stranger))).rejects.toThrow(new TokenError('Token is invalid'));
    close();
  });

  it('says that a service is away, and not that the token is bad', async () => {
    const { url, close } = await serve(500);
    const backend = backendWith({ algorithm: 'ES256', signingKey: undefined, jwkUrl: url });
    await expect(backend.decode(await sign('one'))).rejects.toThrow(ServiceUnavailable);
    close();
  });
});
