/** Parts of a serializer: what can be written from columns and lists of rows, and what takes an object to know. */
import type { ModelMeta, Relation } from '../../models/meta.ts';
import type { Field } from '../field.ts';
import { ListSerializer } from '../list-serializer.ts';
import { ManyRelatedField, PrimaryKeyRelatedField, SlugRelatedField } from '../relations.ts';
import { Serializer } from '../serializer.ts';
import type { SerializerDefinition } from '../serializer-definition.ts';
import { type Cell, isPureField } from './cells.ts';

/**
 * What is written for one name: a column, an annotation, an object, a list of what a relation leads to, or what a field
 * makes of an object.
 */
export type Part = RowPart | InstancePart;
/** A part that comes from rows, wholly or but for some of its members. */
export type RowPart = CellPart | AnnotationPart | ObjectPart | ListPart;
export interface CellPart extends Cell {
  readonly type: 'cell';
  /** Path of joined relations to the object that has the column. */
  readonly path: string;
}
export interface AnnotationPart {
  readonly type: 'annotation';
  /** Only the objects of the QuerySet itself have annotations. */
  readonly path: '';
  readonly name: string;
  readonly field: Field;
}
export interface ObjectPart {
  readonly type: 'object';
  readonly path: string;
  readonly members: readonly Member[];
}
export interface ListPart {
  readonly type: 'list';
  /** Path to the object whose relation it is. */
  readonly path: string;
  readonly relation: Relation;
  /** What is written for each; its paths start anew. */
  readonly items: CellPart | ObjectPart;
}
export interface InstancePart {
  readonly type: 'instance';
  /** Path to the object that the field is asked about. */
  readonly path: string;
  readonly field: Field;
}
export interface Member {
  readonly name: string;
  readonly part: Part;
}

/** Where a serializer stands: its model, and the joined relations that lead there. */
interface Place {
  readonly meta: ModelMeta;
  readonly path: readonly string[];
  /** Names of annotations; the objects of relations have none. */
  readonly annotations?: ReadonlySet<string>;
}

/**
 * The parts of a serializer, as the members of one object.
 *
 * @param annotations Names of those that the QuerySet has.
 * @returns `undefined` where it takes whole objects: for a hook, or because no field goes without one.
 */
export function partsOf(
  definition: SerializerDefinition,
  meta: ModelMeta,
  annotations?: ReadonlySet<string>,
): ObjectPart | undefined {
  const members = membersOf(definition, { meta, path: [], annotations });
  return members && { type: 'object', path: '', members };
}

/** Whether a part, with all that is in it, goes without objects. */
export function isPure(part: Part): boolean {
  if (part.type === 'object') return part.members.every(({ part: inner }) => isPure(inner));
  return part.type === 'list' ? isPure(part.items) : part.type !== 'instance';
}

/** How a field is written: from rows, with objects for a part of it, or from an object; `explain` says why. */
export function pathOfField(field: Field, meta: ModelMeta): 'rows' | 'mixed' | 'objects' {
  const part = partOf(field, { meta, path: [] });
  if (part === undefined) return 'objects';
  return isPure(part) ? 'rows' : 'mixed';
}

function membersOf(definition: SerializerDefinition, place: Place): readonly Member[] | undefined {
  if (definition.hooks.toRepresentation !== undefined) return undefined;
  const path = place.path.join('.');
  const members = definition.readable.map((field): Member => {
    return { name: field.name, part: partOf(field, place) ?? { type: 'instance', path, field } };
  });
  // Rows would save nothing where every member needs the object.
  const allNeedObjects = members.length > 0 && members.every(({ part }) => part.type === 'instance');
  return allNeedObjects ? undefined : members;
}

/** The part of a field; `undefined` where it takes an object to know. */
function partOf(field: Field, place: Place): Part | undefined {
  const steps = field.source.slice(0, -1);
  const end = follow(place, steps);
  const last = field.source.at(-1);
  if (end === undefined || last === undefined) return undefined;
  // Through something that may be missing, what is sent depends on the field's defaults.
  if (mayBeMissing(place.meta, steps)) return undefined;
  const relation = end.meta.relations.get(last);
  if (relation === undefined) return columnPart(field, end, last);
  return relation.many ? listPart(field, end, relation) : relatedPart(field, end, relation);
}

function columnPart(field: Field, { meta, path, annotations }: Place, name: string): Part | undefined {
  if (!isPureField(field)) return undefined;
  if (annotations?.has(name)) return { type: 'annotation', path: '', name, field };
  const column = meta.columnsByName.get(name);
  return column && { type: 'cell', path: path.join('.'), column, field };
}

function relatedPart(field: Field, place: Place, relation: Relation): Part | undefined {
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
  const members = membersOf(field.definition, target);
  return members && { type: 'object', path: target.path.join('.'), members };
}

function listPart(field: Field, { path }: Place, relation: Relation): Part | undefined {
  const items = itemsOf(field, relation.target);
  return items && { type: 'list', path: path.join('.'), relation, items };
}

function itemsOf(field: Field, meta: ModelMeta): CellPart | ObjectPart | undefined {
  if (field.constructor === ListSerializer) {
    const { child } = field as ListSerializer;
    return isPlainSerializer(child) ? partsOf(child.definition, meta) : undefined;
  }
  if (field.constructor !== ManyRelatedField) return undefined;
  const { child } = field as ManyRelatedField;
  const name = isKeyField(child) ? meta.primaryKey.name : isSlugField(child) ? child.options.slugField : undefined;
  const column = name === undefined ? undefined : meta.columnsByName.get(name);
  return column && { type: 'cell', path: '', column, field: undefined };
}

const isKeyField = (field: Field): boolean =>
  field.constructor === PrimaryKeyRelatedField && (field as PrimaryKeyRelatedField).options.pkField === undefined;

const isSlugField = (field: Field): field is SlugRelatedField => field.constructor === SlugRelatedField;

/** A serializer of a model whose class overrides nothing of how it represents. */
export function isPlainSerializer(field: unknown): field is Serializer {
  if (!(field instanceof Serializer) || !('meta' in field.constructor)) return false;
  return field.toRepresentation === Serializer.prototype.toRepresentation;
}

/** Where relations to one object lead; `undefined` where a step is no such relation. */
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
