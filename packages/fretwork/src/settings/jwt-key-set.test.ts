/** The set of keys: what is published of it, and what is refused; `keys.rotation.test.ts` is about tokens. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { JwtKeySettings } from './jwt-key-set.ts';
import { type JwtSettings, resolveJwtSettings } from './jwt-settings.ts';

const resolve = (settings: JwtSettings) => resolveJwtSettings(settings, '');
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');
const SECRET = 's'.repeat(32);

describe('what is published of keys', () => {
  it.each([
    ['RS256', rsa, ['alg', 'e', 'kid', 'kty', 'n', 'use']],
    ['PS256', rsa, ['alg', 'e', 'kid', 'kty', 'n', 'use']],
    ['ES256', ec, ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']],
    ['EdDSA', ed, ['alg', 'crv', 'kid', 'kty', 'use', 'x']],
  ] as const)(
    'is the public half for %s, under its thumbprint',
    async (algorithm, { privateKey, publicKey }, members) => {
      const { verifyingKeys, keyId } = resolve({ algorithm, signingKey: privateKey });
      const [{ jwk } = { jwk: null }] = verifyingKeys;
      expect(Object.keys(jwk ?? {}).toSorted()).toEqual(members);
      expect(jwk).toMatchObject({
        alg: algorithm,
        use: 'sig',
        kid: await calculateJwkThumbprint(await exportJWK(publicKey)),
      });
      expect(keyId).toBe(jwk?.kid);
      expect(createPublicKey({ key: { ...jwk }, format: 'jwk' }).equals(publicKey)).toBe(true);
    },
  );

  it('is nothing for secrets', () => {
    const { verifyingKeys } = resolve({ keys: [{ kid: 'a', signingKey: SECRET }] });
    expect(verifyingKeys.map(({ jwk }) => jwk)).toEqual([null]);
    expect(resolve({ signingKey: SECRET }).verifyingKeys.map(({ jwk }) => jwk)).toEqual([null]);
  });
});

describe('the setting keys', () => {
  it('signs with the first key that can, and with none where none can', () => {
    const onlyVerify = { algorithm: 'ES256', verifyingKey: ec.publicKey } as const;
    const keys = resolve({ keys: [onlyVerify, { kid: 'a', signingKey: SECRET }, { kid: 'b', signingKey: SECRET }] });
    expect([keys.algorithm, keys.keyId]).toEqual(['HS256', 'a']);
    expect(resolve({ keys: [onlyVerify] })).toMatchObject({ signingKey: null, keyId: null });
    expectTypeOf<JwtSettings['keys']>().toEqualTypeOf<readonly JwtKeySettings[] | undefined>();
  });

  it.each<[string, JwtSettings, RegExp]>([
    ['no key', { keys: [] }, /`jwt\.keys` must be a list of one to 16/],
    ['too many', { keys: Array.from({ length: 17 }, (_, i) => ({ kid: `${i}`, signingKey: SECRET })) }, /one to 16/],
    ['a key without a key', { keys: [{ kid: 'a' }] }, /`jwt\.keys\[0\]` has no key/],
    ['a secret without a name', { keys: [{ signingKey: SECRET }] }, /`jwt\.keys\[0\]\.kid` must be a name/],
    ['an empty name', { keys: [{ kid: '', signingKey: SECRET }] }, /`jwt\.keys\[0\]\.kid`/],
    ['a name with spaces', { keys: [{ kid: 'a b', signingKey: SECRET }] }, /`jwt\.keys\[0\]\.kid`/],
    [
      'one name for two',
      {
        keys: [
          { kid: 'a', signingKey: SECRET },
          { kid: 'a', signingKey: SECRET },
        ],
      },
      /'a' twice/,
    ],
    [
      'one pair under its thumbprint twice',
      { algorithm: 'ES256', keys: [{ signingKey: ec.privateKey }, { verifyingKey: ec.publicKey }] },
      /twice/,
    ],
    [
      'a weak secret',
      {
        keys: [
          { kid: 'a', signingKey: SECRET },
          { kid: 'b', signingKey: 'x' },
        ],
      },
      /`jwt\.keys\[1\]\.signingKey` has 1 bytes/,
    ],
    [
      'a key of another kind',
      { keys: [{ algorithm: 'ES256', signingKey: rsa.privateKey }] },
      /`jwt\.keys\[0\]\.signingKey` is a key of kind rsa/,
    ],
    [
      'halves of two pairs',
      {
        keys: [
          { algorithm: 'EdDSA', signingKey: ed.privateKey, verifyingKey: generateKeyPairSync('ed25519').publicKey },
        ],
      },
      /not the public half/,
    ],
    [
      'an algorithm that is none',
      { keys: [{ kid: 'a', algorithm: 'none' as 'HS256', signingKey: SECRET }] },
      /`jwt\.keys\[0\]\.algorithm`/,
    ],
    [
      'another key beside',
      { signingKey: SECRET, keys: [{ kid: 'a', signingKey: SECRET }] },
      /does not go with `jwt\.signingKey`/,
    ],
    [
      'another service beside',
      { algorithm: 'RS256', jwkUrl: 'https://idp.example/jwks', keys: [{ signingKey: rsa.privateKey }] },
      /`jwt\.jwkUrl`.*trustedIssuers/,
    ],
  ])('refuses %s', (_, settings, message) => {
    expect(() => resolve(settings)).toThrow(message);
  });
});
