/** The registered claims, by what a verifier asks of them. */
import { describe, expect, it } from 'vitest';
import { ExpiredTokenError, TokenError } from '../errors.ts';
import { type ClaimRules, checkRegisteredClaims } from './registered-claims.ts';

const NOW = 1_704_067_200;
const check = (claims: object, rules: Partial<ClaimRules> = {}) =>
  checkRegisteredClaims(claims as Readonly<Record<string, unknown>>, {
    leewaySeconds: 0,
    now: new Date(NOW * 1000 + 999),
    ...rules,
  });

describe('checkRegisteredClaims', () => {
  it.each<[object, Partial<ClaimRules>]>([
    [{}, {}],
    [{ exp: NOW + 1 }, {}],
    [{ exp: NOW + 1 }, { mustExpire: true }],
    [{ exp: NOW - 4 }, { leewaySeconds: 5 }],
    [{ nbf: NOW }, {}],
    [{ nbf: NOW + 5 }, { leewaySeconds: 5 }],
    [{ iat: NOW + 1000 }, {}],
    [{ iss: 'a' }, { issuer: 'a' }],
    [{ aud: 'web' }, { audience: 'web' }],
    [{ aud: ['x', 'web'] }, { audience: 'web' }],
    [{ aud: 'web' }, { audience: ['app', 'web'] }],
    [{ aud: ['x', 'app'] }, { audience: ['app', 'web'] }],
    [{ aud: 7, iss: 7 }, {}],
  ])('takes %j under %j', (claims, rules) => expect(() => check(claims, rules)).not.toThrow());

  it.each<[object, Partial<ClaimRules>, string]>([
    [{}, { mustExpire: true }, 'never expires'],
    [{ exp: '1' }, {}, 'bad time'],
    [{ exp: null }, {}, 'bad time'],
    [{ nbf: [1] }, {}, 'bad time'],
    [{ iat: 'now' }, {}, 'bad time'],
    [{ nbf: NOW + 1 }, {}, 'not good yet'],
    [{ nbf: NOW + 6 }, { leewaySeconds: 5 }, 'not good yet'],
    [{}, { issuer: 'a' }, 'another issuer'],
    [{ iss: ['a'] }, { issuer: 'a' }, 'another issuer'],
    [{ iss: 'A' }, { issuer: 'a' }, 'another issuer'],
    [{}, { audience: 'web' }, 'somebody else'],
    [{ aud: 'website' }, { audience: 'web' }, 'somebody else'],
    [{ aud: ['website'] }, { audience: 'web' }, 'somebody else'],
    [{ aud: [['web']] }, { audience: 'web' }, 'somebody else'],
    [{ aud: { web: true } }, { audience: 'web' }, 'somebody else'],
    [{ aud: null }, { audience: ['web'] }, 'somebody else'],
    [{ exp: NOW - 9, iss: 'b' }, { issuer: 'a' }, 'another issuer'],
  ])('refuses %j under %j', (claims, rules, message) => {
    expect(() => check(claims, rules)).toThrow(TokenError);
    expect(() => check(claims, rules)).not.toThrow(ExpiredTokenError);
    expect(() => check(claims, rules)).toThrow(message);
  });

  it.each([
    [NOW, 0],
    [NOW - 1, 0],
    [NOW - 5, 5],
  ])('says that exp %i is past with %i s of leeway', (exp, leewaySeconds) => {
    expect(() => check({ exp }, { leewaySeconds })).toThrow(ExpiredTokenError);
  });
});
