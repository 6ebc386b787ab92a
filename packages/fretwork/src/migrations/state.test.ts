/** stateOf: what a database can tell apart, and nothing else. */
import { describe, expect, it } from 'vitest';
import { MigrationError } from '../errors.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { canonicalState, emptyState, findTable, stateOf } from './state.ts';

const bare = defineModels({ Book: { title: f.char({ maxLength: 9 }) } });

describe('stateOf', () => {
  it('describes columns, keys, constraints and indexes without a dialect', () => {
    const models = defineModels({
      Author: { name: f.char({ maxLength: 100, unique: true }) },
      Book: model(
        {
          price: f.decimal({ maxDigits: 8, decimalPlaces: 2, null: true }),
          author: f.foreignKey('Author', { onDelete: 'cascade' }),
        },
        {
          constraints: [
            { type: 'unique', name: 'cheap', fields: ['author'], condition: { price: { lt: '5' }, author: null } },
          ],
        },
      ),
    });
    const state = stateOf(models);
    expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    expect(findTable(state, 'author').constraints).toEqual([
      { type: 'unique', name: 'author_name_uniq', columns: ['name'] },
    ]);
    expect(findTable(state, 'book')).toEqual({
      model: 'Book',
      table: 'book',
      columns: [
        { field: 'id', column: 'id', kind: 'auto', primaryKey: true },
        { field: 'price', column: 'price', kind: 'decimal', maxDigits: 8, decimalPlaces: 2, null: true },
        { field: 'author', column: 'author_id', kind: 'bigInteger', references: { table: 'author', column: 'id' } },
      ],
      constraints: [
        {
          type: 'unique',
          name: 'cheap',
          columns: ['author_id'],
          condition: [
            { column: 'price', lookup: 'lt', value: '5' },
            { column: 'author_id', lookup: 'isnull', value: true },
          ],
        },
      ],
      indexes: [{ name: 'book_author_id_idx', columns: ['author_id'] }],
    });
  });

  it.each([
    ['defaults', f.char({ maxLength: 9, default: 'x' })],
    ['choices', f.char({ maxLength: 9, choices: ['a', 'b'] })],
    ['texts', f.char({ maxLength: 9, helpText: 'x', blank: true, editable: false })],
  ])('does not see %s', (_what, title) => {
    expect(stateOf(defineModels({ Book: { title } }))).toEqual(stateOf(bare));
  });

  it('says once what is said twice', () => {
    const twice = defineModels({
      Book: model({ title: f.char({ maxLength: 9, unique: true }) }, { uniqueTogether: [['title']] }),
    });
    expect(findTable(stateOf(twice), 'book').constraints).toHaveLength(1);
  });

  it('tells whose many-to-many relation a table was made for', () => {
    const many = stateOf(defineModels({ Book: {}, Shop: { books: f.manyToMany('Book') } }));
    expect(findTable(many, 'shop_books').automatic).toEqual({ model: 'Shop', field: 'books' });
  });

  it('is empty without models', () => {
    expect(stateOf({})).toEqual(emptyState);
  });
});

describe('findTable', () => {
  it('says which table the migrations do not know', () => {
    expect(() => findTable(emptyState, 'book')).toThrow(MigrationError);
    expect(() => findTable(emptyState, 'book')).toThrow('book');
  });
});

describe('canonicalState', () => {
  it('does not depend on the order of definition', () => {
    const [a, b] = [{ x: f.integer({ unique: true }), y: f.integer({ unique: true }) }, { z: f.integer() }];
    expect(canonicalState(stateOf(defineModels({ A: a, B: b })))).toEqual(
      canonicalState(stateOf(defineModels({ B: b, A: a }))),
    );
  });
});
