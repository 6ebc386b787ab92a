/** The codec: what columns take and refuse, and that every database gives back what it was given. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DriverValue } from '../databases/connection.ts';
import { postgresDialect, sqliteDialect } from '../databases/dialect.ts';
import { DataError } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { defineModels } from '../models/define-models.ts';
import { Duration } from '../models/duration.ts';
import { f } from '../models/field.ts';
import type { ColumnMeta } from '../models/meta.ts';
import { PreciseDate } from '../models/precise-date.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { decoderFor, encoderFor } from './codec.ts';

const nullable = { null: true } as const;
const models = defineModels({
  Sample: {
    smallInteger: f.smallInteger(nullable),
    integer: f.integer(nullable),
    bigInteger: f.bigInteger(nullable),
    positiveInteger: f.positiveInteger(nullable),
    float: f.float(nullable),
    decimal: f.decimal({ ...nullable, maxDigits: 15, decimalPlaces: 4 }),
    whole: f.decimal({ ...nullable, maxDigits: 30, decimalPlaces: 0 }),
    boolean: f.boolean(nullable),
    char: f.char({ ...nullable, maxLength: 8 }),
    text: f.text(nullable),
    email: f.email(nullable),
    url: f.url(nullable),
    slug: f.slug(nullable),
    uuid: f.uuid(nullable),
    ipAddress: f.ipAddress(nullable),
    ipv4: f.ipAddress({ ...nullable, protocol: 'ipv4' }),
    date: f.date(nullable),
    time: f.time(nullable),
    dateTime: f.dateTime(nullable),
    duration: f.duration(nullable),
    json: f.json(nullable),
    binary: f.binary(nullable),
    file: f.file(nullable),
    image: f.image(nullable),
  },
});
const { meta } = models.Sample;
const column = (name: string): ColumnMeta => meta.columnsByName.get(name) as ColumnMeta;
const moment = (iso: string, microseconds = 0): Date =>
  microseconds === 0 ? new Date(iso) : new PreciseDate(Date.parse(iso), microseconds);

const MIN = -(2n ** 63n);
const MAX = 2n ** 63n - 1n;

/** Values that come back as they were; by column. */
const exact: Readonly<Record<string, readonly unknown[]>> = {
  smallInteger: [0, -32_768, 32_767, null],
  integer: [-2_147_483_648, 2_147_483_647],
  bigInteger: [MIN, MAX, 2n ** 53n, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 0, null],
  positiveInteger: [0, 2_147_483_647],
  float: [0, 0.1, -1.5e300, Number.MIN_VALUE, Number.MAX_VALUE, 5, null],
  decimal: ['0.0000', '12.5000', '-12.5000', '99999999999.9999', '-0.0001', '12345678901.2345', null],
  whole: ['0', '9223372036854775807', '-9223372036854775808', '123456789012345', '1000000000000000000000000', null],
  boolean: [true, false, null],
  char: ['', 'a', 'ä€😀', '😀😀😀😀😀😀😀😀', '\'"\\%_', '\u0001\n', null],
  text: ['', ' leading and trailing ', '‮ rtl', '2023-02-28', '12.50', '1e5', null],
  email: ['a@b.example', ''],
  url: ['https://example.com/?a=1&b=ü'],
  slug: ['a-b_c'],
  uuid: ['12345678-9abc-def0-1234-56789abcdef0', '00000000-0000-0000-0000-000000000000', null],
  ipAddress: ['127.0.0.1', '::1', '2001:db8::ff00:42:8329', '::ffff:10.0.0.1', '::', null],
  date: ['0001-01-01', '2024-02-29', '9999-12-31', null],
  time: ['00:00:00', '23:59:59.999999', '13:45:30', '13:45:30.120000', null],
  dateTime: [
    moment('2023-02-28T13:45:30Z'),
    moment('2023-02-28T13:45:30.120Z'),
    moment('2023-02-28T13:45:30.123Z', 456),
    moment('1969-12-31T23:59:59.999Z', 999),
    moment('0001-01-01T00:00:00Z'),
    moment('0099-06-01T00:00:00Z', 1),
    moment('9999-12-31T23:59:59.999Z', 999),
    null,
  ],
  duration: [0n, 1n, -1n, 86_400_000_000n, -86_400_000_001n, 93_603_000_005n, MAX, MIN].map(
    (total) => new Duration(total),
  ),
  json: [
    {},
    [],
    '',
    'text',
    0,
    -1.5,
    true,
    false,
    [1, [2, { a: null }]],
    { 'ключ 😀': ['"', '\\', '\\u0000', '\n'] },
    JSON.parse('{"__proto__": 1}'),
    1e21,
    5e-324,
    '12.50',
    null,
  ],
  binary: [new Uint8Array(), new Uint8Array([0, 1, 127, 128, 255]), null],
  file: ['a/b.txt'],
  image: ['a/b.png'],
};

