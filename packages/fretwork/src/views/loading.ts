/** Which relations a serializer sends, so that they are loaded with the objects and not one by one. */
import type { ModelMeta } from '../models/meta.ts';
import type { SerializerDefinition } from '../serializers/serializer-definition.ts';
import type { ViewQuerySet } from './generic-api-view.ts';

/** Relations by how they are loaded. */
interface Loading {
  readonly select: readonly string[];
  readonly prefetch: readonly string[];
}

const plans = new WeakMap<SerializerDefinition, WeakMap<ModelMeta, Loading>>();

/** The QuerySet with the relations that a serializer sends. Worked out once per serializer and model. */
export function withRelations(queryset: ViewQuerySet, definition: SerializerDefinition): ViewQuerySet {
  const { select, prefetch } = loadingOf(definition, queryset.meta);
  const joined = select.length === 0 ? queryset : queryset.selectRelated(...(select as readonly never[]));
  return prefetch.length === 0 ? joined : joined.prefetchRelated(...(prefetch as readonly never[]));
}

function loadingOf(definition: SerializerDefinition, meta: ModelMeta): Loading {
  const byModel = plans.get(definition) ?? new WeakMap<ModelMeta, Loading>();
  plans.set(definition, byModel);
  const known = byModel.get(meta);
  if (known) return known;
  const paths = pathsOf(definition, meta, []);
  const loading = {
    select: [...new Set(paths.filter(({ many }) => !many).map(({ path }) => path))],
    prefetch: [...new Set(paths.filter(({ many }) => many).map(({ path }) => path))],
  };
  byModel.set(meta, loading);
  return loading;
}

interface RelationPath {
  readonly path: string;
  /** Whether any step leads to many objects. */
  readonly many: boolean;
}

// A field's source may begin with relations (`author.name`); a nested serializer goes on from where it ends.
function pathsOf(
  definition: SerializerDefinition,
  start: ModelMeta,
  before: readonly string[],
  many = false,
): RelationPath[] {
  return definition.readable.flatMap((field) => {
    const paths: RelationPath[] = [];
    const names = [...before];
    let meta = start;
    let isMany = many;
    for (const step of field.source) {
      const relation = meta.relations.get(step);
      if (!relation) return paths;
      names.push(step);
      meta = relation.target;
      isMany ||= relation.many;
      paths.push({ path: names.join('.'), many: isMany });
    }
    const nested = nestedDefinition(field);
    if (nested) return [...paths, ...pathsOf(nested, meta, names, isMany)];
    // The key of a single object is a column of ours: nothing has to be loaded for it.
    return field.source.length > 0 && !isMany && isKeyOnly(field) ? paths.slice(0, -1) : paths;
  });
}

type ReadableField = SerializerDefinition['readable'][number];

function nestedDefinition(field: ReadableField): SerializerDefinition | undefined {
  const holder = ('child' in field ? field.child : field) as { readonly definition?: SerializerDefinition };
  return holder.definition;
}

const isKeyOnly = (field: ReadableField): boolean => field.constructor.name === 'PrimaryKeyRelatedField';
