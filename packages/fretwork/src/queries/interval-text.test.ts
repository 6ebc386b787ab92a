/** Intervals: every style that PostgreSQL writes them in. */
import { describe, expect, it } from 'vitest';
import { Duration } from '../models/duration.ts';
import { parseInterval, printInterval } from './interval-text.ts';

const of = (parts: Parameters<typeof Duration.of>[0]): bigint => Duration.of(parts).totalMicroseconds;

describe('parseInterval', () => {
  it.each<[style: string, text: string, total: bigint]>([
    ['postgres', '00:00:00', 0n],
    ['postgres', '1 day 02:00:03.000005', of({ days: 1, hours: 2, seconds: 3, microseconds: 5 })],
    ['postgres', '-1 days +23:59:59.999999', -1n],
    ['postgres', '-02:00:00', of({ hours: -2 })],
    ['postgres', '1 day -00:00:01', of({ days: 1, seconds: -1 })],
    ['postgres', '1 year 2 mons 3 days', of({ days: 365 + 60 + 3 })],
    ['postgres', '2562047788:00:54.775807', 2n ** 63n - 1n],
    ['postgres_verbose', '@ 0', 0n],
    ['postgres_verbose', '@ 1 day 2 hours 3.000005 secs', of({ days: 1, hours: 2, seconds: 3, microseconds: 5 })],
    ['postgres_verbose', '@ 1 day 5 mins ago', of({ days: -1, minutes: -5 })],
    ['sql_standard', '0', 0n],
    ['sql_standard', '1 2:00:03.000005', of({ days: 1, hours: 2, seconds: 3, microseconds: 5 })],
    ['sql_standard', '-1 2:00:00', of({ days: -1, hours: -2 })],
    ['sql_standard', '+0-0 -1 +2:00:00', of({ days: -1, hours: 2 })],
    ['sql_standard', '1-2 3 4:05:06', of({ days: 365 + 60 + 3, hours: 4, minutes: 5, seconds: 6 })],
    ['sql_standard', '-0:00:01', of({ seconds: -1 })],
    ['iso_8601', 'PT0S', 0n],
    ['iso_8601', 'P1DT2H3.000005S', of({ days: 1, hours: 2, seconds: 3, microseconds: 5 })],
    ['iso_8601', 'P-1DT-2H-5M', of({ days: -1, hours: -2, minutes: -5 })],
    ['iso_8601', 'P1Y2M3D', of({ days: 365 + 60 + 3 })],
  ])('reads %s: %s', (_style, text, total) => {
    expect(parseInterval(text)?.totalMicroseconds).toBe(total);
  });

  it.each(['', 'soon', 'infinity'])('does not read %j', (text) => {
    expect(parseInterval(text)).toBeUndefined();
  });
});

describe('printInterval', () => {
  it.each([
    [0n, '0 days 0.000000 seconds'],
    [-1n, '-1 days 86399.999999 seconds'],
    [93_603_000_005n, '1 days 7203.000005 seconds'],
  ])('prints %s microseconds', (total, text) => {
    expect(printInterval(new Duration(total))).toBe(text);
  });
});
