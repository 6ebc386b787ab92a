/** The SQL types of columns: those that Django gives its fields. */
import { describe, expect, it } from 'vitest';
import { columnCheck, columnType } from './column-types.ts';
import type { ColumnKind } from './field.ts';

describe('columnType', () => {
  it.each<[kind: ColumnKind, size: object, sqlite: string, postgres: string]>([
    ['auto', {}, 'integer', 'bigint'],
    ['positiveInteger', {}, 'integer unsigned', 'integer'],
    ['decimal', { maxDigits: 8, decimalPlaces: 2 }, 'decimal', 'numeric(8, 2)'],
    ['char', { maxLength: 9 }, 'varchar(9)', 'varchar(9)'],
    ['email', { maxLength: 254 }, 'varchar(254)', 'varchar(254)'],
    ['file', {}, 'text', 'text'],
    ['text', { maxLength: 9 }, 'text', 'text'], // Django checks the length of a TextField in forms alone
    ['uuid', {}, 'char(32)', 'uuid'],
    ['ipAddress', {}, 'char(39)', 'inet'],
    ['dateTime', {}, 'datetime', 'timestamp with time zone'],
    ['duration', {}, 'bigint', 'interval'],
    ['json', {}, 'text', 'jsonb'],
    ['binary', {}, 'BLOB', 'bytea'],
  ])('of %s', (kind, size, sqlite, postgres) => {
    expect([columnType('sqlite', kind, size), columnType('postgres', kind, size)]).toEqual([sqlite, postgres]);
  });
});

describe('columnCheck', () => {
  it('is there where the type alone does not say it', () => {
    expect(columnCheck('postgres', 'positiveInteger', '"n"')).toBe('"n" >= 0');
    expect(columnCheck('sqlite', 'json', '"j"')).toBe('(JSON_VALID("j") OR "j" IS NULL)');
    expect(columnCheck('postgres', 'json', '"j"')).toBeUndefined();
    expect(columnCheck('sqlite', 'integer', '"n"')).toBeUndefined();
  });
});
