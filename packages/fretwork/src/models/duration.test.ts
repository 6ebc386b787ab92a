/** Durations: exact, in Python's normal form. */
import { describe, expect, it } from 'vitest';
import { Duration, type DurationParts } from './duration.ts';

describe('Duration', () => {
  it.each<[parts: DurationParts, days: number, seconds: number, microseconds: number, text: string]>([
    [{}, 0, 0, 0, '00:00:00'],
    [{ days: 1, hours: 2, minutes: 3, seconds: 4, microseconds: 5 }, 1, 7384, 5, '1 02:03:04.000005'],
    [{ microseconds: -1 }, -1, 86_399, 999_999, '-1 23:59:59.999999'],
    [{ days: -1 }, -1, 0, 0, '-1 00:00:00'],
    [{ hours: 25 }, 1, 3600, 0, '1 01:00:00'],
    [{ milliseconds: 1.5 }, 0, 0, 1500, '00:00:00.001500'],
    [{ seconds: 0.1 }, 0, 0, 100_000, '00:00:00.100000'],
    [{ days: 0.5 }, 0, 43_200, 0, '12:00:00'],
    [
      { days: 106_751_991, seconds: 14_454, microseconds: 775_807 },
      106_751_991,
      14_454,
      775_807,
      '106751991 04:00:54.775807',
    ],
  ])('of %o', (parts, days, seconds, microseconds, text) => {
    const duration = Duration.of(parts);
    expect([duration.days, duration.seconds, duration.microseconds]).toEqual([days, seconds, microseconds]);
    expect(String(duration)).toBe(text);
    expect(JSON.stringify({ duration })).toBe(JSON.stringify({ duration: text }));
  });

  it('compares and converts', () => {
    expect(Duration.of({ hours: 1 }) < Duration.of({ minutes: 61 })).toBe(true);
    expect(Duration.of({ days: 1, milliseconds: 500 }).totalSeconds).toBe(86_400.5);
    expect(new Duration(2n ** 63n).totalMicroseconds).toBe(2n ** 63n);
  });
});
