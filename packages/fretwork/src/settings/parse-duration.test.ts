/** Lengths of time as settings write them. */
import { describe, expect, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { type DurationInput, parseDuration } from './parse-duration.ts';

describe('parseDuration', () => {
  it.each<[DurationInput | string, number]>([
    [300, 300],
    [0, 0],
    [0.5, 0.5],
    ['5m', 300],
    ['1d', 86_400],
    ['250ms', 0.25],
    ['1.5h', 5_400],
    ['1h30m', 5_400],
    ['2w', 1_209_600],
  ])('reads %j as %d seconds', (input, seconds) => {
    expect(parseDuration(input, 'jwt.leeway')).toBe(seconds);
  });

  it.each([
    '',
    '5',
    'm',
    '5 minutes',
    '-5m',
    '1e3s',
    '٣m',
    '5M',
    `${'9'.repeat(80)}s`,
    '99999w',
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    86_400_000 * 366,
  ])('refuses %j, naming the setting', (input) => {
    const read = () => parseDuration(input, 'jwt.leeway');
    expect(read).toThrow(ImproperlyConfigured);
    expect(read).toThrow(/`jwt\.leeway`.*'5m'/);
  });

  it('takes no time for a long text', () => {
    expect(() => parseDuration('1'.repeat(1_000_000), 'x')).toThrow(ImproperlyConfigured);
  });

  it('knows its units at compile time', () => {
    const good: DurationInput = '1h30m';
    // @ts-expect-error `minutes` is not a unit
    const bad: DurationInput = '5minutes';
    expect([good, bad]).toHaveLength(2);
  });
});
