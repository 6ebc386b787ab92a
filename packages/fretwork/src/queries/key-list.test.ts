/** A list of keys as one parameter. */
import { describe, expect, it } from 'vitest';
import { postgresDialect, sqliteDialect } from '../databases/dialect.ts';
import { DataError, ProgrammingError } from '../errors.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import type { ColumnMeta } from '../models/meta.ts';
import { keyCondition } from './key-list.ts';

const { Sample } = defineModels({
  Sample: { number: f.bigInteger(), text: f.text(), uuid: f.uuid(), bytes: f.binary() },
});
const column = (name: string): ColumnMeta => Sample.meta.columnsByName.get(name) as ColumnMeta;
const uuid = '12345678-9abc-def0-1234-56789abcdef0';

describe('keyCondition', () => {
  it.each([
    ['number', [1, 2n ** 62n], [1, 2n ** 62n], '[1,4611686018427387904]'],
    ['text', ['a"b', "'"], ['a"b', "'"], '["a\\"b","\'"]'],
    ['uuid', [uuid], [uuid], `["${uuid.replaceAll('-', '')}"]`],
    ['number', [], [], '[]'],
  ])('of %s', (name, values, postgres, sqlite) => {
    expect(keyCondition(column(name), postgresDialect, values, 3)).toEqual({
      sql: `"${name}" = ANY($3)`,
      param: postgres,
    });
    expect(keyCondition(column(name), sqliteDialect, values)).toEqual({
      sql: `"${name}" IN (SELECT value FROM json_each(?))`,
      param: sqlite,
    });
  });

  it('takes any iterable', () => {
    expect(keyCondition(column('number'), postgresDialect, new Set([1, 2])).param).toEqual([1, 2]);
  });

  it('refuses what is no key', () => {
    expect(() => keyCondition(column('number'), sqliteDialect, ['1'])).toThrow(DataError);
    expect(() => keyCondition(column('bytes'), sqliteDialect, [new Uint8Array()])).toThrow(ProgrammingError);
  });
});