/** Values that are kept in their one normal form. */
const normalised: readonly (readonly [name: string, given: unknown, kept: unknown])[] = [
  ['decimal', '12.5', '12.5000'],
  ['decimal', '+1e3', '1000.0000'],
  ['decimal', '-0', '0.0000'],
  ['decimal', '.5', '0.5000'],
  ['decimal', 2.5, '2.5000'],
  ['decimal', 7n, '7.0000'],
  ['decimal', '1.50000000', '1.5000'],
  ['bigInteger', 5n, 5],
  ['uuid', '123456789ABCDEF0123456789abcdef0', '12345678-9abc-def0-1234-56789abcdef0'],
  ['ipAddress', '2001:DB8:0:0:0:FF00:42:8329', '2001:db8::ff00:42:8329'],
  ['ipAddress', '::FFFF:a00:1', '::ffff:10.0.0.1'],
  ['time', '13:45', '13:45:00'],
  ['time', '13:45:30.5', '13:45:30.500000'],
  ['time', '13:45:30.000', '13:45:30'],
  ['dateTime', '2023-02-28T13:45:30.123456+02:00', moment('2023-02-28T11:45:30.123Z', 456)],
  ['dateTime', '2023-02-28 13:45:30', moment('2023-02-28T13:45:30Z')],
];

/** Values that no database is asked to keep. */
const refused: Readonly<Record<string, readonly unknown[]>> = {
  smallInteger: [32_768, -32_769, 1.5, '1', Number.NaN, true, undefined],
  integer: [2 ** 31, -(2 ** 31) - 1, {}, []],
  bigInteger: [MAX + 1n, MIN - 1n, 2 ** 53, Number.POSITIVE_INFINITY],
  positiveInteger: [-1, 2 ** 31],
  float: [Number.NaN, Number.POSITIVE_INFINITY, '1.5', 1n],
  decimal: [
    '123456789012.0',
    '0.00001',
    'NaN',
    'Infinity',
    '',
    '.',
    '1e',
    '1e99999',
    ' 1',
    '1,5',
    '١',
    'x'.repeat(5000),
    Number.NaN,
    {},
  ],
  boolean: [0, 1, 'true', 'False'],
  char: ['123456789', '😀😀😀😀😀😀😀😀😀', 'a'.repeat(1_000_000), 'null\0byte', 'lone \ud800', 5, {}],
  text: ['\0', '\udc00', 5, ['a']],
  uuid: ['1234', 'g2345678-9abc-def0-1234-56789abcdef0', '{12345678-9abc-def0-1234-56789abcdef0}', 5],
  ipAddress: ['256.0.0.1', '1.2.3', 'fe80::1%eth0', '10.0.0.0/8', '', 5],
  ipv4: ['::1'],
  date: ['2023-02-29', '2023-13-01', '0000-01-01', '2023-1-1', '10000-01-01', '2023-02-28T00:00:00', new Date(), ''],
  time: ['24:00:00', '23:60:00', '1:00', '12:00:00.1234567', '12:00:00Z', 5],
  dateTime: [
    new Date(Number.NaN),
    '2023-02-30T00:00:00Z',
    'yesterday',
    5,
    '2023-02-28',
    new Date(253_402_300_800_000),
    new Date(-62_135_596_800_001),
  ],
  duration: [new Duration(MAX + 1n), new Duration(MIN - 1n), '1 day', 5],
  json: [
    Number.NaN,
    [Number.POSITIVE_INFINITY],
    1n,
    () => 1,
    Symbol('a'),
    undefined,
    'null\0byte',
    { a: '\ud800' },
    { '\udc00': 1 },
    deep(100_000),
  ],
  binary: ['text', [1, 2], new ArrayBuffer(1)],
};

