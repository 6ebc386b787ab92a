/** TextWriter: QuerySets that yield what a serializer sends, or the rows that it takes to write that. */
import { LruMap } from '../databases/lru-map.ts';
import type { ModelMeta } from '../models/meta.ts';
import type { RowFormat } from '../queries/row-format.ts';
import { JsonRows } from '../serializers/json-rows.ts';
import { MixedRows } from '../serializers/mixed-rows.ts';
import { readPlan } from '../serializers/read-plan.ts';
import type { SerializerDefinition } from '../serializers/serializer-definition.ts';
import type { SerializerSettings } from '../serializers/serializer-settings.ts';
import type { ViewQuerySet } from './generic-api-view.ts';

/** Whether each object is written for itself, or all of them as one list. */
export type TextForm = 'object' | 'list';

/** A format for objects, and for lists of them. */
interface TextRows extends RowFormat {
  readonly asList: RowFormat;
}

const MOST_WAYS = 50; // QuerySets of one serializer and model that load other relations, or compute other values

/** Makes QuerySets yield text. */
export class TextWriter {
  readonly #rowsFor: (queryset: ViewQuerySet) => TextRows | undefined;

  private constructor(rowsFor: (queryset: ViewQuerySet) => TextRows | undefined) {
    this.#rowsFor = rowsFor;
  }

  /** The writer of a serializer. */
  static of(definition: SerializerDefinition, meta: ModelMeta, settings: SerializerSettings): TextWriter {
    const pure = JsonRows.of(definition, meta, settings);
    if (pure !== undefined) return new TextWriter(() => pure);
    const mixed = MixedRows.of(definition, meta, settings);
    const loaded = new Set(readPlan(definition, meta).prefetchRelated);
    const sources = definition.readable.flatMap(({ source }) => (source.length === 1 ? source : []));
    const more = new LruMap<string, TextRows | null>(MOST_WAYS);
    return new TextWriter(({ state }) => {
      // What a QuerySet loads besides is there for methods to see.
      const own = state.prefetchRelated.map(({ path }) => path).filter((path) => !loaded.has(path));
      const sent = sources.filter((name) => Object.hasOwn(state.annotations, name));
      if (own.length === 0 && sent.length === 0) return mixed;
      const key = JSON.stringify([own, sent]);
      const known = more.get(key);
      if (known !== undefined) return known ?? undefined;
      const annotations = new Set(sent);
      const made =
        JsonRows.of(definition, meta, settings, annotations) ??
        MixedRows.of(definition, meta, settings, own, annotations);
      more.set(key, made ?? null);
      return made;
    });
  }

  /**
   * The QuerySet that yields text.
   *
   * @returns `undefined` where whole objects are needed: for the serializer, or for what the QuerySet itself loads.
   */
  write(queryset: ViewQuerySet, form: TextForm): ViewQuerySet | undefined {
    const rows = this.#rowsFor(queryset);
    return rows && queryset.formatted(form === 'list' ? rows.asList : rows);
  }
}
