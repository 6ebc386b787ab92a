/** SQLite's SQL: a table is copied only where it has to be, and once. */
import { describe, expect, it } from 'vitest';
import type { Operation } from './operations.ts';
import { needsCopy, sqliteSql } from './sqlite-schema.ts';
import type { ColumnState, State } from './state.ts';

const id: ColumnState = { field: 'id', column: 'id', kind: 'auto', primaryKey: true };
const a: ColumnState = { field: 'a', column: 'a', kind: 'integer', null: true };
const key: ColumnState = { field: 'b', column: 'b', kind: 'bigInteger', references: { table: 'book', column: 'id' } };
const state: State = {
  tables: [
    { model: 'Book', table: 'book', columns: [id, a, key], constraints: [], indexes: [{ name: 'i', columns: ['a'] }] },
  ],
};
const on = { table: 'book' } as const;
const alter = (to: Partial<ColumnState>): Operation => ({ type: 'alterColumn', ...on, from: a, to: { ...a, ...to } });

describe('needsCopy', () => {
  it.each<[Operation, boolean]>([
    [{ type: 'addColumn', ...on, column: { ...a, column: 'c' } }, false],
    [{ type: 'addColumn', ...on, column: { ...a, column: 'c', null: undefined }, fill: { value: 1 } }, true],
    [{ type: 'addColumn', ...on, column: { ...a, column: 'c' }, fill: { now: true } }, true],
    [{ type: 'dropColumn', ...on, column: a }, false],
    [{ type: 'dropColumn', ...on, column: key }, true],
    [alter({ kind: 'text' }), true],
    [alter({ kind: 'integer' }), false],
    [{ type: 'addConstraint', ...on, constraint: { type: 'unique', name: 'u', columns: ['a'] } }, false],
    [{ type: 'addConstraint', ...on, constraint: { type: 'check', name: 'c', check: [] } }, true],
    [{ type: 'renameColumn', ...on, from: a, to: { field: 'c', column: 'c' } }, false],
  ])('%j: %s', (operation, copies) => {
    expect(needsCopy(operation)).toBe(copies);
  });
});

describe('sqliteSql', () => {
  it('copies a table once for all that happens to it, and keeps its counter', () => {
    const statements = sqliteSql(state, [
      alter({ kind: 'text' }),
      { type: 'dropColumn', ...on, column: key },
      { type: 'addColumn', ...on, column: { field: 'c', column: 'c', kind: 'boolean' }, fill: { value: true } },
      { type: 'addIndex', ...on, index: { name: 'j', columns: ['c'] } },
    ]);
    expect(statements).toEqual([
      'CREATE TABLE "book__new" (\n  "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,\n  "a" text NULL,\n  "c" bool NOT NULL\n)',
      'INSERT INTO "book__new" ("id", "a", "c") SELECT "id", "a", 1 FROM "book"',
      `DELETE FROM sqlite_sequence WHERE name = 'book__new'`,
      `INSERT INTO sqlite_sequence (name, seq) SELECT 'book__new', seq FROM sqlite_sequence WHERE name = 'book'`,
      'DROP TABLE "book"',
      'PRAGMA legacy_alter_table = ON',
      'ALTER TABLE "book__new" RENAME TO "book"',
      'PRAGMA legacy_alter_table = OFF',
      'CREATE INDEX "i" ON "book" ("a")',
      'CREATE INDEX "j" ON "book" ("c")',
    ]);
  });

  it('finishes a copy before the table gets another name', () => {
    const statements = sqliteSql(state, [
      alter({ kind: 'text' }),
      { type: 'renameTable', from: { model: 'Book', table: 'book' }, to: { model: 'Novel', table: 'novel' } },
    ]);
    expect(statements.at(-1)).toBe('ALTER TABLE "book" RENAME TO "novel"');
    expect(statements).toContain('CREATE INDEX "i" ON "book" ("a")');
  });

  it('fills what was null', () => {
    const [, insert] = sqliteSql(state, [
      { type: 'alterColumn', ...on, from: a, to: { ...a, null: undefined }, fill: { value: 7 } },
    ]);
    expect(insert).toContain('coalesce("a", 7)');
  });
});
