/** Rates: what is read, what is refused, and what does not even compile. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { parseRate, type Rate, rate } from './rate.ts';
import { defineSettings } from './settings.ts';

describe('parseRate', () => {
  it.each([
    ['3/s', 3, 1],
    ['3/sec', 3, 1],
    ['3/secs', 3, 1],
    ['1/second', 1, 1],
    ['3/seconds', 3, 1],
    ['3/m', 3, 60],
    ['3/min', 3, 60],
    ['3/mins', 3, 60],
    ['1/minute', 1, 60],
    ['3/minutes', 3, 60],
    ['2/h', 2, 3600],
    ['2/hour', 2, 3600],
    ['2/hours', 2, 3600],
    ['3/d', 3, 86_400],
    ['3/day', 3, 86_400],
    ['100/days', 100, 86_400],
    ['0/day', 0, 86_400], // never, as in DRF
  ])('reads %s', (input, limit, periodSeconds) => {
    expect(parseRate(input, 'Here')).toEqual({ limit, periodSeconds });
  });

  it.each([
    '5/month', // a minute to DRF
    '5/mon',
    '5/hourly',
    '5/Min',
    '5',
    '5/',
    '/min',
    '',
    '-1/min',
    '1.5/min',
    '1e3/min',
    ' 5/min',
    '5/min\n',
    '5 / min',
    '5/__proto__',
    '5/constructor',
    '9999999999/min',
    `${'9'.repeat(100_000)}/min`,
  ])('refuses %.20j', (input) => {
    expect(() => parseRate(input, 'Here')).toThrow(ImproperlyConfigured);
    expect(() => parseRate(input, 'Here')).toThrow(/^Here is not a rate\. .*'100\/day'.*minutes/);
  });
});

describe('rates in the settings', () => {
  const secretKey = 'a secret of good length';

  it('are read when the settings are defined', () => {
    const rates = { anon: rate('3/min'), user: null, uploads: undefined } as const;
    expect(defineSettings({ secretKey, defaultThrottleRates: rates }).defaultThrottleRates).toEqual(rates);
    const odd = { anon: '3/min', uploads: '5/month' as Rate } as const;
    expect(() => defineSettings({ secretKey, defaultThrottleRates: odd })).toThrow(
      /^Setting `defaultThrottleRates.uploads` is not a rate/,
    );
  });

  it('from the environment are checked as well', () => {
    expectTypeOf(rate('3/min')).toEqualTypeOf<Rate>();
    expect(() => rate('5/month')).toThrow(ImproperlyConfigured);
  });

  it('are typed', () => {
    // @ts-expect-error there is no such period
    const odd: Rate = '5/month';
    // @ts-expect-error a number is missing
    const empty: Rate = '/min';
    expect([odd, empty]).toHaveLength(2);
  });
});
