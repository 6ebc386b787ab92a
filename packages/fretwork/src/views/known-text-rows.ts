/** The `TextRows` of a view's serializer; worked out once for each app, serializer and model. */
import { LruMap } from '../databases/lru-map.ts';
import type { ModelMeta } from '../models/meta.ts';
import { ListSerializer } from '../serializers/list-serializer.ts';
import { readPlan } from '../serializers/read-plan.ts';
import { isPlainSerializer } from '../serializers/rows-to-json/parts.ts';
import { TextRows } from '../serializers/rows-to-json/text-rows.ts';
import type { SerializerDefinition } from '../serializers/serializer-definition.ts';
import { type SerializerSettings, serializerSettings } from '../serializers/serializer-settings.ts';
import type { Settings } from '../settings/settings.ts';
import type { ViewQuerySet, ViewSerializerClass } from './generic-api-view.ts';

/** Finds the `TextRows` for a QuerySet of one model; `undefined` where whole objects are needed. */
type Finder = (queryset: ViewQuerySet) => TextRows | undefined;

const known = new WeakMap<Settings, WeakMap<ViewSerializerClass, Map<ModelMeta, Finder>>>();

/**
 * How a QuerySet yields what a serializer sends.
 *
 * @returns `undefined` where whole objects are needed: for the serializer, or for what the QuerySet itself loads.
 */
export function textRowsFor(
  Serializer: ViewSerializerClass,
  queryset: ViewQuerySet,
  settings: Settings,
): TextRows | undefined {
  const finder = known.get(settings)?.get(Serializer)?.get(queryset.meta);
  return (finder ?? keepFinder(Serializer, queryset.meta, settings))(queryset);
}

function keepFinder(Serializer: ViewSerializerClass, meta: ModelMeta, settings: Settings): Finder {
  const bySerializer = known.get(settings) ?? new WeakMap<ViewSerializerClass, Map<ModelMeta, Finder>>();
  known.set(settings, bySerializer);
  const byModel = bySerializer.get(Serializer) ?? new Map<ModelMeta, Finder>();
  bySerializer.set(Serializer, byModel);
  const list: unknown = Serializer({ many: true });
  const isPlain =
    list instanceof ListSerializer && list.constructor === ListSerializer && isPlainSerializer(list.child);
  const finder = isPlain ? finderOf(Serializer.definition, meta, serializerSettings(settings)) : () => undefined;
  byModel.set(meta, finder);
  return finder;
}

const MOST_WAYS = 50; // QuerySets of one serializer and model that load other relations, or compute other values

function finderOf(definition: SerializerDefinition, meta: ModelMeta, settings: SerializerSettings): Finder {
  const plain = TextRows.of(definition, meta, settings);
  // Every field sends a column or a relation, whatever a QuerySet loads or computes besides.
  if (plain?.isPure) return () => plain;
  const loaded = new Set(readPlan(definition, meta).prefetchRelated);
  const sources = definition.readable.flatMap(({ source }) => (source.length === 1 ? source : []));
  const more = new LruMap<string, TextRows | null>(MOST_WAYS);
  return ({ state }) => {
    // What a QuerySet loads besides is there for methods to see.
    const own = state.prefetchRelated.map(({ path }) => path).filter((path) => !loaded.has(path));
    const sent = sources.filter((name) => Object.hasOwn(state.annotations, name));
    if (own.length === 0 && sent.length === 0) return plain;
    const key = JSON.stringify([own, sent]);
    const found = more.get(key);
    if (found !== undefined) return found ?? undefined;
    const made = TextRows.of(definition, meta, settings, own, new Set(sent));
    more.set(key, made ?? null);
    return made;
  };
}
