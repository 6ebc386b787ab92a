/** JsonRows: rows of a QuerySet as the JSON text of a serializer, without objects in between. */
import { randomUUID } from 'node:crypto';
import type { DriverValue, Row } from '../databases/connection.ts';
import type { Dialect } from '../databases/dialect.ts';
import type { ModelMeta, Relation } from '../models/meta.ts';
import { decoderFor } from '../queries/codec.ts';
import { type CompiledQuery, compileQuery } from '../queries/compile.ts';
import type { ObjectPlan } from '../queries/plan-objects.ts';
import type { RowFormat, RowSource } from '../queries/row-format.ts';
import { emptyState } from '../queries/state.ts';
import type { Field, Scope } from './field.ts';
import { type Cell, type CellWriter, cellWriter, isPureField } from './json-cells.ts';
import { JSONText } from './json-text.ts';
import { ListSerializer } from './list-serializer.ts';
import { ManyRelatedField, PrimaryKeyRelatedField, SlugRelatedField } from './relations.ts';
import { Serializer } from './serializer.ts';
import type { SerializerDefinition } from './serializer-definition.ts';
import type { SerializerSettings } from './serializer-settings.ts';

/** What is written for one name: a column, an object, or a list of what a relation leads to. */
type Part = CellPart | ObjectPart | ListPart;
interface CellPart extends Cell {
  readonly type: 'cell';
  /** Path of joined relations to the object that has the column. */
  readonly path: string;
}
interface ObjectPart {
  readonly type: 'object';
  readonly path: string;
  readonly members: readonly Member[];
}
interface ListPart {
  readonly type: 'list';
  /** Path to the object whose relation it is. */
  readonly path: string;
  readonly relation: Relation;
  readonly items: JsonRows;
}
interface Member {
  readonly name: string;
  readonly part: Part;
}

/** Where a serializer stands: its model, and the joined relations that lead there. */
interface Place {
  readonly meta: ModelMeta;
  readonly path: readonly string[];
}

/** Adds a row to a text; the lists in it have their texts by the key of the object that has them. */
type RowWriter = (text: string, row: Row, lists: readonly ListTexts[]) => string;
type ListTexts = ReadonlyMap<string, string>;

/**
 * Writes the rows of a query as a serializer would represent their objects, byte for byte.
 *
 * Only for serializers of pure data: columns, keys, and other such serializers. Lists of related objects cost one query
 * each, whatever the number of rows.
 */
export class JsonRows implements RowFormat {
  readonly key = randomUUID();
  /** Relations to one object that the query has to join. */
  readonly selectRelated: readonly string[];
  readonly #part: Part;
  readonly #columns = new Map<string, Set<string>>();
  readonly #lists: readonly ListPart[];
  readonly #scope: Scope;
  readonly #writers = new WeakMap<CompiledQuery, RowWriter>();

