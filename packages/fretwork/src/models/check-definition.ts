/** The mistakes in a definition that can be told before anything runs; each message names the place and the cure. */
import { ImproperlyConfigured } from '../errors.ts';
import type { AnyColumnOptions, FieldMap, ForeignKeyOptions, ModelField, OnDelete } from './field.ts';
import { reservedNames } from './instance.ts';
import type { ModelOptions } from './model.ts';
import { isName, snakeCase } from './names.ts';

/** What is checked of a model. */
interface Definition {
  readonly name: string;
  readonly table: string;
  readonly fields: FieldMap;
  readonly options: ModelOptions;
}

/** One mistake that a field can have: what is wrong and how to mend it, or nothing. */
type Rule<O> = (options: O, field: ModelField) => string | false | undefined;

const textKinds: ReadonlySet<string> = new Set(['char', 'text', 'email', 'url', 'slug', 'file', 'image']);
const isSize = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;

const columnRules: readonly Rule<AnyColumnOptions>[] = [
  (o, { kind }) => kind === 'char' && !isSize(o.maxLength) && 'needs a maxLength: f.char({ maxLength: 100 })',
  (o) => o.maxLength !== undefined && !isSize(o.maxLength) && 'has a maxLength that is no whole number above 0',
  (o, { kind }) =>
    kind === 'decimal' &&
    !(isSize(o.maxDigits) && Number.isSafeInteger(o.decimalPlaces)) &&
    'needs maxDigits and decimalPlaces: f.decimal({ maxDigits: 8, decimalPlaces: 2 })',
  (o, { kind }) =>
    kind === 'decimal' &&
    ((o.decimalPlaces ?? 0) < 0 || (o.maxDigits ?? 0) < (o.decimalPlaces ?? 0)) &&
    'needs maxDigits that is at least decimalPlaces',
  (o) => o.primaryKey === true && o.null === true && 'is the primary key and cannot be null: remove null: true',
  (o) =>
    [o.autoNow, o.autoNowAdd, o.default !== undefined].filter(Boolean).length > 1 &&
    'has more than one of autoNow, autoNowAdd and default: keep one',
  (o) =>
    Array.isArray(o.default) && 'has a list as its default, which all objects would share: use a function, () => […]',
  (o, { kind }) => o.default === null && o.null !== true && `has the default null but no null: true (${kind})`,
  (o, { kind }) =>
    o.choices !== undefined &&
    textKinds.has(kind) &&
    o.maxLength !== undefined &&
    longest(o.choices) > o.maxLength &&
    'has a choice that is longer than its maxLength',
];

const onDeletes: ReadonlySet<unknown> = new Set<OnDelete>([
  'cascade',
  'protect',
  'restrict',
  'setNull',
  'setDefault',
  'doNothing',
]);

const referenceRules: readonly Rule<ForeignKeyOptions>[] = [
  (o) =>
    !onDeletes.has(o.onDelete) &&
    "needs onDelete: 'cascade', 'protect', 'restrict', 'setNull', 'setDefault' or 'doNothing'",
  (o) => o.onDelete === 'setNull' && o.null !== true && "has onDelete: 'setNull' but cannot be null: add null: true",
  (o) => o.onDelete === 'setDefault' && o.default === undefined && "has onDelete: 'setDefault' but no default: add one",
  (o, { kind }) => kind === 'foreignKey' && o.unique === true && 'is a unique foreign key: use f.oneToOne(…)',
];

function longest(choices: NonNullable<AnyColumnOptions['choices']>): number {
  const flat: unknown[] = Array.isArray(choices)
    ? choices.flatMap((choice) =>
        Array.isArray(choice)
          ? Array.isArray(choice[1])
            ? choice[1].map((c) => (Array.isArray(c) ? c[0] : c))
            : [choice[0]]
          : [choice],
      )
    : Object.keys(choices);
  return Math.max(0, ...flat.map((choice) => [...String(choice)].length));
}

/**
 * Checks one model.
 *
 * @param definition The model.
 * @param models All models, by key.
 * @throws {ImproperlyConfigured} the first mistake
 */
