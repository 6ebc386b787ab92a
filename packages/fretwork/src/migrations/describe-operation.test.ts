/** Operations in words. */
import { describe, expect, it } from 'vitest';
import { describeOperation, nameOfOperations } from './describe-operation.ts';
import type { Operation } from './operations.ts';
import type { ColumnState, TableState } from './state.ts';

const column = (field: string): ColumnState => ({ field, column: field, kind: 'integer' });
const table = (model: string, automatic?: TableState['automatic']): TableState => ({
  model,
  table: model.toLowerCase(),
  automatic,
  columns: [],
  constraints: [],
  indexes: [],
});
const add = (field: string): Operation => ({ type: 'addColumn', table: 'book', column: column(field) });
const index = (name: string): Operation => ({ type: 'addIndex', table: 'book', index: { name, columns: ['a'] } });

describe('describeOperation', () => {
  it.each<[Operation, string]>([
    [{ type: 'createTable', table: table('Book') }, '+ Create model Book'],
    [{ type: 'dropTable', table: table('Book') }, '- Delete model Book'],
    [{ type: 'renameTable', from: table('Book'), to: table('Novel') }, '~ Rename model Book to Novel'],
    [
      { type: 'renameTable', from: { model: 'Book', table: 'a' }, to: { model: 'Book', table: 'b' } },
      '~ Rename table a to b',
    ],
    [add('pages'), '+ Add field pages to book'],
    [{ type: 'dropColumn', table: 'book', column: column('pages') }, '- Remove field pages from book'],
    [{ type: 'renameColumn', table: 'book', from: column('a'), to: column('b') }, '~ Rename field a on book to b'],
    [{ type: 'alterColumn', table: 'book', from: column('a'), to: column('a') }, '~ Alter field a on book'],
    [index('i'), '+ Create index i on book'],
  ])('%j', (operation, line) => {
    expect(describeOperation(operation)).toBe(line);
  });
});

describe('nameOfOperations', () => {
  it.each<[readonly Operation[], string]>([
    [[add('subTitle')], 'book_sub_title'],
    [[add('a'), index('book_a_idx')], 'book_a'],
    [[index('book_a_idx')], 'book_a_idx'],
    [[index('mine'), add('a')], 'mine_book_a'],
    [
      [
        { type: 'createTable', table: table('Book') },
        { type: 'createTable', table: table('Book_tags', { model: 'Book', field: 'tags' }) },
      ],
      'book',
    ],
    [
      ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map(add),
      'book_a_book_b_book_c_book_d_book_e_book_f_book_g_and_more',
    ],
  ])('%#', (operations, name) => {
    expect(nameOfOperations(operations)).toBe(name);
  });

  it('makes a file name of any index name', () => {
    expect(nameOfOperations([index('../x y')])).toMatch(/^\w+$/);
  });
});
