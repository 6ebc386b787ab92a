/** The read plan of a serializer: which relations have to be loaded with the objects that it sends. */
import type { ModelMeta } from '../models/meta.ts';
import type { Field } from './field.ts';
import { ListField } from './fields/list-field.ts';
import { SerializerMethodField } from './fields/special-fields.ts';
import { ListSerializer } from './list-serializer.ts';
import { RelatedField } from './relations.ts';
import { Serializer } from './serializer.ts';
import type { SerializerDefinition } from './serializer-definition.ts';

/** Relations by the way they are loaded; paths such as `author.mentor`. */
export interface ReadPlan {
  /** Relations to one object over relations to one object: JOINs of the same query. */
  readonly selectRelated: readonly string[];
  /** Relations to many objects, and whatever follows them: one query each. */
  readonly prefetchRelated: readonly string[];
}

/**
 * Works out the read plan, so that the number of queries does not grow with the number of objects.
 *
 * Follows nested serializers, relation fields, sources with dots, and what method fields say they load. A relation to
 * one object that is sent by its key alone needs nothing. Worked out anew at each call: keep it with the view's class.
 *
 * @param definition Of the serializer class: `BookSerializer.definition`.
 * @param meta The model of the objects: `Book.meta`.
 */
export function readPlan(definition: SerializerDefinition, meta: ModelMeta): ReadPlan {
  const paths = new Map<string, boolean>();
  collect(definition, { meta, path: [], many: false }, paths);
  const withMany = (many: boolean): string[] =>
    [...paths].filter(([, isMany]) => isMany === many).map(([path]) => path);
  return { selectRelated: withMany(false), prefetchRelated: withMany(true) };
}

interface Place {
  readonly meta: ModelMeta;
  readonly path: readonly string[];
  /** Whether a step so far leads to many objects. */
  readonly many: boolean;
}

function collect(definition: SerializerDefinition, start: Place, paths: Map<string, boolean>): void {
  for (const field of definition.readable) {
    const end = follow(start, stepsOf(field, start.meta), paths);
    for (const loaded of loadsOf(field)) follow(start, loaded.split('.'), paths);
    const nested = nestedDefinition(field);
    if (nested && end) collect(nested, end, paths);
  }
}

/** Notes the relations on a path; @returns where it ends, unless it leaves the relations before. */
function follow(start: Place, steps: readonly string[], paths: Map<string, boolean>): Place | undefined {
  let place = start;
  for (const step of steps) {
    const relation = place.meta.relations.get(step);
    if (relation === undefined) return undefined;
    place = { meta: relation.target, path: [...place.path, step], many: place.many || relation.many };
    paths.set(place.path.join('.'), place.many);
  }
  return place;
}

/** The steps of a field's source that have to be loaded: the key of a single object is in the row before it. */
function stepsOf(field: Field, meta: ModelMeta): readonly string[] {
  if (!isKeyOnly(field)) return field.source;
  const before = field.source.slice(0, -1);
  let owner: ModelMeta | undefined = meta;
  for (const step of before) owner = owner?.relations.get(step)?.target;
  const last = owner?.relations.get(field.source.at(-1) ?? '');
  return last?.forward === true ? before : field.source;
}

const isKeyOnly = (field: Field): boolean => field instanceof RelatedField && field.needsKeyOnly;

const loadsOf = (field: Field): readonly string[] =>
  field instanceof SerializerMethodField ? (field.options.loads ?? []) : [];

function nestedDefinition(field: Field): SerializerDefinition | undefined {
  if (field instanceof Serializer) return field.definition;
  if (field instanceof ListSerializer) return field.child.definition;
  return field instanceof ListField && field.child instanceof Serializer ? field.child.definition : undefined;
}
