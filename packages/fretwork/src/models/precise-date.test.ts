/** PreciseDate: a Date that keeps microseconds. */
import { describe, expect, it } from 'vitest';
import { microsecondsOf, PreciseDate, parseMoment, toMicrosecondISO } from './precise-date.ts';

describe('parseMoment', () => {
  it.each([
    ['2024-02-29T13:45:30Z', '2024-02-29T13:45:30Z'],
    ['2024-02-29 13:45:30', '2024-02-29T13:45:30Z'],
    ['2024-02-29T13:45:30.5Z', '2024-02-29T13:45:30.500000Z'],
    ['2024-02-29T13:45:30.123456Z', '2024-02-29T13:45:30.123456Z'],
    ['2024-02-29T13:45:30.1234569Z', '2024-02-29T13:45:30.123456Z'], // what is finer is cut off
    ['2024-02-29T13:45:30.000001+05:30', '2024-02-29T08:15:30.000001Z'],
    ['2024-02-29T13:45:30-01', '2024-02-29T14:45:30Z'],
    ['2024-02-29t13:45:30z', '2024-02-29T13:45:30Z'],
    ['1969-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999999Z'],
  ])('reads %s', (text, iso) => {
    expect(toMicrosecondISO(parseMoment(text) as Date)).toBe(iso);
  });

  it.each([
    '',
    'now',
    '2024-02-29',
    '2024-13-01T00:00:00Z',
    '2024-02-29T25:00:00Z',
    '2024-02-29T13:45:30.Z',
    `2024-02-29T13:45:30.${'1'.repeat(100_000)}x`,
  ])('refuses %.40s', (text) => {
    expect(parseMoment(text)).toBeNull();
  });

  it('gives a plain Date where milliseconds say it all', () => {
    expect(parseMoment('2024-02-29T13:45:30.120Z')).not.toBeInstanceOf(PreciseDate);
    expect(parseMoment('2024-02-29T13:45:30.120001Z')).toBeInstanceOf(PreciseDate);
  });
});

describe('PreciseDate', () => {
  const date = new PreciseDate(Date.parse('2024-02-29T13:45:30.123Z'), 456);

  it('is a Date and prints all six digits', () => {
    expect(date).toBeInstanceOf(Date);
    expect(JSON.stringify(date)).toBe('"2024-02-29T13:45:30.123456Z"');
    expect([microsecondsOf(date), microsecondsOf(new Date())]).toEqual([456, 0]);
  });

  it.each([
    [new Date('2024-02-29T13:45:30.000Z'), '2024-02-29T13:45:30Z'],
    [new Date('2024-02-29T13:45:30.010Z'), '2024-02-29T13:45:30.010000Z'],
    [new PreciseDate(Date.parse('2024-02-29T13:45:30.000Z'), 7), '2024-02-29T13:45:30.000007Z'],
  ])('is printed as DRF does (%#)', (value, iso) => {
    expect(toMicrosecondISO(value)).toBe(iso);
  });
});
