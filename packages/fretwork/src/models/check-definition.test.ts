/** Every mistake in a definition: the message names the place and the cure. */
import { describe, expect, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { checkDefinition } from './check-definition.ts';
import { defineModels } from './define-models.ts';
import { type FieldMap, f } from './field.ts';
import { model } from './model.ts';

const name = f.char({ maxLength: 9 });
const options = (given: object, fields: object = { name }) => ({ A: model(fields as FieldMap, given as never) });

const mistakes: readonly (readonly [definitions: object, message: string])[] = [
  // names
  [{ 'a b': { name } }, 'The model "a b" needs a name of letters, digits and underscores that starts with a letter.'],
  [{ _a: { name } }, 'The model "_a" needs a name of letters'],
  [{ ['__proto__']: { name } }, 'The model "__proto__" needs a name of letters'],
  [{ A: { 'a-b': name } }, 'A.a-b needs a name of letters'],
  [{ A: { a__b: name } }, 'A.a__b has a name with "__", which separates lookups in query strings.'],
  [
    { A: { save: name } },
    'A.save has a name that every object needs for itself: choose another one, and keep the column with dbColumn.',
  ],
  [{ A: Object.fromEntries([['then', name]]) }, 'A.then has a name that every object needs for itself'],
  [{ A: { constructor: name } }, 'A.constructor has a name that every object needs for itself'],
  [
    { A: { a: f.foreignKey('A', { relatedName: 'save', onDelete: 'cascade' }) } },
    'A.a has the relatedName "save", which cannot be the name of an attribute',
  ],
  [{ A: { a: f.manyToMany('A', { relatedName: 'a b' }) } }, 'A.a has the relatedName "a b"'],
  // columns and tables
  [{ A: { id: name } }, 'A.id takes the name of the primary key: add primaryKey: true, or name it otherwise.'],
  [
    { A: { a: f.uuid({ primaryKey: true }), b: f.uuid({ primaryKey: true }) } },
    'A has more than one primary key (a, b): keep one',
  ],
  [{ A: { aB: name, a_b: name } }, 'A.a_b has the column "a_b", as A.aB has: set another dbColumn.'],
  [{ A: { key: f.integer({ dbColumn: 'id' }) } }, 'A.key has the column "id", as A.id has'],
  [
    { A: { b: f.foreignKey('A', { onDelete: 'cascade', dbColumn: 'x' }), bId: f.integer() } },
    'A.bId gives its objects the attribute "bId", as A.b does: choose another name.',
  ],
  [
    { A: model({ name }, { table: 't' }), B: model({ name }, { table: 't' }) },
    'A has the table "t", as B has: set another table.',
  ],
  [{ AB: { name }, ab: { name } }, 'AB has the table "ab", as ab has'],
  // options of columns
  [{ A: { a: f.char({} as never) } }, 'A.a needs a maxLength: f.char({ maxLength: 100 }).'],
  [{ A: { a: f.char({ maxLength: 0 }) } }, 'A.a needs a maxLength'],
  [{ A: { a: f.email({ maxLength: 1.5 }) } }, 'A.a has a maxLength that is no whole number above 0.'],
  [
    { A: { a: f.decimal({} as never) } },
    'A.a needs maxDigits and decimalPlaces: f.decimal({ maxDigits: 8, decimalPlaces: 2 }).',
  ],
  [{ A: { a: f.decimal({ maxDigits: 2, decimalPlaces: 3 }) } }, 'A.a needs maxDigits that is at least decimalPlaces.'],
  [{ A: { a: f.decimal({ maxDigits: 2, decimalPlaces: -1 }) } }, 'A.a needs maxDigits that is at least decimalPlaces.'],
  [
    { A: { a: f.uuid({ primaryKey: true, null: true }) } },
    'A.a is the primary key and cannot be null: remove null: true.',
  ],
  [
    { A: { a: f.dateTime({ autoNow: true, autoNowAdd: true }) } },
    'A.a has more than one of autoNow, autoNowAdd and default: keep one.',
  ],
  [{ A: { a: f.dateTime({ autoNow: true, default: () => new Date() }) } }, 'A.a has more than one of autoNow'],
  [
    { A: { a: f.json({ default: [] }) } },
    'A.a has a list as its default, which all objects would share: use a function, () => […].',
  ],
  [{ A: { a: f.integer({ default: null as never }) } }, 'A.a has the default null but no null: true'],
  [
    { A: { a: f.char({ maxLength: 2, choices: ['ok', 'too long'] }) } },
    'A.a has a choice that is longer than its maxLength.',
  ],
  [
    { A: { a: f.char({ maxLength: 2, choices: [['G', [['abc', 'label']]]] as never }) } },
    'A.a has a choice that is longer than its maxLength.',
  ],
  // relations
  [
    { A: { b: f.foreignKey('B' as never, { onDelete: 'cascade' }) } },
    'A.b refers to the model "B", which does not exist: the models are A.',
  ],
  [{ A: { b: f.manyToMany('B') } }, 'A.b refers to the model "B", which does not exist'],
  [{ A: { b: f.manyToMany('A', { through: 'C' }) } }, 'A.b goes through the model "C", which does not exist.'],
  [
    { A: { a: f.foreignKey('A', {} as never) } },
    "A.a needs onDelete: 'cascade', 'protect', 'restrict', 'setNull', 'setDefault' or 'doNothing'.",
  ],
  [{ A: { a: f.foreignKey('A', { onDelete: 'CASCADE' as never }) } }, 'A.a needs onDelete'],
  [
    { A: { a: f.foreignKey('A', { onDelete: 'setNull' }) } },
    "A.a has onDelete: 'setNull' but cannot be null: add null: true.",
  ],
  [
    { A: { a: f.foreignKey('A', { onDelete: 'setDefault' }) } },
    "A.a has onDelete: 'setDefault' but no default: add one.",
  ],
  [
    { A: { a: f.foreignKey('A', { onDelete: 'cascade', unique: true }) } },
    'A.a is a unique foreign key: use f.oneToOne(…).',
  ],
  [
    { A: { a: f.oneToOne('A', { onDelete: 'cascade', primaryKey: true }) } },
    'The primary key of A leads back to itself',
  ],
  [
    { A: { a: f.foreignKey('A', { onDelete: 'cascade', relatedName: 'a' }) } },
    'The relatedName "a" of A clashes with A.a: choose another relatedName.',
  ],
  [
    {
      A: { name },
      B: {
        x: f.foreignKey('A', { onDelete: 'cascade', relatedName: 'bs' }),
        y: f.foreignKey('A', { onDelete: 'cascade', relatedName: 'bs' }),
      },
    },
    'The relatedName "bs" of B clashes with the relatedName of a relation of B',
  ],
  [
    { A: { b: f.manyToMany('B', { through: 'C' }) }, B: { name }, C: { name } },
    'A.b: C needs one foreign key to A and one to B',
  ],
  // options of models
  [options({ ordering: ['-nonsense'] }), 'A: ordering names "nonsense", which is no column of the model.'],
  [options({ ordering: ['toString'] }), 'A: ordering names "toString"'],
  [options({ ordering: ['id'] }, { key: f.uuid({ primaryKey: true }) }), 'A: ordering names "id"'],
  [options({ uniqueTogether: [['name', 'other']] }), 'A: uniqueTogether names "other"'],
  [options({ uniqueTogether: [['nameId']] }), 'A: uniqueTogether names "nameId"'],
  [options({ indexes: [{ fields: ['-other'] }] }), 'A: an index names "other"'],
  [
    options({ constraints: [{ type: 'unique', name: 'a b', fields: ['name'] }] }),
    'A: the constraint "a b" needs a name of letters, digits and underscores, 63 at most.',
  ],
  [
    options({ constraints: [1, 2].map(() => ({ type: 'unique', name: 'a', fields: ['name'] })) }),
    'A: the constraint "a" stands there twice.',
  ],
  [options({ constraints: [{ type: 'unique', name: 'a', fields: ['other'] }] }), 'A: the constraint "a" names "other"'],
  [
    options({ constraints: [{ type: 'unique', name: 'a', fields: ['name'], condition: { other: 1 } }] }),
    'A: the constraint "a" names "other"',
  ],
  [
    options({ constraints: [{ type: 'check', name: 'a', check: { other: { gt: 1 } } }] }),
    'A: the constraint "a" names "other"',
  ],
];

describe('checkDefinition', () => {
  it.each(mistakes)('%# refuses %o', (definitions, message) => {
    let thrown: unknown;
    try {
      defineModels(definitions as never);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ImproperlyConfigured);
    expect((thrown as Error).message).toContain(message);
  });

  it('accepts everything that works', () => {
    const fields: FieldMap = {
      code: f.char({ maxLength: 2, choices: { ab: 'Label longer than two' }, primaryKey: true }),
      parent: f.foreignKey('A', { onDelete: 'setDefault', default: 'ab', relatedName: 'children' }),
    };
    const definition = {
      name: 'A',
      table: 'a',
      fields,
      options: { ordering: ['-parent', 'parentId', 'pk', 'parent.code'], uniqueTogether: [['code', 'parent']] },
    };
    expect(() => checkDefinition(definition, new Map([['A', definition]]))).not.toThrow();
  });
});
