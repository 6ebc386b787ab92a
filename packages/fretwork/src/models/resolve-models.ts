/** Turns definitions into `ModelMeta`: columns, relations in both directions, tables between many and many. */
import { ImproperlyConfigured } from '../errors.ts';
import { checkDefinition } from './check-definition.ts';
import type {
  AnyColumnOptions,
  ColumnKind,
  FieldMap,
  ForeignKeyOptions,
  ManyToManyOptions,
  ModelField,
  OnDelete,
} from './field.ts';
import type { ColumnMeta, ForwardRelation, ManyToManyRelation, ModelMeta, Registry, Relation } from './meta.ts';
import { isModelDefinition, type ModelOptions } from './model.ts';
import { snakeCase } from './names.ts';
import type { Definitions } from './row.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A model while it is being resolved. */
interface Draft extends Writable<Omit<ModelMeta, 'columns' | 'columnsByName' | 'relations' | 'referrers'>> {
  readonly fields: FieldMap;
  columns: ColumnMeta[];
  columnsByName: Map<string, ColumnMeta>;
  relations: Map<string, Relation>;
  referrers: ForwardRelation[];
}

type ToOneField = Extract<ModelField, { kind: 'foreignKey' | 'oneToOne' }>;
type ManyField = Extract<ModelField, { kind: 'manyToMany' }>;

/**
 * Resolves all models of one `defineModels` call.
 *
 * @returns The models in the order of their definition, those made for many-to-many relations after them.
 * @throws {ImproperlyConfigured} names model, field and cure
 */
export function resolveModels(definitions: Definitions, registry: Registry): ModelMeta[] {
  const drafts = new Map<string, Draft>();
  for (const [name, entry] of Object.entries(definitions)) {
    const { fields, options } = isModelDefinition(entry) ? entry : { fields: entry, options: {} };
    drafts.set(name, createDraft(name, fields, options, registry));
  }
  for (const draft of [...drafts.values()]) addAutomaticModels(draft, drafts);
  for (const draft of drafts.values()) checkDefinition(draft, drafts);
  for (const draft of drafts.values()) addColumns(draft, drafts);
  for (const draft of drafts.values()) addForwardRelations(draft, drafts);
  for (const draft of drafts.values()) addManyToMany(draft, drafts);
  for (const draft of drafts.values()) registry.register(draft);
  return [...drafts.values()];
}

function createDraft(
  name: string,
  fields: FieldMap,
  options: ModelOptions,
  registry: Registry,
  automatic = false,
): Draft {
  const { ordering = [], constraints = [], indexes = [], table = snakeCase(name), str } = options;
  return {
    name,
    table,
    registry,
    options,
    ordering,
    constraints,
    indexes,
    automatic,
    fields,
    uniqueTogether: [],
    columns: [],
    columnsByName: new Map(),
    relations: new Map(),
    referrers: [],
    str: (object: object) =>
      str ? str(object as Parameters<typeof str>[0]) : `${name} object (${String((object as { pk: unknown }).pk)})`,
  } as unknown as Draft;
}

/** The field that is the primary key; the default `id` where none says so. */
function keyOf(draft: Draft): { name: string; field: ModelField | undefined } {
  const declared = Object.entries(draft.fields).find(([, field]) => isPrimary(field));
  return declared ? { name: declared[0], field: declared[1] } : { name: 'id', field: undefined };
}

const isPrimary = (field: ModelField): boolean => field.kind !== 'manyToMany' && field.options.primaryKey === true;
const isToOne = (field: ModelField): field is ToOneField => field.kind === 'foreignKey' || field.kind === 'oneToOne';

// ------------------------------------------------------------------------------------------------------- columns

function addColumns(draft: Draft, drafts: ReadonlyMap<string, Draft>): void {
  const key = keyOf(draft);
  const names = Object.keys(draft.fields).filter((name) => name !== key.name);
  for (const name of [key.name, ...names]) {
    const field = draft.fields[name];
    if (field?.kind === 'manyToMany') continue;
    const column = createColumn(draft, name, field, drafts);
    draft.columns.push(column);
    draft.columnsByName.set(column.name, column);
    if (column.primaryKey) {
      draft.primaryKey = column;
      draft.columnsByName.set('pk', column);
    }
  }
  const attributeOf = (name: string): string => draft.columns.find((column) => column.field === name)?.name ?? name;
  draft.uniqueTogether = (draft.options.uniqueTogether ?? []).map((set) => set.map(attributeOf));
}

