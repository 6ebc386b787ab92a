/** JSON text: values as DRF writes them. */
import { describe, expect, it } from 'vitest';
import { Duration } from '../models/duration.ts';
import { PreciseDate } from '../models/precise-date.ts';
import { JSONText, stringify } from './json-text.ts';

describe('stringify', () => {
  it.each([
    [{ a: [1, 'x', null, true] }, '{"a":[1,"x",null,true]}'],
    [{ big: 12_345_678_901_234_567_890n }, '{"big":12345678901234567890}'],
    [new Date('2024-02-29T10:00:00Z'), '"2024-02-29T10:00:00Z"'],
    [new PreciseDate(Date.UTC(2024, 1, 29), 5), '"2024-02-29T00:00:00.000005Z"'],
    [new Date(Number.NaN), 'null'],
    [Duration.of({ days: 1, microseconds: 5 }), '"1 00:00:00.000005"'],
    [new Map([['a', 1]]), '{"a":1}'],
    [new Set([1, 2]), '[1,2]'],
    ['\ud800', '"\\ud800"'],
    [undefined, ''],
  ])('writes value %# as JSON', (value, expected) => {
    expect(stringify(value)).toBe(expected);
  });

  it('indents', () => {
    expect(stringify({ a: 1n }, 2)).toBe('{\n  "a": 1\n}');
  });
});

describe('JSONText', () => {
  it('is its value to whoever does not copy it', () => {
    expect(JSON.stringify([new JSONText('{"a":[1,2]}')])).toBe('[{"a":[1,2]}]');
    expect(new JSONText('123456789012345678901').toJSON()).toBe(123_456_789_012_345_678_901n);
  });
});