function deep(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

describe('encoderFor', () => {
  const dialects = [sqliteDialect, postgresDialect];

  it.each(Object.entries(refused))('refuses wrong values of %s and names the column', (name, values) => {
    for (const dialect of dialects) {
      const encode = encoderFor(column(name), dialect);
      for (const [index, value] of values.entries()) {
        expect(() => encode(value), `${dialect.name} #${index}`).toThrow(DataError);
        expect(() => encode(value)).toThrow(new RegExp(`^Sample\\.${name} takes `));
      }
    }
  });

  it('never repeats the value', () => {
    expect(() => encoderFor(column('text'), sqliteDialect)('secret\0')).not.toThrow(/secret/);
  });

  it('refuses a cycle in JSON', () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    expect(() => encoderFor(column('json'), postgresDialect)(cycle)).toThrow(DataError);
  });

  it('refuses decimals that SQLite would silently round, and no others', () => {
    const encode = encoderFor(column('whole'), sqliteDialect);
    expect(() => encode('12345678901234567890')).toThrow(DataError);
    expect(encode('12345678901234567')).toBe('12345678901234567');
    expect(encoderFor(column('whole'), postgresDialect)('12345678901234567890')).toBe('12345678901234567890');
  });

  it('is the same function each time', () => {
    expect(encoderFor(column('text'), sqliteDialect)).toBe(encoderFor(column('text'), sqliteDialect));
  });

  it.each([
    ['char', 'longer than eight'],
    ['decimal', '0.123456789'],
    ['smallInteger', 100_000],
  ])('takes values for comparisons that %s cannot hold', (name, value) => {
    expect(() => encoderFor(column(name), postgresDialect)(value)).toThrow(DataError);
    expect(encoderFor(column(name), postgresDialect, 'compare')(value)).toBe(value);
  });

  it('refuses null bytes in comparisons too, as PostgreSQL would', () => {
    expect(() => encoderFor(column('char'), postgresDialect, 'compare')('\0')).toThrow(DataError);
  });

  it.each([
    ['boolean', true, 1, true],
    ['decimal', '12.5', '12.5000', '12.5000'],
    [
      'uuid',
      '12345678-9abc-def0-1234-56789abcdef0',
      '123456789abcdef0123456789abcdef0',
      '12345678-9abc-def0-1234-56789abcdef0',
    ],
    ['dateTime', moment('2023-02-28T13:45:30Z'), '2023-02-28 13:45:30', '2023-02-28 13:45:30+00'],
    ['dateTime', moment('2023-02-28T13:45:30.100Z'), '2023-02-28 13:45:30.100000', '2023-02-28 13:45:30.100000+00'],
    ['duration', new Duration(-1n), -1n, '-1 days 86399.999999 seconds'],
    ['json', { a: [1] }, '{"a":[1]}', '{"a":[1]}'],
  ])('stores %s as Django does', (name, value, sqlite, postgres) => {
    expect(encoderFor(column(name), sqliteDialect)(value)).toStrictEqual(sqlite);
    expect(encoderFor(column(name), postgresDialect)(value)).toStrictEqual(postgres);
  });
});

describe('decoderFor', () => {
  it.each<[name: string, raw: DriverValue, value: unknown]>([
    ['decimal', 12.5, '12.5000'],
    ['decimal', 12, '12.0000'],
    ['decimal', 0.30000000000000004, '0.3000'],
    ['decimal', '12345678901234567890.5', '12345678901234567890.5000'],
    ['whole', 1e24, '1000000000000000000000000'],
    ['boolean', 1, true],
    ['boolean', 0, false],
    ['time', '13:45:30.5', '13:45:30.500000'],
    ['dateTime', '2023-02-28 13:45:30.5', moment('2023-02-28T13:45:30.500Z')],
    ['duration', 5, new Duration(5n)],
    ['bigInteger', MAX, MAX],
  ])('reads %s from what SQLite gives (%#)', (name, raw, value) => {
    expect(decoderFor(column(name), sqliteDialect)(raw)).toStrictEqual(value);
  });

  it.each<[name: string, raw: string, value: unknown]>([
    ['decimal', '12.5', '12.5000'],
    ['decimal', '12.00005', '12.0000'],
    ['decimal', 'NaN', 'NaN'],
    ['boolean', 't', true],
    ['boolean', 'f', false],
    ['ipAddress', '10.0.0.1/32', '10.0.0.1'],
    ['dateTime', '2023-02-28 19:15:30.123456+05:30', moment('2023-02-28T13:45:30.123Z', 456)],
    ['dateTime', '2023-02-28 13:45:30+00', moment('2023-02-28T13:45:30Z')],
    ['dateTime', 'infinity', 'infinity'],
    ['binary', '\\x00ff', new Uint8Array([0, 255])],
    ['json', '{"a": 1}', { a: 1 }],
    ['bigInteger', '9007199254740993', 9007199254740993n],
  ])('reads %s from what PostgreSQL gives (%#)', (name, raw, value) => {
    expect(decoderFor(column(name), postgresDialect)(raw)).toStrictEqual(value);
  });
});