// Django names the key that it adds by itself like this.
const defaultKey: AnyColumnOptions = { primaryKey: true, editable: false, verboseName: 'ID' };

function createColumn(
  draft: Draft,
  name: string,
  field: Exclude<ModelField, ManyField> | undefined,
  drafts: ReadonlyMap<string, Draft>,
): ColumnMeta {
  const toOne = field !== undefined && isToOne(field);
  const options: AnyColumnOptions = field?.options ?? defaultKey;
  const target = toOne ? keyColumnOf(field.to, drafts) : undefined;
  const primaryKey = options.primaryKey === true;
  const unique = options.unique === true || primaryKey || field?.kind === 'oneToOne';
  return {
    model: draft,
    name: toOne ? `${name}Id` : name,
    field: name,
    column: options.dbColumn ?? snakeCase(toOne ? `${name}Id` : name),
    position: draft.columns.length,
    kind: target?.kind ?? (field as { kind: ColumnKind } | undefined)?.kind ?? 'auto',
    options: target ? { ...target.options, ...options, primaryKey } : options,
    null: options.null === true,
    unique,
    primaryKey,
    dbIndex: !unique && (options.dbIndex ?? toOne),
    relation: undefined, // set by addForwardRelations
  };
}

/** Kind and size of the key of a model: what a foreign key to it has to hold. */
function keyColumnOf(
  name: string,
  drafts: ReadonlyMap<string, Draft>,
  seen: readonly string[] = [],
): { kind: ColumnKind; options: AnyColumnOptions } {
  if (seen.includes(name))
    throw new ImproperlyConfigured(`The primary key of ${name} leads back to itself: ${[...seen, name].join(', ')}.`);
  const draft = draftOf(name, drafts);
  const { field } = keyOf(draft);
  if (field && isToOne(field)) return keyColumnOf(field.to, drafts, [...seen, name]);
  if (!field || field.kind === 'auto') return { kind: 'bigInteger', options: {} };
  const { maxLength, maxDigits, decimalPlaces } = (field as { options: AnyColumnOptions }).options;
  return { kind: field.kind as ColumnKind, options: { maxLength, maxDigits, decimalPlaces } };
}

function draftOf(name: string, drafts: ReadonlyMap<string, Draft>): Draft {
  const draft = drafts.get(name);
  if (draft) return draft;
  throw new ImproperlyConfigured(`There is no model "${name}": the models are ${[...drafts.keys()].join(', ')}.`);
}

// ----------------------------------------------------------------------------------------------------- relations

function addForwardRelations(draft: Draft, drafts: ReadonlyMap<string, Draft>): void {
  for (const [name, field] of Object.entries(draft.fields)) {
    if (!isToOne(field)) continue;
    const target = draftOf(field.to, drafts);
    const column = draft.columns.find((candidate) => candidate.field === name) as Writable<ColumnMeta>;
    const { onDelete, relatedName } = field.options as ForeignKeyOptions;
    const forward: Writable<ForwardRelation> = {
      name,
      kind: field.kind,
      model: draft,
      target,
      forward: true,
      many: false,
      column,
      onDelete,
      reverse: undefined,
    };
    column.relation = forward;
    addRelation(draft, forward);
    target.referrers.push(forward);
    if (relatedName === undefined) continue;
    forward.reverse = {
      name: relatedName,
      kind: field.kind,
      model: target,
      target: draft,
      forward: false,
      many: field.kind === 'foreignKey',
      column,
      reverse: forward,
    };
    addRelation(target, forward.reverse);
  }
}

