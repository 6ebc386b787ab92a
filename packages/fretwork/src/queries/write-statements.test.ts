/** The texts of INSERT and UPDATE. */
import { describe, expect, it } from 'vitest';
import { postgresDialect, sqliteDialect } from '../databases/dialect.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { insertListsText, insertReturningText, insertText, updateText } from './write-statements.ts';

const { Sample, Sized } = defineModels({
  Sized: { char: f.char({ maxLength: 9 }), price: f.decimal({ maxDigits: 5, decimalPlaces: 2 }) },

  Sample: model({ a: f.text(), b: f.text({ dbColumn: 'odd "b"' }) }, { table: 'my samples' }),
});
const { meta } = Sample;
const [, a, b] = meta.columns;
const columns = a && b ? [a, b] : [];

it('an INSERT of lists has types without sizes', () => {
  expect(insertListsText(meta, postgresDialect, meta.columns)).toBe(
    'INSERT INTO "my samples" ("id", "a", "odd ""b""") SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[])',
  );
  expect(insertListsText(Sized.meta, postgresDialect, Sized.meta.columns)).toContain('$2::text[], $3::numeric[]');
});

describe('the text of', () => {
  it.each([
    [
      'an INSERT',
      insertText(meta, postgresDialect, columns),
      'INSERT INTO "my samples" ("a", "odd ""b""") VALUES ($1, $2)',
    ],
    [
      'an INSERT on SQLite',
      insertText(meta, sqliteDialect, columns),
      'INSERT INTO "my samples" ("a", "odd ""b""") VALUES (?, ?)',
    ],
    [
      'several rows',
      insertText(meta, postgresDialect, columns, 2),
      'INSERT INTO "my samples" ("a", "odd ""b""") VALUES ($1, $2), ($3, $4)',
    ],
    ['no columns', insertText(meta, postgresDialect, []), 'INSERT INTO "my samples" ("id") VALUES (DEFAULT)'],
    [
      'no columns on SQLite',
      insertText(meta, sqliteDialect, [], 2),
      'INSERT INTO "my samples" ("id") VALUES (NULL), (NULL)',
    ],
    [
      'a key to give back',
      insertReturningText(meta, postgresDialect, columns.slice(0, 1)),
      'INSERT INTO "my samples" ("a") VALUES ($1) RETURNING "id"',
    ],
    [
      'ignored conflicts',
      insertText(meta, sqliteDialect, columns, 1, { update: [], unique: [] }),
      'INSERT INTO "my samples" ("a", "odd ""b""") VALUES (?, ?) ON CONFLICT DO NOTHING',
    ],
    [
      'updates on conflict',
      insertText(meta, postgresDialect, columns, 1, { update: columns.slice(1), unique: columns.slice(0, 1) }),
      'INSERT INTO "my samples" ("a", "odd ""b""") VALUES ($1, $2) ON CONFLICT ("a") DO UPDATE SET "odd ""b""" = excluded."odd ""b"""',
    ],
    [
      'an UPDATE',
      updateText(meta, postgresDialect, columns),
      'UPDATE "my samples" SET "a" = $1, "odd ""b""" = $2 WHERE "id" = $3',
    ],
  ])('%s', (_what, text, expected) => {
    expect(text).toBe(expected);
  });
});