  private constructor(part: Part, scope: Scope) {
    this.#part = part;
    this.#scope = scope;
    const lists: ListPart[] = [];
    this.#note(part, lists);
    this.#lists = lists;
    this.selectRelated = [...this.#columns.keys()].filter((path) => path !== '');
  }

  /**
   * The writer of a serializer.
   *
   * @param definition Of a serializer class.
   * @returns `undefined` where the serializer needs objects: for methods, hooks, and fields of one's own.
   */
  static of(definition: SerializerDefinition, meta: ModelMeta, settings: SerializerSettings): JsonRows | undefined {
    const scope: Scope = { instance: undefined, partial: false, context: { settings }, settings };
    const members = readMembers(definition, { meta, path: [] }, scope);
    return members && new JsonRows({ type: 'object', path: '', members }, scope);
  }

  /** The writer of one value for each object that a relation leads to. */
  static ofCell(part: CellPart, scope: Scope): JsonRows {
    return new JsonRows(part, scope);
  }

  columnsAt(path: string): ReadonlySet<string> {
    return this.#columns.get(path) ?? NONE;
  }

  write(rows: readonly Row[], query: CompiledQuery, source: RowSource): JSONText[] | Promise<JSONText[]> {
    return this.#written(rows, query, source, (write, lists) => rows.map((row) => new JSONText(write('', row, lists))));
  }

  /** The same rows as one text, a JSON list; for whoever does not want them one by one. */
  readonly asList: RowFormat = {
    key: this.key,
    columnsAt: (path) => this.columnsAt(path),
    write: (rows, query, source) => this.writeList(rows, query, source),
  };

  /** The rows as one JSON list. */
  writeList(rows: readonly Row[], query: CompiledQuery, source: RowSource): [JSONText] | Promise<[JSONText]> {
    return this.#written(rows, query, source, (write, lists) => {
      let text = '[';
      for (const row of rows) text = write(text.length === 1 ? text : `${text},`, row, lists);
      return [new JSONText(`${text}]`)];
    });
  }

  /** The rows as text. */
  texts(rows: readonly Row[], query: CompiledQuery, source: RowSource): string[] | Promise<string[]> {
    return this.#written(rows, query, source, (write, lists) => rows.map((row) => write('', row, lists)));
  }

  // At once where no lists are to be read.
  #written<T>(
    rows: readonly Row[],
    query: CompiledQuery,
    source: RowSource,
    make: (write: RowWriter, lists: readonly ListTexts[]) => T,
  ): T | Promise<T> {
    const write = this.#writerFor(query, source.database.dialect);
    if (this.#lists.length === 0) return make(write, NO_LISTS);
    const reading = this.#lists.map((list) => readLists(list, rows, query, source));
    return Promise.all(reading).then((lists) => make(write, lists));
  }

  #writerFor(query: CompiledQuery, dialect: Dialect): RowWriter {
    const known = this.#writers.get(query);
    if (known) return known;
    const writer = this.#writer(this.#part, query.object as ObjectPlan, dialect);
    this.#writers.set(query, writer);
    return writer;
  }

  #writer(part: Part, object: ObjectPlan, dialect: Dialect): RowWriter {
    const at = objectAt(object, part.path);
    if (part.type === 'cell') return cellReader(at, part, cellWriter(part, this.#scope, dialect));
    if (part.type === 'list') {
      const index = this.#lists.indexOf(part);
      return (text, row, lists) => text + (lists[index]?.get(String(row[at.key])) ?? '[]');
    }
    const members = part.members.map(({ name, part: inner }, index) => ({
      prefix: `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`,
      write: this.#writer(inner, object, dialect),
    }));
    if (members.length === 0) return (text) => `${text}{}`;
    return (before, row, lists) => {
      if (row[at.key] === null) return `${before}null`;
      let text = before;
      for (const { prefix, write } of members) text = write(text + prefix, row, lists);
      return `${text}}`;
    };
  }

  /** Notes what has to be read for a part. */
  #note(part: Part, lists: ListPart[]): void {
    const columns = this.#columns.get(part.path) ?? new Set<string>();
    this.#columns.set(part.path, columns);
    if (part.type === 'cell') columns.add(part.column.name);
    else if (part.type === 'list') lists.push(part);
    else for (const { part: inner } of part.members) this.#note(inner, lists);
  }
}

const NONE: ReadonlySet<string> = new Set();
const NO_LISTS: readonly ListTexts[] = [];

function cellReader({ columns, key }: ObjectPlan, { column, path }: CellPart, write: CellWriter): RowWriter {
  const position = columns.find((planned) => planned.column === column)?.position ?? 0;
  // An outer join that found nothing gives NULL in every column, as a column that is NULL does.
  return path === ''
    ? (text, row) => text + write(row[position] as DriverValue)
    : (text, row) => text + (row[key] === null ? 'null' : write(row[position] as DriverValue));
}

function objectAt(object: ObjectPlan, path: string): ObjectPlan {
  if (path === '') return object;
  return path.split('.').reduce((at, name) => {
    return at.related.find(({ relation }) => relation.name === name)?.object as ObjectPlan;
  }, object);
}

/** The lists of a relation, by the key of the object that has them. One query, and one for each list inside. */
async function readLists(
  list: ListPart,
  rows: readonly Row[],
  query: CompiledQuery,
  source: RowSource,
): Promise<ListTexts> {
  const { relation, items, path } = list;
  const { database, alias } = source;
  const { key, meta } = objectAt(query.object as ObjectPlan, path);
  const decode = decoderFor(meta.primaryKey, database.dialect);
  const keys = [...new Set(rows.map((row) => row[key] ?? null))].filter((raw) => raw !== null).map(decode);
  const texts = new Map<string, string>();
  if (keys.length === 0) return texts;
  const state = { ...emptyState, selectRelated: items.selectRelated, format: items, alias };
  const bound = compileQuery(relation.target, state, { type: 'related', relation }, database.dialect, keys);
  if (!bound) return texts;
  const related = (await database.query(bound.query.sql, bound.params)).rows;
  const owner = bound.query.owner?.position ?? 0;
  const written = await items.texts(related, bound.query, source);
  const lists = new Map<string, string[]>();
  related.forEach((row, index) => {
    const name = String(row[owner]);
    const found = lists.get(name);
    if (found) found.push(written[index] as string);
    else lists.set(name, [written[index] as string]);
  });
  for (const [name, found] of lists) texts.set(name, `[${found.join(',')}]`);
  return texts;
}

