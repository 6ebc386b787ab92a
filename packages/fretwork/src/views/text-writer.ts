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

const MOST_WAYS = 50; // QuerySets of one serializer and model that load different relations

/** Makes QuerySets yield text. */
export class TextWriter {
  readonly #rowsFor: (queryset: ViewQuerySet) => TextRows | undefined;

  private constructor(rowsFor: (queryset: ViewQuerySet) => TextRows | undefined) {
    this.#rowsFor = rowsFor;
  }

  /** The writer of a serializer. @returns `undefined` where it needs whole objects. */
  static of(definition: SerializerDefinition, meta: ModelMeta, settings: SerializerSettings): TextWriter | undefined {
    const pure = JsonRows.of(definition, meta, settings);
    if (pure !== undefined) return new TextWriter(() => pure);
    const mixed = MixedRows.of(definition, meta, settings);
    if (mixed === undefined) return undefined;
    const sent = new Set(readPlan(definition, meta).prefetchRelated);
    const more = new LruMap<string, MixedRows | null>(MOST_WAYS);
    // What a QuerySet loads besides is there for methods to see.
    return new TextWriter(({ state: { prefetchRelated } }) => {
      const own = prefetchRelated.map(({ path }) => path).filter((path) => !sent.has(path));
      if (own.length === 0) return mixed;
      const key = own.join(' ');
      const made = more.get(key) ?? MixedRows.of(definition, meta, settings, own) ?? null;
      more.set(key, made);
      return made ?? undefined;
    });
  }

  /**
   * The QuerySet that yields text.
   *
   * @returns `undefined` where objects are needed for what the QuerySet itself loads.
   */
  write(queryset: ViewQuerySet, form: TextForm): ViewQuerySet | undefined {
    const rows = this.#rowsFor(queryset);
    return rows && queryset.formatted(form === 'list' ? rows.asList : rows);
  }
}
