/** The settings of logins: their defaults, and what cannot work. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { type JwtSettings, resolveJwtSettings } from './jwt-settings.ts';
import type { RefreshTokenReuse } from './refresh-settings.ts';

const resolve = (settings: JwtSettings) => resolveJwtSettings(settings, 'a-secret-key-of-at-least-thirty-two-bytes');
const DAY = 86_400;

describe('the settings of logins', () => {
  it('have defaults', () => {
    expect(resolve({})).toMatchObject({
      familyLifetimeSeconds: 30 * DAY,
      refreshReuseGraceSeconds: 10,
      familyClaim: 'sid',
      checkFamily: false,
      refreshCookie: { name: 'refresh', path: '/', sameSite: 'Strict' },
    });
    expect(resolve({ refreshTokenLifetime: '90d' }).familyLifetimeSeconds).toBe(90 * DAY);
    expect(resolve({ familyLifetime: '7d', refreshReuseGrace: 0, familyClaim: null })).toMatchObject({
      familyLifetimeSeconds: 7 * DAY,
      refreshReuseGraceSeconds: 0,
      familyClaim: null,
    });
  });

  it.each<[string, JwtSettings, RegExp]>([
    ['a login shorter than its token', { familyLifetime: '1h' }, /`jwt\.familyLifetime` is shorter than/],
    ['a login of no length', { familyLifetime: -1 }, /`jwt\.familyLifetime` is not a length of time/],
    ['a grace that hides thieves', { refreshReuseGrace: '2m' }, /`jwt\.refreshReuseGrace` is longer than a minute/],
    ['a grace below zero', { refreshReuseGrace: -1 }, /`jwt\.refreshReuseGrace` is not a length of time/],
    ['a check without a claim', { checkFamily: true, familyClaim: null }, /`jwt\.checkFamily` needs/],
    ['a claim that is taken', { familyClaim: 'user_id' }, /`jwt\.familyClaim` names the claim 'user_id'/],
    ['a claim that is taken by the standard', { familyClaim: 'exp' }, /`jwt\.familyClaim` names the claim 'exp'/],
    ['a claim without a name', { familyClaim: '' }, /`jwt\.familyClaim` must be/],
    ['a name with the prefix', { refreshCookie: { name: '__Host-refresh' } }, /`jwt\.refreshCookie\.name`/],
    ['a name with a separator', { refreshCookie: { name: 'a;b' } }, /`jwt\.refreshCookie\.name`/],
    ['a path with more', { refreshCookie: { path: '/; Domain=evil.example' } }, /`jwt\.refreshCookie\.path`/],
    ['a path that is none', { refreshCookie: { path: 'api' } }, /`jwt\.refreshCookie\.path`/],
    ['a cookie for all sites', { refreshCookie: { sameSite: 'None' as 'Lax' } }, /`jwt\.refreshCookie\.sameSite`/],
  ])('refuse %s', (_, settings, message) => {
    expect(() => resolve(settings)).toThrow(ImproperlyConfigured);
    expect(() => resolve(settings)).toThrow(message);
  });

  it('type the hook of reuse', () => {
    const seen: RefreshTokenReuse[] = [];
    resolve({ onRefreshTokenReused: (event) => void seen.push(event) });
    expectTypeOf<RefreshTokenReuse['login']['createdAt']>().toEqualTypeOf<Date>();
    // @ts-expect-error an event has no token
    expectTypeOf<RefreshTokenReuse>().toHaveProperty('token');
  });
});
