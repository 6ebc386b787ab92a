/** `Serializer.explain()`: which fields of a serializer go straight from rows to JSON, and why the others need objects. */
import type { ModelMeta } from '../models/meta.ts';
import type { Field } from './field.ts';
import { SerializerMethodField } from './fields/special-fields.ts';
import { ListSerializer } from './list-serializer.ts';
import { isPureField } from './rows-to-json/cells.ts';
import { isPlainSerializer, pathOfField } from './rows-to-json/parts.ts';
import { TextRows } from './rows-to-json/text-rows.ts';
import { Serializer } from './serializer.ts';
import type { SerializerDefinition } from './serializer-definition.ts';
import { DEFAULT_SERIALIZER_SETTINGS } from './serializer-settings.ts';

/** How something is sent: from the rows of the database, by way of objects, or from rows with objects for a part of it. */
export type ReadPath = 'rows' | 'mixed' | 'objects';

/** How one field is sent. */
export interface FieldExplanation {
  readonly path: ReadPath;
  /** Why it takes an object; left out where it takes none. */
  readonly why?: string;
}

/** How a serializer's objects are sent: `mixed` where some fields need objects and the others do not. */
export interface SerializerExplanation {
  readonly path: ReadPath;
  /** The first reason, where it takes objects. */
  readonly why?: string;
  /** The fields that are sent, by name. */
  readonly fields: Readonly<Record<string, FieldExplanation>>;
}

/** A serializer class that may have a model. */
export interface ExplainedClass {
  readonly definition: SerializerDefinition;
  readonly prototype: unknown;
  readonly meta?: ModelMeta;
}

/** Explains a serializer class. Which path a field takes is asked of what `TextRows` itself goes by, so the two cannot differ. */
export function explainSerializer({ definition, prototype, meta }: ExplainedClass): SerializerExplanation {
  const fields = Object.fromEntries(definition.readable.map((field) => [field.name, explainField(field, meta)]));
  const forAll = whyClass(definition, prototype, meta);
  if (forAll !== undefined) return { path: 'objects', why: forAll, fields };
  const [name, first] = Object.entries(fields).find(([, { path }]) => path !== 'rows') ?? [];
  if (first === undefined) return { path: 'rows', fields };
  const why = `${name}: ${first.why}`;
  if (Object.values(fields).every(({ path }) => path === 'objects')) return { path: 'objects', why, fields };
  // A class without a model has no field that goes from rows.
  const isMixed = meta !== undefined && TextRows.of(definition, meta, DEFAULT_SERIALIZER_SETTINGS) !== undefined;
  if (!isMixed) return { path: 'objects', why: 'it sends what is behind the way back to the object itself', fields };
  return { path: 'mixed', why, fields };
}

/** Why every object is needed, whatever the fields are. */
function whyClass(definition: SerializerDefinition, prototype: unknown, meta: ModelMeta | undefined) {
  if (meta === undefined) return 'the serializer has no model';
  if (definition.hooks.toRepresentation !== undefined) return 'the hook toRepresentation sees every object';
  const isOverridden = (prototype as Serializer).toRepresentation !== Serializer.prototype.toRepresentation;
  return isOverridden ? 'the class overrides toRepresentation' : undefined;
}

function explainField(field: Field, meta: ModelMeta | undefined): FieldExplanation {
  if (meta === undefined) return { path: 'objects', why: 'there is no model whose columns it could be' };
  const path = pathOfField(field, meta);
  return path === 'rows' ? { path } : { path, why: whyField(field, meta) };
}

function whyField(field: Field, meta: ModelMeta): string {
  if (field instanceof SerializerMethodField) return 'a method makes it from the object';
  const last = field.source.at(-1);
  if (last === undefined) return 'it is made from the whole object';
  let place = meta;
  for (const step of field.source.slice(0, -1)) {
    const relation = place.relations.get(step);
    if (relation === undefined) return `its source goes through '${step}', which is no relation`;
    if (relation.many) return `its source goes through '${step}', which is many objects`;
    if (!relation.forward || relation.column.null) return `its source goes through '${step}', which may be missing`;
    place = relation.target;
  }
  const relation = place.relations.get(last);
  if (relation !== undefined) return whyRelation(field, relation.target);
  if (!place.columnsByName.has(last)) return `'${last}' is no column`;
  return isPureField(field) ? `'${last}' is read in a way of its own` : `${nameOf(field)} represents it in its own way`;
}

function whyRelation(field: Field, target: ModelMeta): string {
  const nested = field instanceof ListSerializer ? field.child : field;
  if (!(nested instanceof Serializer)) return `${nameOf(field)} looks at the related object`;
  const { constructor: Class } = nested;
  if (!isPlainSerializer(nested)) return `${Class.name} represents it in its own way`;
  const { why } = explainSerializer({ definition: nested.definition, prototype: Class.prototype, meta: target });
  return `${Class.name} needs objects (${why ?? 'it is another kind of list'})`;
}

const nameOf = (field: Field): string => field.constructor.name;
