/** PositionedRows: what a format makes of rows, each with the value that its row has in one column. */
import type { DriverValue, Row } from '../databases/connection.ts';
import type { ColumnMeta } from '../models/meta.ts';
import type { Decoder } from './codec.ts';
import type { CompiledQuery } from './compile.ts';
import { outputDecoder } from './hydrate.ts';
import type { OutputColumn } from './plan.ts';
import type { ObjectPlan } from './plan-objects.ts';
import type { RowFormat, RowReads, RowSource } from './row-format.ts';

/** What a format made of one row, and where that stands in an order. */
export class PositionedRow {
  /** What the format made of the row. */
  readonly made: unknown;
  readonly #raw: DriverValue;
  readonly #decode: Decoder;

  constructor(made: unknown, raw: DriverValue, decode: Decoder) {
    this.made = made;
    this.#raw = raw;
    this.#decode = decode;
  }

  /** The value of the column, as the object would have it. */
  get position(): unknown {
    return this.#decode(this.#raw);
  }
}

// Those of a format go with it.
const known = new WeakMap<RowFormat, Map<ColumnMeta, PositionedRows>>();

/** Makes `PositionedRow`s of what another format makes; for cursor pages, whose links name the value at which they begin. */
export class PositionedRows implements RowFormat {
  readonly reads: RowReads;
  readonly #format: RowFormat;
  readonly #column: ColumnMeta;

  private constructor(format: RowFormat, column: ColumnMeta) {
    this.reads = readsWith(format.reads, column);
    this.#format = format;
    this.#column = column;
  }

  /**
   * The format around another; the same each time, so that a QuerySet keeps what it becomes.
   *
   * @param format Yields one thing for each row.
   * @param column Of the model itself; it is read whether or not the format needs it.
   */
  static of(format: RowFormat, column: ColumnMeta): PositionedRows {
    const byColumn = known.get(format) ?? new Map<ColumnMeta, PositionedRows>();
    known.set(format, byColumn);
    const positioned = byColumn.get(column) ?? new PositionedRows(format, column);
    byColumn.set(column, positioned);
    return positioned;
  }

  async write(rows: readonly Row[], query: CompiledQuery, source: RowSource): Promise<PositionedRow[]> {
    const made = await this.#format.write(rows, query, source);
    const { columns } = query.object as ObjectPlan;
    const place = columns.find(({ column }) => column === this.#column)?.position ?? 0;
    const decode = outputDecoder(query.outputs[place] as OutputColumn, source.database.dialect);
    return rows.map((row, index) => new PositionedRow(made[index], row[place] as DriverValue, decode));
  }
}

const readsWith = (reads: RowReads, { name }: ColumnMeta): RowReads => ({
  ...reads,
  key: `${reads.key} ${name}`,
  columnsAt: (path) => (path === '' ? new Set([...reads.columnsAt(path), name]) : reads.columnsAt(path)),
});
