import { describe, expect, it } from 'vitest';
import { Duration } from '../../models/duration.ts';
import { Serializer } from '../serializer.ts';
import { DurationField, readDuration } from './duration-field.ts';

const scope = new Serializer();

describe('DurationField', () => {
  it.each([
    ['3 08:32:01.5', { days: 3, hours: 8, minutes: 32, seconds: 1.5 }],
    ['-08:01', { minutes: -8, seconds: -1 }],
    ['P1DT2H', { days: 1, hours: 2 }],
    ['-PT1,5S', { seconds: -1.5 }],
    ['-3 days +04:05:06', { days: -3, hours: 4, minutes: 5, seconds: 6 }],
    [90, { seconds: 90 }],
  ])('reads %s', (input, parts) => {
    expect((new DurationField().runValidation(input) as Duration).totalMicroseconds).toBe(
      Duration.of(parts).totalMicroseconds,
    );
  });

  it.each([
    ['x', 'invalid'],
    [true, 'invalid'],
    ['1000000000 00', 'overflow'],
    ['1'.repeat(1e5), 'invalid'],
  ])('refuses row %#', (input, code) => {
    expect(() => new DurationField().runValidation(input)).toThrow(expect.objectContaining({ codes: [code] }));
  });

  it('has bounds, which it says as people do', () => {
    const field = new DurationField({ maxValue: Duration.of({ days: 4 }) });
    expect(() => field.runValidation('5 00')).toThrow(
      expect.objectContaining({ messages: ['Ensure this value is less than or equal to 4 days, 0:00:00.'] }),
    );
  });

  it('is sent in the format that was asked for', () => {
    const value = readDuration('-1.5') as Duration;
    expect(new DurationField().toRepresentation(value, scope)).toBe('-1 23:59:58.500000');
    expect(new DurationField({ format: 'iso-8601' }).toRepresentation(value, scope)).toBe('-P0DT00H00M01.500000S');
    expect(() => new DurationField({ format: 'other' })).toThrow('knows no format "other"');
  });
});
