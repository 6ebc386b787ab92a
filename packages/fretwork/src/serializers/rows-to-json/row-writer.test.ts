/** Writers of rows: objects that are not there, and lists by their owners. */
import { describe, expect, it } from 'vitest';
import { sqliteDialect } from '../../databases/dialect.ts';
import { defineModels } from '../../models/define-models.ts';
import { f } from '../../models/field.ts';
import type { ObjectPlan } from '../../queries/plan-objects.ts';
import type { Field } from '../field.ts';
import { CharField } from '../fields/char-field.ts';
import { FloatField } from '../fields/float-field.ts';
import { DEFAULT_SERIALIZER_SETTINGS as settings } from '../serializer-settings.ts';
import { objectPlanAt, type RowWriter, rowsText, rowWriter } from './row-writer.ts';

const { Author, Book } = defineModels({
  Author: { name: f.char({ maxLength: 9 }) },
  Book: { author: f.foreignKey('Author', { null: true, onDelete: 'cascade' }) },
});
const [id, name] = Author.meta.columns as [(typeof Author.meta.columns)[0], (typeof Author.meta.columns)[0]];
const author: ObjectPlan = {
  meta: Author.meta,
  columns: [
    { column: id, position: 1 },
    { column: name, position: 2 },
  ],
  key: 1,
  related: [],
};
const relation = Book.meta.relations.get('author') as NonNullable<ReturnType<typeof Book.meta.relations.get>>;
const object: ObjectPlan = {
  meta: Book.meta,
  columns: [{ column: Book.meta.primaryKey, position: 0 }],
  key: 0,
  related: [{ relation, object: author }],
};
const scope = { instance: undefined, partial: false, context: { settings }, settings };
const query = { object, annotations: [], outputs: [] };
const context = { query, dialect: sqliteDialect, scope, lists: [] };

describe('rowWriter', () => {
  it('writes an object where there is one, and null where a join found none', () => {
    const cell = { type: 'cell', path: 'author', column: name, field: undefined } as const;
    const write = rowWriter({ type: 'object', path: 'author', members: [{ name: 'name', part: cell }] }, context);
    expect(write('>', [7, 1, 'Ada'], [])).toBe('>{"name":"Ada"}');
    expect(write('>', [7, null, null], [])).toBe('>null');
    expect(rowWriter(cell, context)('', [7, null, null], [])).toBe('null');
  });

  it('tells an object without fields from none', () => {
    const write = rowWriter({ type: 'object', path: 'author', members: [] }, context);
    expect([write('', [7, 1, 'Ada'], []), write('', [7, null, null], [])]).toEqual(['{}', 'null']);
  });

  it('writes what is computed from where it stands, read as objects have it', () => {
    const outputs = [
      { name: 'id', holder: Book.meta.primaryKey, reads: 'value' },
      { name: 'first', holder: name, reads: 'value' },
      { name: 'mean', holder: Book.meta.primaryKey, reads: 'mean' },
    ] as const;
    const annotations = [
      { name: 'first', position: 1 },
      { name: 'mean', position: 2 },
    ];
    const writer = (of: string, field: Field) =>
      rowWriter(
        { type: 'annotation', path: '', name: of, field },
        { ...context, query: { object, annotations, outputs } },
      );
    const row = [7, 'Ada', '2.50'];
    expect(writer('first', new CharField({}).bind('first'))('>', row, [])).toBe('>"Ada"');
    expect(writer('mean', new FloatField({}).bind('mean'))('>', row, [])).toBe('>2.5');
    expect(writer('mean', new FloatField({}).bind('mean'))('>', [7, null, null], [])).toBe('>null');
  });

  it('finds where the columns of an object stand', () => {
    expect(objectPlanAt(query, '')).toBe(object);
    expect(objectPlanAt(query, 'author')).toBe(author);
  });
});

describe('rowsText', () => {
  it('puts rows into a list, in their order', () => {
    const write: RowWriter = (text, [value]) => `${text}${value}`;
    expect(rowsText(write, [[1], [2], [3]], [])).toBe('[1,2,3]');
    expect(rowsText(write, [], [])).toBe('[]');
  });
});
