import { describe, expect, it } from 'vitest';
import { clockReader, explainFormats, formatClock } from './clock-format.ts';

const clock = { year: 2024, month: 7, day: 1, hour: 13, minute: 5, second: 9, microsecond: 42, offsetSeconds: 0 };

describe('formats', () => {
  it.each([
    ['%d.%m.%Y %H:%M', '01.07.2024 13:05'],
    ['%a %A %b %B %y %I %p %j %U %w %f %z %%', 'Mon Monday Jul July 24 01 PM 183 26 1 000042 +0000 %'],
    ['%Q', '%Q'],
  ])('%s writes', (format, text) => {
    expect(formatClock(clock, format)).toBe(text);
  });

  it.each([
    ['%d.%m.%Y', '1.7.2024', { year: 2024, month: 7, day: 1 }],
    ['%I:%M%p', '1:05pm', { hour: 13, minute: 5 }],
    ['%d %b %Y', '01 jul 2024', { month: 7 }],
    ['%j', '032', { month: 2, day: 1 }],
    ['%H(%M)', '13(05)', { hour: 13 }], // what is special in a pattern is plain in a format
  ])('%s reads %s', (format, text, parts) => {
    expect(clockReader(format)(text)).toMatchObject(parts);
  });

  it('reads nothing else', () => {
    expect([clockReader('%Y')('24'), clockReader('%H:%M')(`1${'0'.repeat(1e5)}`)]).toEqual([undefined, undefined]);
    expect(() => clockReader('%Q')).toThrow('remove %Q');
  });

  it('explains itself', () => {
    expect(explainFormats(['iso-8601', '%d.%m.%Y'], 'YYYY-MM-DD')).toBe('YYYY-MM-DD, DD.MM.YYYY');
  });
});
