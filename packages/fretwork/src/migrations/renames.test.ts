/** Renames: read from flags, guessed as questions, matched to tables and columns. */
import { describe, expect, it } from 'vitest';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { matchColumns, matchTables, parseRenames, renameCandidates, renameText } from './renames.ts';
import { findTable, stateOf } from './state.ts';

const title = f.char({ maxLength: 9 });
const before = stateOf(defineModels({ Book: { title, pages: f.integer() }, Shop: { books: f.manyToMany('Book') } }));
const now = stateOf(
  defineModels({ Novel: { name: title, pages: f.integer() }, Shop: { novels: f.manyToMany('Novel') } }),
);
const renames = parseRenames(['Book:Novel', 'Book.title:Novel.name', 'Shop.books:novels'], before, now);

describe('parseRenames', () => {
  it('knows a field by the name of its model now', () => {
    expect(renames).toEqual([
      { type: 'model', from: 'Book', to: 'Novel' },
      { type: 'field', model: 'Novel', from: 'title', to: 'name' },
      { type: 'field', model: 'Shop', from: 'books', to: 'novels' },
    ]);
    expect(renames.map(renameText)).toEqual(['Book:Novel', 'Novel.title:Novel.name', 'Shop.books:Shop.novels']);
  });

  it.each([
    '',
    ':',
    'Book',
    'Book:',
    'Book:Shop.x',
    'Book:Nothing',
    'Nothing:Novel',
    'Shop.x:Shop.novels',
    'Shop.books:Shop.x',
    'a b:c',
  ])('refuses "%s"', (text) => {
    expect(() => parseRenames([text], before, now)).toThrow(`--rename ${text}`);
  });
});

describe('matching', () => {
  it('follows a model, its fields, and the tables made for its relations', () => {
    const tables = matchTables(before, now, renames);
    expect([...tables].map(([to, from]) => [from.table, to.table]).sort()).toEqual([
      ['book', 'novel'],
      ['shop', 'shop'],
      ['shop_books', 'shop_novels'],
    ]);
    const columns = matchColumns(findTable(before, 'book'), findTable(now, 'novel'), renames);
    expect([...columns].map(([to, from]) => [from.column, to.column])).toContainEqual(['title', 'name']);
    const keys = matchColumns(findTable(before, 'shop_books'), findTable(now, 'shop_novels'), renames);
    expect([...keys].map(([to, from]) => [from.column, to.column])).toContainEqual(['book_id', 'novel_id']);
  });

  it('matches nothing that was not said', () => {
    expect([...matchTables(before, now, []).keys()].map(({ table }) => table)).toEqual(['shop']);
  });

  it('takes another field with the same column for that field', () => {
    const kept = stateOf(
      defineModels({ Book: { name: f.char({ maxLength: 9, dbColumn: 'title' }), pages: f.integer() } }),
    );
    const columns = matchColumns(findTable(before, 'book'), findTable(kept, 'book'), []);
    expect([...columns].map(([to, from]) => [from.field, to.field])).toContainEqual(['title', 'name']);
  });
});

describe('renameCandidates', () => {
  it('asks for models first, then for their relations and fields', () => {
    expect(renameCandidates(before, now, []).map(renameText)).toEqual(['Book:Novel']);
    expect(renameCandidates(before, now, renames.slice(0, 1)).map(renameText)).toEqual([
      'Shop.books:Shop.novels',
      'Novel.title:Novel.name',
    ]);
    expect(renameCandidates(before, now, renames)).toEqual([]);
  });

  it('does not ask where nothing is alike', () => {
    const other = stateOf(
      defineModels({ Book: { price: f.boolean(), pages: f.integer() }, Shop: { books: f.manyToMany('Book') } }),
    );
    expect(renameCandidates(before, other, [])).toEqual([]);
    const unlike = stateOf(
      defineModels({ City: { x: f.text(), y: f.text(), z: f.text() }, Shop: { books: f.manyToMany('City') } }),
    );
    expect(renameCandidates(before, unlike, []).filter(({ type }) => type === 'model')).toEqual([]);
  });
});
