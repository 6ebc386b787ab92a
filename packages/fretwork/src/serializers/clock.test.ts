import { describe, expect, it } from 'vitest';
import { type Clock, dateText, isClock, offsetText, TimeZone, timeText, utc } from './clock.ts';

const at = (hour: number, day = 10, month = 3): Clock => ({
  year: 2024,
  month,
  day,
  hour,
  minute: 30,
  second: 0,
  microsecond: 0,
});

describe('TimeZone', () => {
  const newYork = new TimeZone('America/New_York');

  it('knows the moment of a clock, its earlier one where there are two, none where clocks skip it', () => {
    expect(newYork.momentOf(at(1))?.toISOString()).toBe('2024-03-10T06:30:00.000Z');
    expect(newYork.momentOf(at(2))).toBeUndefined();
    expect(newYork.momentOf(at(1, 3, 11))?.toISOString()).toBe('2024-11-03T05:30:00.000Z');
  });

  it('shows clocks at a moment', () => {
    const clock = new TimeZone('Asia/Kolkata').clockAt(new Date('2024-01-01T20:00:00Z'));
    expect([dateText(clock), timeText(clock), clock.offsetSeconds]).toEqual(['2024-01-02', '01:30:00', 19_800]);
  });

  it('refuses a zone that does not exist', () => {
    expect(() => new TimeZone('Mars/Base')).toThrow('There is no time zone "Mars/Base"');
  });
});

describe('calendar', () => {
  it.each([
    [{ ...at(0), month: 2, day: 29 }, true],
    [{ ...at(0), year: 2023, month: 2, day: 29 }, false],
    [{ ...at(24) }, false],
    [{ ...at(0), year: 0 }, false],
  ])('isClock(%j) is %s', (clock, expected) => {
    expect(isClock(clock)).toBe(expected);
  });

  it('counts years below 100 as they are', () => {
    expect(new Date(utc(99, 1, 1)).toISOString()).toBe('0099-01-01T00:00:00.000Z');
    expect([offsetText(-18_000, ':'), offsetText(19_800, ''), offsetText(19_270, ':')]).toEqual([
      '-05:00',
      '+0530',
      '+05:21:10',
    ]);
  });
});
