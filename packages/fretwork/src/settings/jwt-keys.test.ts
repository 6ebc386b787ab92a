/** The keys of the `jwt` settings: what is imported, what is refused. */
import { createSecretKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { HmacKey } from './hmac-key.ts';
import { type JwtSettings, resolveJwtSettings } from './jwt-settings.ts';

const SECRET_KEY = 'a-secret-key-of-at-least-thirty-two-bytes';

describe('the keys', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ed = generateKeyPairSync('ed25519');
  const pem = (key: typeof rsa.publicKey) =>
    key.export({ type: key.type === 'public' ? 'spki' : 'pkcs8', format: 'pem' }).toString();

  it('derives an HMAC key of its own from secretKey', () => {
    const { signingKey, verifyingKey } = resolveJwtSettings({}, SECRET_KEY);
    expect(signingKey).toBe(verifyingKey);
    expect(signingKey).toBeInstanceOf(HmacKey);
    expect(() => resolveJwtSettings({}, 'short')).toThrow(/`secretKey` has 5 bytes/);
  });

  it.each<[string, JwtSettings]>([
    ['RS256 from a private key', { algorithm: 'RS256', signingKey: pem(rsa.privateKey) }],
    ['PS512 from KeyObjects', { algorithm: 'PS512', signingKey: rsa.privateKey, verifyingKey: rsa.publicKey }],
    ['ES256 from a pair', { algorithm: 'ES256', signingKey: pem(ec.privateKey), verifyingKey: pem(ec.publicKey) }],
    ['EdDSA', { algorithm: 'EdDSA', signingKey: pem(ed.privateKey) }],
  ])('imports %s', (_, input) => {
    expect(resolveJwtSettings(input, SECRET_KEY)).toMatchObject({
      signingKey: { extractable: false },
      verifyingKey: { extractable: false },
    });
  });

  it('imports a secret from bytes, text and a KeyObject as one key', () => {
    const secret = 'k'.repeat(32);
    const keys = [secret, Buffer.from(secret), createSecretKey(Buffer.from(secret))].map(
      (signingKey) => resolveJwtSettings({ signingKey }, SECRET_KEY).signingKey as HmacKey,
    );
    expect(new Set(keys.map((key) => key.sign('{}', '{}'))).size).toBe(1);
  });

  it('verifies without a private key, and leaves keys to a JWKS', () => {
    expect(resolveJwtSettings({ algorithm: 'RS256', verifyingKey: pem(rsa.publicKey) }, '').signingKey).toBeNull();
    const remote = resolveJwtSettings({ algorithm: 'RS256', jwkUrl: 'https://idp.example/jwks' }, '');
    expect(remote).toMatchObject({ signingKey: null, verifyingKey: null, jwkUrl: expect.any(URL) });
  });

  it.each<[string, JwtSettings, RegExp]>([
    ['no key at all', { algorithm: 'RS256' }, /`jwt\.verifyingKey` is missing/],
    ['text that is no key', { algorithm: 'RS256', signingKey: 'secret' }, /`jwt\.signingKey` is not a private key/],
    [
      'a public key to sign with',
      { algorithm: 'RS256', signingKey: rsa.publicKey },
      /`jwt\.signingKey` is not a private/,
    ],
    ['a short RSA key', { algorithm: 'RS256', signingKey: small.privateKey }, /has 1024 bits/],
    ['a key of another kind', { algorithm: 'ES256', signingKey: pem(rsa.privateKey) }, /ES256 needs prime256v1/],
    ['a key of another curve', { algorithm: 'ES384', signingKey: pem(ec.privateKey) }, /ES384 needs secp384r1/],
    [
      'halves of two pairs',
      { algorithm: 'ES256', signingKey: ec.privateKey, verifyingKey: other.publicKey },
      /not the public half/,
    ],
    ['a public key as HMAC secret', { signingKey: pem(rsa.publicKey) }, /`jwt\.signingKey` is a public or private key/],
    ['a verifying key with HMAC', { verifyingKey: 'x'.repeat(64) }, /`jwt\.verifyingKey` does not go with HS256/],
  ])('refuses %s', (_, input, message) => {
    expect(() => resolveJwtSettings(input, SECRET_KEY)).toThrow(message);
  });
});
