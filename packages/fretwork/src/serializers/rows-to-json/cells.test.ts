/** Columns as JSON text: the quick ways, and the values that they leave to the field. */
import { describe, expect, it } from 'vitest';
import type { DriverValue } from '../../databases/connection.ts';
import { type Dialect, postgresDialect, sqliteDialect } from '../../databases/dialect.ts';
import { defineModels } from '../../models/define-models.ts';
import { f } from '../../models/field.ts';
import type { ColumnMeta } from '../../models/meta.ts';
import type { OutputColumn } from '../../queries/plan.ts';
import type { Field } from '../field.ts';
import { s } from '../s.ts';
import { DEFAULT_SERIALIZER_SETTINGS, type SerializerSettings } from '../serializer-settings.ts';
import { cellWriter, isPureField } from './cells.ts';

const { Row } = defineModels({
  Row: {
    title: f.char({ maxLength: 100 }),
    pages: f.bigInteger(),
    price: f.decimal({ maxDigits: 12, decimalPlaces: 2 }),
    flag: f.boolean(),
    day: f.date(),
    at: f.dateTime(),
  },
});

function write(
  name: string,
  field: unknown,
  dialect: Dialect,
  raw: DriverValue,
  settings?: Partial<SerializerSettings>,
): string {
  const all = { ...DEFAULT_SERIALIZER_SETTINGS, ...settings };
  const scope = { instance: undefined, partial: false, context: { settings: all }, settings: all };
  const column = Row.meta.columnsByName.get(name) as ColumnMeta;
  return cellWriter({ column, field: (field as Field).bind(name) }, scope, dialect)(raw);
}

describe('cellWriter', () => {
  it.each<[OutputColumn['reads'], unknown, DriverValue, string]>([
    ['count', s.integer({}), '12', '12'],
    ['mean', s.float({}), '2.5000000000000000', '2.5'],
    ['mean', s.decimal({ maxDigits: 12, decimalPlaces: 2 }), '2.5000000000000000', '"2.50"'],
    ['mean', s.float({}), null, 'null'],
    ['number', s.bigInteger({}), '9007199254740993', '9007199254740993'],
    ['number', s.char({}), '12', '"12"'],
  ])('writes what is computed, read as a %s', (reads, field, raw, expected) => {
    const settings = DEFAULT_SERIALIZER_SETTINGS;
    const scope = { instance: undefined, partial: false, context: { settings }, settings };
    const column = Row.meta.columnsByName.get('pages') as ColumnMeta;
    expect(cellWriter({ column, reads, field: (field as Field).bind('n') }, scope, postgresDialect)(raw)).toBe(
      expected,
    );
  });

  it.each<[string, unknown, Dialect, DriverValue, string]>([
    ['title', s.char({}), sqliteDialect, 'plain', '"plain"'],
    ['title', s.char({}), sqliteDialect, 'a "quote" \\ and \u0001', JSON.stringify('a "quote" \\ and \u0001')],
    ['title', s.char({}), sqliteDialect, 12, '"12"'], // SQLite keeps whatever another program wrote
    ['title', s.char({}), postgresDialect, null, 'null'],
    ['pages', s.integer({}), postgresDialect, '-12', '-12'],
    ['pages', s.bigInteger({}), postgresDialect, '9223372036854775807', '9223372036854775807'],
    ['pages', s.integer({}), sqliteDialect, 12, '12'],
    ['pages', s.bigInteger({}), sqliteDialect, 9223372036854775807n, '9223372036854775807'],
    ['pages', s.bigInteger({}), sqliteDialect, -(2 ** 63), '-9223372036854775808'], // as node:sqlite gives it
    ['price', s.decimal({ maxDigits: 12, decimalPlaces: 2 }), postgresDialect, '-0.50', '"-0.50"'],
    ['price', s.decimal({ maxDigits: 12, decimalPlaces: 2 }), sqliteDialect, 12.5, '"12.50"'],
    ['price', s.decimal({ maxDigits: 12, decimalPlaces: 2 }), sqliteDialect, 1.015, '"1.02"'], // three places, rounded as Python rounds
    ['price', s.decimal({ maxDigits: 12, decimalPlaces: 2 }), sqliteDialect, -0, '"0.00"'],
    ['price', s.decimal({ maxDigits: 12, decimalPlaces: 1 }), sqliteDialect, 12.25, '"12.2"'],
    ['flag', s.boolean({}), postgresDialect, 't', 'true'],
    ['flag', s.boolean({}), sqliteDialect, 0, 'false'],
    ['day', s.date({}), postgresDialect, '2024-02-29', '"2024-02-29"'],
    ['day', s.date({ format: '%d.%m.%Y' }), postgresDialect, '2024-02-29', '"29.02.2024"'],
    ['at', s.dateTime({}), postgresDialect, '2024-02-29 10:00:00.5+00', '"2024-02-29T10:00:00.500000Z"'],
    ['at', s.dateTime({}), sqliteDialect, '2024-02-29 10:00:00.000000', '"2024-02-29T10:00:00Z"'],
    ['at', s.dateTime({ format: '%Y' }), sqliteDialect, '2024-02-29 10:00:00', '"2024"'],
  ])('writes %s', (name, field, dialect, raw, expected) => {
    expect(write(name, field, dialect, raw)).toBe(expected);
  });

  it('obeys the settings', () => {
    const decimal = s.decimal({ maxDigits: 12, decimalPlaces: 2 });
    expect(write('price', decimal, postgresDialect, '1.50', { coerceDecimalToString: false })).toBe('1.5');
    expect(write('at', s.dateTime({}), sqliteDialect, '2024-02-29 10:00:00', { timeZone: 'Asia/Tokyo' })).toBe(
      '"2024-02-29T19:00:00+09:00"',
    );
    expect(write('day', s.date({}), sqliteDialect, '2024-02-29', { dateFormat: '%Y' })).toBe('"2024"');
  });
});

describe('isPureField', () => {
  it('knows the fields that depend on nothing but their value', () => {
    expect(isPureField(s.char({}) as unknown as Field)).toBe(true);
    expect(isPureField(s.method(() => 1) as unknown as Field)).toBe(false);
    expect(isPureField(s.file({}) as unknown as Field)).toBe(false); // its URL depends on the request
  });
});
