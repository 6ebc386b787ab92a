/** Literals and fills: what a person or a field says becomes SQL that means the same, or is refused. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MigrationError } from '../errors.ts';
import { Duration } from '../models/duration.ts';
import { PreciseDate } from '../models/precise-date.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { fillSql, literalSql, parseFill, quoteText, toFill, zeroFill } from './literals.ts';

describe('parseFill', () => {
  it.each([
    ['integer', '-7', -7],
    ['bigInteger', '9223372036854775807', '9223372036854775807'],
    ['float', '1.5e3', 1500],
    ['decimal', '12.50', '12.50'],
    ['boolean', 'TRUE', true],
    ['char', " it's ", " it's "],
    ['uuid', 'ABCDEF00-0000-4000-8000-000000000000', 'abcdef00-0000-4000-8000-000000000000'],
    ['dateTime', '2024-02-29T13:45:30+01:00', '2024-02-29T12:45:30Z'],
    ['json', '{"a":[1]}', { a: [1] }],
    ['duration', '1500000', '1500000'],
    ['binary', '00ff', '00ff'],
  ] as const)('reads %s %s', (kind, text, value) => {
    expect(parseFill(kind, text, 'Book.x')).toEqual({ value });
  });

  it.each([
    ['integer', '0; DROP TABLE book; --'],
    ['integer', '9'.repeat(400)],
    ['float', 'NaN'],
    ['decimal', "1'"],
    ['boolean', 'constructor'],
    ['uuid', 'x'],
    ['date', '2024-2-9'],
    ['dateTime', 'yesterday'],
    ['json', '{'],
    ['binary', 'f'],
    ['char', 'a\0b'],
  ] as const)('refuses %s %s, naming the field and not the value', (kind, text) => {
    expect(() => parseFill(kind, text, 'Book.x')).toThrow(MigrationError);
    expect(() => parseFill(kind, text, 'Book.x')).toThrow(/^The default of Book\.x is no value of its kind/);
  });
});

describe('toFill', () => {
  it.each([
    ['dateTime', new PreciseDate(0, 7), '1970-01-01T00:00:00.000007Z'],
    ['duration', Duration.of({ seconds: 1, microseconds: 5 }), '1000005'],
    ['binary', new Uint8Array([0, 255]), '00ff'],
    ['bigInteger', 2n ** 60n, String(2n ** 60n)],
    ['boolean', false, false],
  ] as const)('turns a default of %s into JSON', (kind, value, expected) => {
    expect(toFill(kind, value, 'Book.x')).toEqual({ value: expected });
  });
});

describe('quoteText', () => {
  it('doubles quotes, and refuses null bytes', () => {
    expect(quoteText("it's")).toBe("'it''s'");
    expect(() => quoteText('a\0')).toThrow(MigrationError);
  });
});

describe.each(testDatabases)('literals on $name', ({ create }) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await create();
  });
  afterAll(() => test.drop());

  const types = {
    integer: 'integer',
    decimal: 'numeric(8, 2)',
    char: 'varchar(20)',
    boolean: 'boolean',
    date: 'date',
    uuid: 'uuid',
    dateTime: 'timestamp with time zone',
    duration: 'interval',
    json: 'jsonb',
    binary: 'bytea',
    time: 'time',
    ipAddress: 'inet',
  } as const; // SQLite takes any name for a type

  it.each(Object.keys(types) as (keyof typeof types)[])(
    'are accepted for %s, as zero and as the moment',
    async (kind) => {
      const dialect = test.database.dialect.name;
      const fill = zeroFill(kind) ?? { value: '' };
      const table = `zero_${kind.toLowerCase()}`;
      await test.database.exec(`CREATE TABLE ${table} (x ${types[kind]} NOT NULL)`);
      await test.database.exec(`INSERT INTO ${table} VALUES (${fillSql(dialect, kind, fill)})`);
      if (['date', 'time', 'dateTime'].includes(kind)) {
        await test.database.exec(`INSERT INTO ${table} VALUES (${fillSql(dialect, kind, { now: true })})`);
      }
      expect((await test.database.query(`SELECT * FROM ${table}`)).rows.length).toBeGreaterThan(0);
    },
  );

  it('keep text as it is', async () => {
    const text = `it's "quoted" \\ ${'ü'}`;
    const { rows } = await test.database.query(`SELECT ${literalSql(test.database.dialect.name, 'char', text)}`);
    expect(rows).toEqual([[text]]);
  });
});
