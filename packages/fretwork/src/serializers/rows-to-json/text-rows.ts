/** TextRows: rows of a QuerySet as the JSON text of a serializer, with objects only for what cannot be told without. */
import type { Row } from '../../databases/connection.ts';
import type { ModelMeta } from '../../models/meta.ts';
import type { CompiledQuery } from '../../queries/compile.ts';
import type { RowFormat, RowReads, RowSource } from '../../queries/row-format.ts';
import type { Scope } from '../field.ts';
import { JSONText } from '../json-text.ts';
import { type MaybePromise, whenReady } from '../maybe-promise.ts';
import { readPlan } from '../read-plan.ts';
import type { SerializerDefinition } from '../serializer-definition.ts';
import type { SerializerSettings } from '../serializer-settings.ts';
import { loadRows } from './load-rows.ts';
import { LoadedRows } from './loaded-rows.ts';
import { type PartWriter, partWriters } from './part-writer.ts';
import { partsOf } from './parts.ts';
import { planRows, type RowPlan } from './row-plan.ts';
import { rowsText } from './row-writer.ts';
import { UnwrittenRows } from './unwritten-rows.ts';

/**
 * Writes the rows of a query as a serializer would represent their objects, byte for byte.
 *
 * Of a serializer of pure data the QuerySet yields `JSONText`, and reads what is sent: columns, annotations, keys. Where some
 * fields need objects it reads what those may look at and yields `UnwrittenRows`, which wait for the request's serializer. Lists
 * of related objects cost one query each, whatever the number of rows.
 */
export class TextRows implements RowFormat {
  readonly reads: RowReads;
  /** Whether no field needs an object. */
  readonly isPure: boolean;
  /** The same rows as one list; for whoever does not want them one by one. */
  readonly asList: RowFormat;
  readonly #plan: RowPlan;

  private constructor(plan: RowPlan) {
    this.#plan = plan;
    this.reads = plan.reads;
    this.isPure = plan.isPure;
    this.asList = {
      reads: plan.reads,
      write: (...query) => whenReady(this.#load(...query), (loaded) => [listOf(loaded)]),
    };
  }

  /**
   * The rows of a serializer.
   *
   * @param definition Of a serializer class.
   * @param prefetched Paths that the QuerySet itself loads; methods may look at them.
   * @param annotations Names of those that it has, as far as fields send them; methods see all.
   * @returns `undefined` where the serializer takes whole objects.
   */
  static of(
    definition: SerializerDefinition,
    meta: ModelMeta,
    settings: SerializerSettings,
    prefetched: readonly string[] = [],
    annotations?: ReadonlySet<string>,
  ): TextRows | undefined {
    const part = partsOf(definition, meta, annotations);
    const scope: Scope = { instance: undefined, partial: false, context: { settings }, settings };
    const plan = part && planRows(part, meta, readPlan(definition, meta), prefetched, scope);
    return plan && new TextRows(plan);
  }

  write(rows: readonly Row[], query: CompiledQuery, source: RowSource): MaybePromise<JSONText[] | UnwrittenRows[]> {
    return whenReady(this.#load(rows, query, source), eachOf);
  }

  #load(rows: readonly Row[], query: CompiledQuery, source: RowSource): MaybePromise<LoadedRows> {
    return loadRows(new LoadedRows(this.#plan, rows, query, source));
  }
}

function eachOf(loaded: LoadedRows): JSONText[] | UnwrittenRows[] {
  const { rows, texts } = loaded;
  const { write } = writerOf(loaded);
  if (write === undefined) return rows.map((_, index) => new UnwrittenRows(loaded, index));
  return rows.map((row) => new JSONText(write('', row, texts)));
}

function listOf(loaded: LoadedRows): JSONText | UnwrittenRows {
  const { rows, texts } = loaded;
  const { write } = writerOf(loaded);
  return write === undefined ? new UnwrittenRows(loaded, [...rows.keys()]) : new JSONText(rowsText(write, rows, texts));
}

/** The writer of whole rows: those of a QuerySet have one part. */
const writerOf = (loaded: LoadedRows): PartWriter => partWriters(loaded)[0] as PartWriter;
