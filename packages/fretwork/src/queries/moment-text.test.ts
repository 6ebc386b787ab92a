/** Days, times and moments in text: what is one, and how databases write it. */
import { describe, expect, it } from 'vitest';
import { PreciseDate } from '../models/precise-date.ts';
import { fitClock, fitDay, fitMoment, printMoment, readMoment } from './moment-text.ts';

describe('fitDay', () => {
  it.each(['0001-01-01', '2024-02-29', '2000-02-29', '9999-12-31'])('takes %s', (day) => {
    expect(fitDay(day)).toBe(day);
  });
  it.each([
    '2023-02-29',
    '1900-02-29',
    '2023-04-31',
    '2023-00-01',
    '2023-01-00',
    '0000-01-01',
    '23-01-01',
    '+002023-01-01',
    '2023-01-01\n',
  ])('refuses %j', (day) => {
    expect(fitDay(day)).toBeUndefined();
  });
});

describe('fitClock', () => {
  it.each([
    ['00:00', '00:00:00'],
    ['23:59:59', '23:59:59'],
    ['23:59:59.1', '23:59:59.100000'],
    ['23:59:59.000001', '23:59:59.000001'],
    ['23:59:59.000', '23:59:59'],
  ])('makes of %s %s', (text, expected) => {
    expect(fitClock(text)).toBe(expected);
  });
  it.each(['24:00:00', '12:60:00', '12:00:60', '1:00:00', '12:00:00.', '12:00:00.1234567', '12:00:00+01'])(
    'refuses %s',
    (text) => {
      expect(fitClock(text)).toBeUndefined();
    },
  );
});

describe('fitMoment', () => {
  it('takes dates and texts of the years 1 to 9999', () => {
    const date = new Date();
    expect(fitMoment(date)).toBe(date);
    expect(fitMoment('2023-02-28T13:45:30.000001Z')).toStrictEqual(
      new PreciseDate(Date.parse('2023-02-28T13:45:30Z'), 1),
    );
  });
  it.each([new Date(Number.NaN), new Date(8.64e15), '2023-02-30T00:00:00Z', '2023-02-28', '', 5, null])(
    'refuses %j',
    (value) => {
      expect(fitMoment(value)).toBeUndefined();
    },
  );
});

describe('moments', () => {
  it.each([
    ['2023-02-28 13:45:30', 1677591930000, 0],
    ['2023-02-28 13:45:30.123000', 1677591930123, 0],
    ['2023-02-28 13:45:30.000001', 1677591930000, 1],
    ['1969-12-31 23:59:59.999999', -1, 999],
    ['0001-01-01 00:00:00', -62135596800000, 0],
    ['0099-12-31 23:59:59.000001', -59011459201000, 1],
  ])('prints and reads %s', (text, time, micro) => {
    const date = micro === 0 ? new Date(time) : new PreciseDate(time, micro);
    expect(printMoment(date)).toBe(text);
    expect(readMoment(text)).toStrictEqual(date);
    expect(readMoment(`${text}+00`)).toStrictEqual(date);
  });

  it.each([
    ['2023-02-28 13:45:30.5', '2023-02-28T13:45:30.500Z'],
    ['2023-02-28 13:45:30+02', '2023-02-28T11:45:30.000Z'],
    ['2023-02-28 13:45:30-05:30', '2023-02-28T19:15:30.000Z'],
    ['2023-02-28T13:45:30Z', '2023-02-28T13:45:30.000Z'],
  ])('reads %s', (text, iso) => {
    expect((readMoment(text) as Date).toISOString()).toBe(iso);
  });

  it.each(['infinity', '-infinity', '2023-02-28', 'xxxx-xx-xx xx:xx:xx'])('leaves %s as it is', (text) => {
    expect(readMoment(text)).toBe(text);
  });
});