export function checkDefinition(definition: Definition, models: ReadonlyMap<string, Definition>): void {
  const { name, fields } = definition;
  const fail = (place: string, what: string): never => {
    throw new ImproperlyConfigured(`${place} ${what}.`);
  };
  if (!isName(name))
    fail(`The model "${name}"`, 'needs a name of letters, digits and underscores that starts with a letter');
  for (const other of models.values()) {
    if (other !== definition && other.table === definition.table)
      fail(name, `has the table "${other.table}", as ${other.name} has: set another table`);
  }
  const primary = Object.keys(fields).filter(
    (key) => (fields[key]?.options as { primaryKey?: boolean } | undefined)?.primaryKey,
  );
  if (primary.length > 1)
    fail(name, `has more than one primary key (${primary.join(', ')}): keep one, and use uniqueTogether for the rest`);
  if ('id' in fields && primary[0] !== 'id')
    fail(`${name}.id`, 'takes the name of the primary key: add primaryKey: true, or name it otherwise');
  const columns = new Map<string, string>(primary.length === 0 ? [['id', 'id']] : []);
  const attributes = new Map<string, string>();
  for (const [fieldName, field] of Object.entries(fields)) {
    const place = `${name}.${fieldName}`;
    if (!isName(fieldName)) fail(place, 'needs a name of letters, digits and underscores that starts with a letter');
    if (fieldName.includes('__')) fail(place, 'has a name with "__", which separates lookups in query strings');
    if (reservedNames.has(fieldName))
      fail(
        place,
        'has a name that every object needs for itself: choose another one, and keep the column with dbColumn',
      );
    checkField(place, field, models, fail);
    if (field.kind === 'manyToMany') continue;
    const column =
      (field.options as { dbColumn?: string }).dbColumn ?? snakeCase('to' in field ? `${fieldName}Id` : fieldName);
    const taken = columns.get(column);
    if (taken) fail(place, `has the column "${column}", as ${name}.${taken} has: set another dbColumn`);
    columns.set(column, fieldName);
    const attribute = 'to' in field ? `${fieldName}Id` : fieldName;
    const other = attributes.get(attribute);
    if (other)
      fail(place, `gives its objects the attribute "${attribute}", as ${name}.${other} does: choose another name`);
    attributes.set(attribute, fieldName);
  }
  checkOptions(definition, fail);
}

function checkField(
  place: string,
  field: ModelField,
  models: ReadonlyMap<string, Definition>,
  fail: (place: string, what: string) => never,
): void {
  if ('to' in field && !models.has(field.to))
    fail(
      place,
      `refers to the model "${field.to}", which does not exist: the models are ${[...models.keys()].join(', ')}`,
    );
  const { relatedName } = field.options as { relatedName?: string };
  if (
    relatedName !== undefined &&
    (!isName(relatedName) || relatedName.includes('__') || reservedNames.has(relatedName))
  )
    fail(place, `has the relatedName "${relatedName}", which cannot be the name of an attribute: choose another one`);
  if (field.kind === 'manyToMany') {
    const { through } = field.options;
    if (through !== undefined && !models.has(through))
      fail(place, `goes through the model "${through}", which does not exist`);
    return;
  }
  const rules = 'to' in field ? referenceRules : columnRules;
  for (const rule of rules as readonly Rule<unknown>[]) {
    const mistake = rule(field.options, field);
    if (mistake) fail(place, mistake);
  }
}

function checkOptions({ name, fields, options }: Definition, fail: (place: string, what: string) => never): void {
  const kindOf = (field: string) => (Object.hasOwn(fields, field) ? fields[field]?.kind : undefined);
  const hasOwnKey = Object.values(fields).some((field) => (field.options as { primaryKey?: boolean }).primaryKey);
  const isToOne = (kind: string | undefined) => kind === 'foreignKey' || kind === 'oneToOne';
  const known = (field: string): boolean =>
    field === 'pk' ||
    (field === 'id' && !hasOwnKey) ||
    (kindOf(field) !== undefined && kindOf(field) !== 'manyToMany') ||
    (field.endsWith('Id') && isToOne(kindOf(field.slice(0, -2))));
  const check = (what: string, list: readonly string[]): void => {
    for (const field of list)
      if (!known(field)) fail(`${name}: ${what}`, `names "${field}", which is no column of the model`);
  };
  check(
    'ordering',
    (options.ordering ?? []).map((term) => term.replace(/^-/, '').split('.')[0] ?? ''),
  );
  for (const set of options.uniqueTogether ?? []) check('uniqueTogether', set);
  for (const index of options.indexes ?? [])
    check(
      'an index',
      index.fields.map((field) => field.replace(/^-/, '')),
    );
  const names = new Set<string>();
  for (const constraint of options.constraints ?? []) {
    if (!isName(constraint.name))
      fail(
        `${name}: the constraint "${constraint.name}"`,
        'needs a name of letters, digits and underscores, 63 at most',
      );
    if (names.has(constraint.name)) fail(`${name}: the constraint "${constraint.name}"`, 'stands there twice');
    names.add(constraint.name);
    check(
      `the constraint "${constraint.name}"`,
      constraint.type === 'unique'
        ? [...constraint.fields, ...Object.keys(constraint.condition ?? {})]
        : Object.keys(constraint.check),
    );
  }
}