// ------------------------------------------------------------------------------------- what a serializer is made of

function readMembers(definition: SerializerDefinition, place: Place, scope: Scope): readonly Member[] | undefined {
  if (definition.hooks.toRepresentation !== undefined) return undefined;
  const members: Member[] = [];
  for (const field of definition.readable) {
    const part = readPart(field, place, scope);
    if (part === undefined) return undefined;
    members.push({ name: field.name, part });
  }
  return members;
}

/** Whether a field is written without an object; `explain` says why not. */
export const isWrittenFromRows = (field: Field, meta: ModelMeta, scope: Scope): boolean =>
  readPart(field, { meta, path: [] }, scope) !== undefined;

/** The part of a field; `undefined` where it takes an object to know. */
function readPart(field: Field, place: Place, scope: Scope): Part | undefined {
  const steps = field.source.slice(0, -1);
  const end = follow(place, steps);
  const last = field.source.at(-1);
  if (end === undefined || last === undefined) return undefined;
  // Through something that may be missing, what is sent depends on the field's defaults.
  if (mayBeMissing(place.meta, steps)) return undefined;
  const relation = end.meta.relations.get(last);
  if (relation === undefined) return columnPart(field, end, last);
  return relation.many ? listPart(field, end, relation, scope) : relatedPart(field, end, relation, scope);
}

function columnPart(field: Field, { meta, path }: Place, name: string): Part | undefined {
  const column = meta.columnsByName.get(name);
  if (column === undefined || !isPureField(field)) return undefined;
  return { type: 'cell', path: path.join('.'), column, field };
}

function relatedPart(field: Field, place: Place, relation: Relation, scope: Scope): Part | undefined {
  if (isKeyField(field) && relation.kind !== 'manyToMany' && relation.forward) {
    return { type: 'cell', path: place.path.join('.'), column: relation.column, field: undefined };
  }
  const target = follow(place, [relation.name]);
  if (target === undefined) return undefined;
  if (isSlugField(field)) {
    const column = target.meta.columnsByName.get(field.options.slugField);
    return column && { type: 'cell', path: target.path.join('.'), column, field: undefined };
  }
  if (!isPlainSerializer(field)) return undefined;
  const members = readMembers(field.definition, target, scope);
  return members && { type: 'object', path: target.path.join('.'), members };
}

function listPart(field: Field, { path }: Place, relation: Relation, scope: Scope): Part | undefined {
  const items = itemsOf(field, relation.target, scope);
  return items && { type: 'list', path: path.join('.'), relation, items };
}

function itemsOf(field: Field, meta: ModelMeta, scope: Scope): JsonRows | undefined {
  if (field.constructor === ListSerializer) {
    const { child } = field as ListSerializer;
    return isPlainSerializer(child) ? JsonRows.of(child.definition, meta, scope.settings) : undefined;
  }
  if (field.constructor !== ManyRelatedField) return undefined;
  const { child } = field as ManyRelatedField;
  const name = isKeyField(child) ? meta.primaryKey.name : isSlugField(child) ? child.options.slugField : undefined;
  const column = name === undefined ? undefined : meta.columnsByName.get(name);
  return column && JsonRows.ofCell({ type: 'cell', path: '', column, field: undefined }, scope);
}

const isKeyField = (field: Field): boolean =>
  field.constructor === PrimaryKeyRelatedField && (field as PrimaryKeyRelatedField).options.pkField === undefined;

const isSlugField = (field: Field): field is SlugRelatedField => field.constructor === SlugRelatedField;

/** A serializer of a model whose class overrides nothing of how it represents. */
export function isPlainSerializer(field: unknown): field is Serializer {
  if (!(field instanceof Serializer) || !('meta' in field.constructor)) return false;
  return field.toRepresentation === Serializer.prototype.toRepresentation;
}

/** Goes over relations to one object. */
function follow(start: Place, steps: readonly string[]): Place | undefined {
  let place = start;
  for (const step of steps) {
    const relation = place.meta.relations.get(step);
    if (relation === undefined || relation.many) return undefined;
    place = { meta: relation.target, path: [...place.path, step] };
  }
  return place;
}

function mayBeMissing(start: ModelMeta, steps: readonly string[]): boolean {
  let meta = start;
  for (const step of steps) {
    const relation = meta.relations.get(step);
    if (relation === undefined || relation.many || !relation.forward || relation.column.null) return true;
    meta = relation.target;
  }
  return false;
}
