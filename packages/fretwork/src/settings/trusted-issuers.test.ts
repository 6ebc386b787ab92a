/** Issuers that are trusted: each with an audience and an address that nobody on the way can change. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { type JwtSettings, resolveJwtSettings } from './jwt-settings.ts';
import type { TrustedIssuer } from './trusted-issuers.ts';

const IDP: TrustedIssuer = { issuer: 'https://idp.example/', audience: 'shop', jwkUrl: 'https://idp.example/jwks' };
const resolve = (trustedIssuers: readonly TrustedIssuer[], settings: JwtSettings = {}) =>
  resolveJwtSettings({ ...settings, trustedIssuers }, 'a-secret-key-of-at-least-thirty-two-bytes').trustedIssuers;

describe('trusted issuers', () => {
  it('are found by their exact name', () => {
    const issuers = resolve([
      IDP,
      { ...IDP, issuer: 'local', jwkUrl: 'http://127.0.0.1:9/jwks', algorithms: ['EdDSA'] },
    ]);
    expect(issuers.get('https://idp.example/')).toMatchObject({ audience: ['shop'], algorithms: ['RS256'] });
    expect(issuers.get('local')?.algorithms).toEqual(['EdDSA']);
    expect(['https://idp.example', '__proto__', 'toString'].map((name) => issuers.get(name))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expectTypeOf<TrustedIssuer>().toHaveProperty('audience').not.toBeNullable();
  });

  it.each<[string, Partial<TrustedIssuer>, RegExp]>([
    ['without a name', { issuer: '' }, /`jwt\.trustedIssuers\[0\]\.issuer`/],
    ['without an audience', { audience: [] }, /\.audience` must be/],
    ['with an empty audience', { audience: ['shop', ''] }, /\.audience` must be/],
    ['over HTTP', { jwkUrl: 'http://idp.example/jwks' }, /\.jwkUrl` must be an https/],
    ['in a file', { jwkUrl: 'file:///etc/keys' }, /\.jwkUrl` must be an https/],
    ['nowhere', { jwkUrl: 'keys' }, /\.jwkUrl` must be an https/],
    ['with a secret', { algorithms: ['HS256'] }, /\.algorithms` must be/],
    ['without a signature', { algorithms: ['none' as 'RS256'] }, /\.algorithms` must be/],
    ['with no algorithm', { algorithms: [] }, /\.algorithms` must be/],
  ])('are refused %s', (_, change, message) => {
    expect(() => resolve([{ ...IDP, ...change }])).toThrow(ImproperlyConfigured);
    expect(() => resolve([{ ...IDP, ...change }])).toThrow(message);
  });

  it('are not this app, and not the same twice', () => {
    expect(() => resolve([IDP], { issuer: IDP.issuer })).toThrow(/neither `jwt\.issuer` nor/);
    expect(() => resolve([IDP, IDP])).toThrow(/trustedIssuers\[1\]\.issuer/);
  });
});
