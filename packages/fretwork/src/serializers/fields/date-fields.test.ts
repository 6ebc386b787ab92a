import { describe, expect, it } from 'vitest';
import { PreciseDate } from '../../models/precise-date.ts';
import { Serializer } from '../serializer.ts';
import { DateField, DateTimeField, TimeField } from './date-fields.ts';

const scope = new Serializer();
const paris = new Serializer({ context: { settings: { timeZone: 'Europe/Paris' } } });

describe('DateTimeField', () => {
  it.each([
    ['2024-01-01T13:00', scope, '2024-01-01T13:00:00Z'],
    ['2024-01-01T13:00:00.123456+01:00', scope, '2024-01-01T12:00:00.123456Z'],
    ['2024-07-01T13:00', paris, '2024-07-01T13:00:00+02:00'],
  ])('reads and sends %s', async (input, at, expected) => {
    const field = new DateTimeField();
    expect(field.toRepresentation((await field.runValidation(input, at)) as Date, at)).toBe(expected);
  });

  it.each([
    ['2024-02-30T00:00', 'invalid'],
    ['0001-01-01T00:00+01:00', 'overflow'],
    [5, 'invalid'],
    ['1'.repeat(1e6), 'invalid'],
  ])('refuses row %#', (input, code) => {
    expect(() => new DateTimeField().runValidation(input, scope)).toThrow(expect.objectContaining({ codes: [code] }));
  });

  it('refuses a time that clocks skip', () => {
    expect(() => new DateTimeField().runValidation('2024-03-31T02:30', paris)).toThrow(
      expect.objectContaining({ messages: ['Invalid datetime for the timezone "Europe/Paris".'] }),
    );
  });

  it('keeps microseconds', () => {
    expect(new DateTimeField().runValidation('2024-01-01T00:00:00.000001Z', scope)).toEqual(
      new PreciseDate(Date.UTC(2024, 0, 1), 1),
    );
  });
});

describe('DateField and TimeField', () => {
  it('read and send text', () => {
    const date = new DateField({ inputFormats: ['%d.%m.%Y', 'iso-8601'], format: '%d.%m.%y' });
    expect([date.runValidation('01.02.2024', scope), date.toRepresentation('2024-02-01', scope)]).toEqual([
      '2024-02-01',
      '01.02.24',
    ]);
    expect([
      new TimeField().runValidation('9:05', scope),
      new TimeField({ format: '%I%p' }).toRepresentation('13:00:00', scope),
    ]).toEqual(['09:05:00', '01PM']);
  });

  it('refuse what they are not', () => {
    expect(() => new DateField().runValidation(new Date(), scope)).toThrow(
      expect.objectContaining({ messages: ['Expected a date but got a datetime.'] }),
    );
    expect(() => new TimeField().runValidation('24:00', scope)).toThrow(
      expect.objectContaining({
        messages: ['Time has wrong format. Use one of these formats instead: hh:mm[:ss[.uuuuuu]].'],
      }),
    );
  });
});