function addRelation(draft: Draft, relation: Relation): void {
  const taken = draft.relations.get(relation.name);
  const column = draft.columns.find(
    ({ name, field }) => name === relation.name || (!relation.forward && field === relation.name),
  );
  if (taken || column) {
    const origin = relation.forward
      ? `${draft.name}.${relation.name}`
      : `The relatedName "${relation.name}" of ${relation.target.name}`;
    const other =
      taken && !taken.forward
        ? `the relatedName of a relation of ${taken.target.name}`
        : `${draft.name}.${relation.name}`;
    throw new ImproperlyConfigured(`${origin} clashes with ${other}: choose another relatedName.`);
  }
  draft.relations.set(relation.name, relation);
}

// -------------------------------------------------------------------------------------------------- many to many

const throughName = (draft: { name: string }, field: string): string => `${draft.name}_${field}`;

/** Names of the two foreign keys of a table that is made for a many-to-many relation, as Django names them. */
function throughKeys(draft: { name: string }, field: ManyField): [string, string] {
  const lower = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);
  return field.to === draft.name ? [`from${draft.name}`, `to${draft.name}`] : [lower(draft.name), lower(field.to)];
}

function addAutomaticModels(draft: Draft, drafts: Map<string, Draft>): void {
  for (const [name, field] of Object.entries(draft.fields)) {
    if (field.kind !== 'manyToMany' || field.options.through !== undefined) continue;
    const keys = throughKeys(draft, field);
    const targets = [draft.name, field.to];
    const fields = Object.fromEntries(
      keys.map((key, index) => [
        key,
        { kind: 'foreignKey', to: targets[index], options: { onDelete: 'cascade' as OnDelete } },
      ]),
    ) as unknown as FieldMap;
    const table = field.options.dbTable ?? `${draft.table}_${snakeCase(name)}`;
    const options: ModelOptions = { table, uniqueTogether: [keys] };
    drafts.set(throughName(draft, name), createDraft(throughName(draft, name), fields, options, draft.registry, true));
  }
}

function addManyToMany(draft: Draft, drafts: ReadonlyMap<string, Draft>): void {
  for (const [name, field] of Object.entries(draft.fields)) {
    if (field.kind !== 'manyToMany') continue;
    const options: ManyToManyOptions = field.options;
    const target = draftOf(field.to, drafts);
    const through = draftOf(options.through ?? throughName(draft, name), drafts);
    const [source, destination] = throughColumns(draft, name, target, through, options.throughFields);
    const relation: Writable<ManyToManyRelation> = {
      name,
      kind: 'manyToMany',
      model: draft,
      target,
      forward: true,
      many: true,
      options,
      through,
      source,
      destination,
      reverse: undefined,
    };
    addRelation(draft, relation);
    if (options.relatedName === undefined) continue;
    relation.reverse = {
      name: options.relatedName,
      kind: 'manyToMany',
      model: target,
      target: draft,
      forward: false,
      many: true,
      options,
      through,
      source: destination,
      destination: source,
      reverse: relation,
    };
    addRelation(target, relation.reverse);
  }
}

function throughColumns(
  draft: Draft,
  name: string,
  target: Draft,
  through: Draft,
  fields: readonly [string, string] | undefined,
): [ColumnMeta, ColumnMeta] {
  const keys = through.columns.filter(({ relation }) => relation);
  const named = fields?.map((field) => keys.find((column) => column.field === field));
  const candidates = (model: Draft) => keys.filter(({ relation }) => relation?.target === model);
  const [source, destination] =
    named ?? (draft === target ? candidates(draft) : [only(candidates(draft)), only(candidates(target))]);
  const ambiguous = draft === target && !named && keys.length !== 2;
  if (
    source &&
    destination &&
    !ambiguous &&
    source.relation?.target === draft &&
    destination.relation?.target === target
  )
    return [source, destination];
  throw new ImproperlyConfigured(
    `${draft.name}.${name}: ${through.name} needs one foreign key to ${draft.name} and one to ${target.name}; ` +
      `where it has more, name the two in throughFields: ['<to ${draft.name}>', '<to ${target.name}>'].`,
  );
}

const only = <T>(items: readonly T[]): T | undefined => (items.length === 1 ? items[0] : undefined);
