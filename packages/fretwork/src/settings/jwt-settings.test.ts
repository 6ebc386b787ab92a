/** The `jwt` settings: defaults, what is refused at the start, and what the message says. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { type JwtSettings, resolveJwtSettings } from './jwt-settings.ts';

const SECRET_KEY = 'a-secret-key-of-at-least-thirty-two-bytes';

describe('resolveJwtSettings', () => {
  it('fills in the defaults', () => {
    expect(resolveJwtSettings(undefined, SECRET_KEY)).toMatchObject({
      accessTokenLifetimeSeconds: 300,
      refreshTokenLifetimeSeconds: 86_400,
      slidingTokenLifetimeSeconds: 300,
      slidingTokenRefreshLifetimeSeconds: 86_400,
      leewaySeconds: 0,
      rotateRefreshTokens: true,
      blacklistAfterRotation: true,
      algorithm: 'HS256',
      audience: null,
      issuer: null,
      authHeaderTypes: ['Bearer'],
      authHeaderName: 'authorization',
      userIdField: 'id',
      userIdClaim: 'user_id',
      tokenTypeClaim: 'token_type',
      jtiClaim: 'jti',
      jwkUrl: null,
    });
  });

  it('reads what is given, and takes undefined for left out', () => {
    const settings = resolveJwtSettings(
      {
        accessTokenLifetime: '1h',
        leeway: 5,
        issuer: undefined,
        authHeaderTypes: ['JWT', 'Bearer'],
        authHeaderName: 'X-Token',
      },
      SECRET_KEY,
    );
    expect(settings).toMatchObject({
      accessTokenLifetimeSeconds: 3_600,
      leewaySeconds: 5,
      issuer: null,
      authHeaderTypes: ['JWT', 'Bearer'],
      authHeaderName: 'x-token',
    });
  });

  it('lets active users log in, and nobody else', () => {
    const { userAuthenticationRule } = resolveJwtSettings({}, SECRET_KEY);
    expect([{ isActive: true }, { isActive: false }, null].map((user) => userAuthenticationRule(user))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it.each<[string, unknown, RegExp]>([
    ['a name that does not exist', { accesTokenLifetime: '5m' }, /`jwt\.accesTokenLifetime` does not exist/],
    ['a prototype key', JSON.parse('{"__proto__": 1}'), /`jwt\.__proto__` does not exist/],
    ['no lifetime', { accessTokenLifetime: 'soon' }, /`jwt\.accessTokenLifetime`/],
    ['an empty lifetime', { refreshTokenLifetime: 0 }, /`jwt\.refreshTokenLifetime` must be at least a second/],
    ['a negative leeway', { leeway: -1 }, /`jwt\.leeway`/],
    ['alg none', { algorithm: 'none' }, /`jwt\.algorithm` must be one of HS256/],
    ['alg of another case', { algorithm: 'hs256' }, /`jwt\.algorithm`/],
    ['alg of the prototype', { algorithm: 'toString' }, /`jwt\.algorithm`/],
    ['alg as a list', { algorithm: ['HS256'] }, /`jwt\.algorithm`/],
    ['a short secret', { signingKey: 'x'.repeat(31) }, /`jwt\.signingKey` has 31 bytes; HS256 needs at least 32/],
    ['a secret shorter than the hash', { algorithm: 'HS512', signingKey: 'x'.repeat(63) }, /HS512 needs at least 64/],
    ['an audience that is no text', { audience: 7 }, /`jwt\.audience` must be a text, a list of texts or null/],
    ['an empty audience', { audience: [] }, /`jwt\.audience`/],
    ['an issuer that is no text', { issuer: ['a'] }, /`jwt\.issuer`/],
    ['two claims of one name', { userIdClaim: 'jti' }, /names the claim 'jti', which is taken/],
    ['a reserved claim', { userIdClaim: 'exp' }, /names the claim 'exp'/],
    ['no claim', { jtiClaim: null }, /`jwt\.jtiClaim` must be the name of a claim/],
    ['no header types', { authHeaderTypes: [] }, /`jwt\.authHeaderTypes`/],
    ['a header type with a space', { authHeaderTypes: 'Bearer token' }, /`jwt\.authHeaderTypes`/],
    ["Django's name of a header", { authHeaderName: 'HTTP_AUTHORIZATION' }, /the header's own name/],
    ['a flag as text', { rotateRefreshTokens: 'false' }, /`jwt\.rotateRefreshTokens` must be true or false/],
    ['a hook by name', { userAuthenticationRule: 'app.rule' }, /`jwt\.userAuthenticationRule` must be a function/],
    ['token classes by name', { authTokenClasses: ['AccessToken'] }, /`jwt\.authTokenClasses`/],
    ['a JWKS over HTTP', { algorithm: 'RS256', jwkUrl: 'http://idp.example/jwks' }, /`jwt\.jwkUrl` must be an https/],
    ['a JWKS for HMAC', { jwkUrl: 'https://idp.example/jwks' }, /`jwt\.jwkUrl` needs an asymmetric `jwt\.algorithm`/],
  ])('refuses %s', (_, input, message) => {
    const resolve = () => resolveJwtSettings(input as JwtSettings, SECRET_KEY);
    expect(resolve).toThrow(ImproperlyConfigured);
    expect(resolve).toThrow(message);
  });

  it('asks for a token store where tokens rotate or die with their login', () => {
    const resolve = (input: JwtSettings) => resolveJwtSettings(input, SECRET_KEY, { hasTokenStore: false });
    expect(() => resolve({})).toThrow(/`jwt\.rotateRefreshTokens`.*jwtModels/);
    expect(() => resolve({ rotateRefreshTokens: false })).not.toThrow();
    expect(() => resolve({ blacklistAfterRotation: false })).toThrow(/`jwt\.rotateRefreshTokens`/);
    expect(() => resolve({ rotateRefreshTokens: false, checkFamily: true })).toThrow(/`jwt\.checkFamily`.*jwtModels/);
    expect(() => resolveJwtSettings({}, SECRET_KEY, { hasTokenStore: true })).not.toThrow();
  });

  it('never says a key', () => {
    const signingKey = 'hunter2-hunter2';
    expect(() => resolveJwtSettings({ signingKey }, SECRET_KEY)).toThrow(expect.not.stringContaining('hunter2'));
    expect(JSON.stringify(resolveJwtSettings({ signingKey: signingKey.repeat(3) }, SECRET_KEY))).not.toContain(
      'hunter2',
    );
  });

  it('types hooks and settings', () => {
    interface Member {
      readonly isActive: boolean;
      readonly paidUntil: Date;
    }
    const settings: JwtSettings = {
      userAuthenticationRule: (user: Member | null) => user !== null && user.paidUntil > new Date(0),
    };
    expectTypeOf(settings.algorithm).extract<'none'>().toBeNever();
    // @ts-expect-error a lifetime has a unit
    const wrong: JwtSettings = { accessTokenLifetime: 'five minutes' };
    expect([settings, wrong]).toHaveLength(2);
  });
});
