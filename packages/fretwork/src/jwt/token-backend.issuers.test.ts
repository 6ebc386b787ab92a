/** Tokens of trusted issuers: verified by the issuer's own keys, for this audience, and never exchanged for ours. */
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { exportJWK, type JWTPayload, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TokenError } from '../errors.ts';
import { memoryTokenStore } from '../testing/memory-token-store.ts';
import { createJwtContext, type JwtContext } from './context.ts';
import { RefreshToken, SlidingToken, UntypedToken } from './revocable-tokens.ts';
import { revokeRefreshToken, rotateRefreshToken } from './rotation.ts';
import { AccessToken } from './tokens.ts';

const STORE = await memoryTokenStore();
const idp = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const SECRET = 'a-signing-key-of-at-least-thirty-two-bytes';
const ISSUER = 'https://idp.example/';
const OTHER = 'https://other.example/';

const paths: string[] = [];
let server: Server;
let jwt: JwtContext;

beforeAll(async () => {
  const keys = {
    '/idp': { keys: [{ ...(await exportJWK(idp.publicKey)), kid: 'one', alg: 'ES256' }] },
    '/other': { keys: [{ ...(await exportJWK(other.publicKey)), kid: 'one', alg: 'ES256' }] },
  };
  server = createServer(({ url = '' }, response) => {
    paths.push(url);
    response.end(JSON.stringify(keys[url as keyof typeof keys]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const common = { audience: 'shop', algorithms: ['ES256'] } as const;
  jwt = createJwtContext({
    settings: {
      signingKey: SECRET,
      checkFamily: true,
      trustedIssuers: [
        { ...common, issuer: ISSUER, jwkUrl: `${base}/idp` },
        {
          ...common,
          issuer: OTHER,
          jwkUrl: `${base}/other`,
          readClaims: ({ sub, exp, scope }) => ({
            token_type: 'access',
            jti: `x-${sub}`,
            user_id: `other:${sub}`,
            exp,
            scope,
            iss: ISSUER,
          }),
        },
      ],
    },
    secretKey: '',
    store: STORE,
  });
});
afterAll(() => server.close());

const CLAIMS = { iss: ISSUER, aud: 'shop', token_type: 'access', jti: 'j', user_id: '1', exp: 4_102_444_800 };
const sign = (claims: JWTPayload, key: typeof idp.privateKey | Uint8Array = idp.privateKey, header: object = {}) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg: key instanceof Uint8Array ? 'HS256' : 'ES256', kid: 'one', ...header })
    .sign(key);

describe('a token of a trusted issuer', () => {
  it('is good for authentication and verification', async () => {
    const token = await sign(CLAIMS);
    expect((await AccessToken.parse(token, jwt)).get('user_id')).toBe('1');
    await expect(UntypedToken.parse(token, jwt)).resolves.toMatchObject({ isForeign: true });
  });

  it('says what its claims mean here, but not who made it', async () => {
    const token = await sign({ iss: OTHER, aud: ['shop'], sub: '7', scope: 'read', exp: CLAIMS.exp }, other.privateKey);
    const { payload } = await AccessToken.parse(token, jwt);
    expect(payload).toMatchObject({ user_id: 'other:7', scope: 'read', iss: OTHER });
  });

  it('may name a login of its issuer, which is none of ours', async () => {
    await expect(AccessToken.parse(await sign({ ...CLAIMS, sid: 'idp-session' }), jwt)).resolves.toBeDefined();
  });

  it.each<[string, () => Promise<string>]>([
    ['for another audience', () => sign({ ...CLAIMS, aud: 'bank' })],
    ['for no audience', () => sign({ ...CLAIMS, aud: undefined })],
    ['that never ends', () => sign({ ...CLAIMS, exp: undefined })],
    ['signed by another trusted issuer', () => sign(CLAIMS, other.privateKey)],
    ['signed with our secret', () => sign(CLAIMS, new TextEncoder().encode(SECRET))],
    ['of an issuer whom nobody trusts', () => sign({ ...CLAIMS, iss: 'https://evil.example/' })],
    ['of nobody', () => sign({ ...CLAIMS, iss: undefined })],
    ['of an issuer named like a property', () => sign({ ...CLAIMS, iss: '__proto__' })],
    [
      'with addresses in its header',
      () => sign(CLAIMS, other.privateKey, { jku: 'http://127.0.0.1:9/other', x5u: 'http://127.0.0.1:9/' }),
    ],
    ['with a key in its header', async () => sign(CLAIMS, other.privateKey, { jwk: await exportJWK(other.publicKey) })],
    ['of another key’s name', () => sign(CLAIMS, idp.privateKey, { kid: '/other' })],
  ])('is refused %s', async (_, make) => {
    await expect(AccessToken.parse(await make(), jwt)).rejects.toThrow(new TokenError('Token is invalid'));
  });

  it('of ours is refused where it says that another made it', async () => {
    const { backend } = createJwtContext({
      settings: { signingKey: SECRET, rotateRefreshTokens: false, issuer: ISSUER },
      secretKey: '',
    });
    await expect(jwt.backend.decode(await backend.encode(CLAIMS))).rejects.toThrow('Token is invalid');
  });

  it('is never exchanged for one of ours, and ends no login', async () => {
    const refresh = await sign({ ...CLAIMS, token_type: 'refresh' });
    await expect(rotateRefreshToken(refresh, jwt)).rejects.toThrow('Token is invalid');
    await expect(revokeRefreshToken(refresh, jwt)).rejects.toThrow('Token is invalid');
    await expect(RefreshToken.parse(refresh, jwt)).rejects.toThrow('Token is invalid');
    await expect(SlidingToken.parse(await sign({ ...CLAIMS, token_type: 'sliding' }), jwt)).rejects.toThrow(
      'Token is invalid',
    );
    // Also where it was verified, and remembered, for something else before.
    await expect(UntypedToken.parse(refresh, jwt)).resolves.toBeDefined();
    await expect(rotateRefreshToken(refresh, jwt)).rejects.toThrow('Token is invalid');
  });

  it('is verified with keys from the addresses in the settings, asked once each', () => {
    expect(paths.toSorted()).toEqual(['/idp', '/other']);
  });
});
