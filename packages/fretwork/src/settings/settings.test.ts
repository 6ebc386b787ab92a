/** Settings: defaults, refusals and types. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { defineSettings, type Settings } from './settings.ts';

const secretKey = 'a secret of good length';

describe('defineSettings', () => {
  it('completes what is left out', () => {
    const settings = defineSettings({ secretKey, pageSize: 7, debug: undefined });
    expect(settings).toMatchObject({
      secretKey,
      pageSize: 7,
      debug: false,
      database: 'sqlite:./db.sqlite3',
      numProxies: 0,
    });
    expect(Object.isFrozen(settings)).toBe(true);
    expectTypeOf(settings).toEqualTypeOf<Settings<undefined, 7>>();
  });

  it.each([
    [{ page_size: 3 }, 'Did you mean `pageSize`?'],
    [{ nonsense: 1 }, 'does not exist'],
    [{ secretKey: 'short' }, '`secretKey` needs at least 16 characters'],
    [{ pageSize: 0 }, '`pageSize` must be a whole number above zero'],
    [{ numProxies: -1 }, '`numProxies` must be a whole number'],
    [{ throttleWithoutCache: 'maybe' as 'allow' }, "`throttleWithoutCache` must be 'refuse' or 'allow'"],
    [{ dataUploadMaxBytes: 1.5 }, '`dataUploadMaxBytes` must be a whole number'],
    [{ sessionCookieName: 'a;b' }, '`sessionCookieName` must be letters'],
    [{ sessionCookieName: '__Host-sid' }, 'For the prefix __Host- set `cookieHostPrefix`'],
    [{ csrfCookieName: '' }, '`csrfCookieName` must be letters'],
    [{ sessionIdleTimeout: 0 }, '`sessionIdleTimeout` must be between a second and 400 days'],
    [{ sessionAbsoluteTimeout: 401 * 86_400 }, '`sessionAbsoluteTimeout` must be between a second and 400 days'],
    [{ sessionIdleTimeout: Number.NaN }, '`sessionIdleTimeout` is not a length of time'],
    [{ csrfTrustedOrigins: ['shop.example'] }, "`csrfTrustedOrigins` names 'shop.example'. Write a scheme"],
    [{ csrfTrustedOrigins: ['https://shop.example/'] }, 'Write a scheme and a host, and nothing after it'],
    [{ csrfTrustedOrigins: ['https://*'] }, 'Write a scheme and a host'],
    [{ csrfTrustedOrigins: ['*'] }, 'Write a scheme and a host'],
  ])('refuses %j', (input, text) => {
    expect(() => defineSettings({ secretKey, ...input })).toThrow(ImproperlyConfigured);
    expect(() => defineSettings({ secretKey, ...input })).toThrow(text);
  });

  it.each(['https://shop.example', 'http://localhost:5173', 'https://*.shop.example', 'https://[::1]:8000'])(
    'trusts the origin %s where it is told to',
    (origin) => {
      expect(defineSettings({ secretKey, csrfTrustedOrigins: [origin] }).csrfTrustedOrigins).toEqual([origin]);
    },
  );

  it('never repeats a secret in a message', () => {
    expect(() => defineSettings({ secretKey: 'hunter2' })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('hunter2') }),
    );
  });

  it('keeps in its type what cuts lists, and is any settings for all that', () => {
    class Cut {
      paginateQueryset(): null {
        return null;
      }
    }
    const size = Number('7') as number | null;
    expectTypeOf(defineSettings({ secretKey })).toEqualTypeOf<Settings<undefined, null>>();
    expectTypeOf(defineSettings({ secretKey, defaultPaginationClass: null })).toEqualTypeOf<Settings<null, null>>();
    const settings = defineSettings({ secretKey, defaultPaginationClass: Cut, pageSize: size });
    expectTypeOf(settings).toEqualTypeOf<Settings<typeof Cut, number | null>>();
    expectTypeOf(settings).toExtend<Settings>();
    // @ts-expect-error a paginator has paginateQueryset
    defineSettings({ secretKey, defaultPaginationClass: Date });
    // @ts-expect-error a size is a number
    expect(() => defineSettings({ secretKey, pageSize: '7' })).toThrow('pageSize');
  });

  it('is typed', () => {
    // @ts-expect-error no such setting
    expect(() => defineSettings({ secretKey, pagesize: 3 })).toThrow();
    // @ts-expect-error classes are passed, never named
    defineSettings({ secretKey, defaultPermissionClasses: ['IsAuthenticated'] });
    // @ts-expect-error a permission has hasPermission
    defineSettings({ secretKey, defaultPermissionClasses: [Date] });
  });
});
