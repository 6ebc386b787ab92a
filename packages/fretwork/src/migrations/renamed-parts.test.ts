/** renamedParts: pairs of indexes and constraints whose names followed a rename. */
import { describe, expect, it } from 'vitest';
import { applyOperation } from './operations.ts';
import { renamedParts } from './renamed-parts.ts';
import { findTable, type State } from './state.ts';

const state: State = {
  tables: [
    {
      model: 'Book',
      table: 'book',
      columns: [{ field: 'a', column: 'a', kind: 'integer' }],
      constraints: [{ type: 'unique', name: 'book_a_uniq', columns: ['a'] }],
      indexes: [
        { name: 'book_a_idx', columns: ['a'] },
        { name: 'mine', columns: ['a'] },
      ],
    },
  ],
};

describe('renamedParts', () => {
  it('pairs before and after, and leaves out what keeps its name', () => {
    const name = (field: string) => ({ field, column: field });
    const after = applyOperation(state, { type: 'renameColumn', table: 'book', from: name('a'), to: name('z') });
    const pairs = renamedParts(findTable(state, 'book'), findTable(after, 'book'));
    expect(pairs.map(({ from, to }) => [from.name, to.name])).toEqual([
      ['book_a_uniq', 'book_z_uniq'],
      ['book_a_idx', 'book_z_idx'],
    ]);
  });
});
