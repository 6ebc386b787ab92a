/** Operations: what each does to a state, that its undoing undoes it, and what contradicts the state. */
import { describe, expect, it } from 'vitest';
import { MigrationError } from '../errors.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { applyOperations, findColumn, type Operation, tableNameOf, undoOperations } from './operations.ts';
import { canonicalState, findTable, stateOf } from './state.ts';

const state = stateOf(
  defineModels({
    Author: { name: f.char({ maxLength: 9, unique: true }) },
    Book: model(
      {
        title: f.char({ maxLength: 9, dbIndex: true }),
        pages: f.integer(),
        author: f.foreignKey('Author', { onDelete: 'cascade' }),
      },
      {
        constraints: [{ type: 'check', name: 'has_pages', check: { pages: { gt: 0 } } }],
        indexes: [{ fields: ['-title'], name: 'mine' }],
      },
    ),
  }),
);
const book = findTable(state, 'book');
const title = findColumn(book, 'title');
const pages = findColumn(book, 'pages');

const OPERATIONS: Readonly<Record<string, Operation>> = {
  createTable: {
    type: 'createTable',
    table: { model: 'Shop', table: 'shop', columns: [], constraints: [], indexes: [] },
  },
  dropTable: { type: 'dropTable', table: book },
  renameTable: {
    type: 'renameTable',
    from: { model: 'Author', table: 'author' },
    to: { model: 'Person', table: 'person' },
  },
  addColumn: {
    type: 'addColumn',
    table: 'author',
    column: { field: 'age', column: 'age', kind: 'integer' },
    fill: { value: 1 },
  },
  renameColumn: {
    type: 'renameColumn',
    table: 'book',
    from: { field: 'title', column: 'title' },
    to: { field: 'name', column: 'name' },
  },
  renameKey: {
    type: 'renameColumn',
    table: 'author',
    from: { field: 'id', column: 'id' },
    to: { field: 'key', column: 'key' },
  },
  alterColumn: { type: 'alterColumn', table: 'book', from: title, to: { ...title, null: true } },
  addIndex: { type: 'addIndex', table: 'book', index: { name: 'x', columns: ['pages'] } },
  dropConstraint: {
    type: 'dropConstraint',
    table: 'book',
    constraint: { type: 'check', name: 'has_pages', check: [{ column: 'pages', lookup: 'gt', value: 0 }] },
  },
};

describe('operations', () => {
  it.each(Object.entries(OPERATIONS))('%s is undone by its undoing', (_name, operation) => {
    const after = applyOperations(state, [operation]);
    expect(canonicalState(after)).not.toEqual(canonicalState(state));
    expect(canonicalState(applyOperations(after, undoOperations([operation])))).toEqual(canonicalState(state));
  });

  it.each(Object.entries(OPERATIONS).filter(([name]) => name !== 'alterColumn'))(
    '%s cannot happen twice',
    (_name, operation) => {
      const twice = () => applyOperations(state, [operation, operation]);
      expect(twice).toThrow(MigrationError);
    },
  );

  it('a rename takes along references and the names that were made of the old one, and no others', () => {
    const renamed = applyOperations(state, [OPERATIONS.renameTable as Operation, OPERATIONS.renameColumn as Operation]);
    expect(findColumn(findTable(renamed, 'book'), 'author_id').references).toEqual({ table: 'person', column: 'id' });
    expect(findTable(renamed, 'person').constraints.map(({ name }) => name)).toEqual(['person_name_uniq']);
    expect(
      findTable(renamed, 'book')
        .indexes.map(({ name }) => name)
        .sort(),
    ).toEqual(['book_author_id_idx', 'book_name_idx', 'mine']);
    expect(findTable(renamed, 'book').indexes.find(({ name }) => name === 'mine')?.columns).toEqual(['-name']);
  });

  it('a dropped column comes back with a zero where it cannot be null', () => {
    expect(undoOperations([{ type: 'dropColumn', table: 'book', column: pages }])).toEqual([
      { type: 'addColumn', table: 'book', column: pages, fill: { value: 0 } },
    ]);
    const nullable = { ...pages, null: true as const };
    expect(undoOperations([{ type: 'dropColumn', table: 'book', column: nullable }])[0]).not.toHaveProperty('fill');
  });

  it('undoing goes backward', () => {
    const [a, b] = [OPERATIONS.addColumn as Operation, OPERATIONS.addIndex as Operation];
    expect(undoOperations([a, b]).map(({ type }) => type)).toEqual(['dropIndex', 'dropColumn']);
  });

  it('know their table', () => {
    expect(Object.values(OPERATIONS).map(tableNameOf)).toEqual([
      'shop',
      'book',
      'author',
      'author',
      'book',
      'author',
      'book',
      'book',
      'book',
    ]);
  });
});