describe.each(testDatabases)('the codec on $name', ({ create }) => {
  let opened: TestDatabase;

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
  });
  afterAll(() => opened.drop());

  let asked = 0;

  /** Writes values of one column and reads them again. */
  async function roundTrip(name: string, values: readonly unknown[]): Promise<unknown[]> {
    const { database } = opened;
    const { dialect } = database;
    const to = column(name);
    const quoted = dialect.quoteIdentifier(to.column);
    const encode = encoderFor(to, dialect);
    const decode = decoderFor(to, dialect);
    await database.query('DELETE FROM sample');
    for (const [index, value] of values.entries()) {
      const places = [1, 2].map((position) => dialect.placeholder(position)).join(', ');
      await database.query(`INSERT INTO sample (id, ${quoted}) VALUES (${places})`, [index, encode(value)]);
    }
    // A statement of its own: one that met other values may be read in another way.
    asked += 1;
    const { rows } = await database.query(`SELECT ${quoted}, '${asked}' FROM sample ORDER BY id`);
    return rows.map(([raw]) => decode(raw as DriverValue));
  }

  it.each(Object.entries(exact))('gives %s back', async (name, values) => {
    expect(await roundTrip(name, values)).toStrictEqual(values);
  });

  it.each(normalised)('gives %s back in its normal form (%#)', async (name, given, kept) => {
    expect(await roundTrip(name, [given])).toStrictEqual([kept]);
  });

  it.each([MIN, MIN + 1n, MAX])('gives %s back where it stands alone', async (value) => {
    expect(await roundTrip('bigInteger', [value])).toStrictEqual([value]);
  });

  const many = (length: number) => ({ minLength: length, maxLength: length });
  const text = fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', '').toWellFormed());
  const int64 = fc.bigInt({ min: MIN, max: MAX });
  const properties: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    bigInteger: int64.map((value) => (Number.isSafeInteger(Number(value)) ? Number(value) : value)),
    float: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    decimal: fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n }).map((value) => {
      const digits = String(value < 0n ? -value : value).padStart(5, '0');
      return `${value < 0n ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
    }),
    text,
    uuid: fc.uuid(),
    date: fc
      .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((value) => value.toISOString().slice(0, 10)),
    dateTime: fc
      .tuple(
        fc.date({
          min: new Date('0001-01-01T00:00:00Z'),
          max: new Date('9999-12-31T23:59:59.999Z'),
          noInvalidDate: true,
        }),
        fc.integer({ min: 0, max: 999 }),
      )
      .map(([date, micro]) => (micro === 0 ? date : new PreciseDate(date.getTime(), micro))),
    duration: int64.map((total) => new Duration(total)),
    json: fc.jsonValue().map((value) =>
      JSON.parse(
        JSON.stringify(value)
          .replaceAll('\\u0000', '')
          .replace(/\\ud[89a-f]../g, ''),
      ),
    ),
    binary: fc.uint8Array(),
  };

  it.each(Object.entries(properties))('gives any %s back', async (name, arbitrary) => {
    const check = async (values: readonly unknown[]) => {
      expect(await roundTrip(name, values)).toStrictEqual(values);
    };
    await fc.assert(fc.asyncProperty(fc.array(arbitrary, many(40)), check), { numRuns: 5 });
  });
});
