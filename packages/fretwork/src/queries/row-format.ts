/** RowFormat: what becomes of rows in place of objects. */
import type { Row } from '../databases/connection.ts';
import type { Database } from '../databases/database.ts';
import type { CompiledQuery } from './compile.ts';

/** Where rows came from. */
export interface RowSource {
  readonly database: Database;
  /** As `using` named it. */
  readonly alias: string | undefined;
}

/** What a query with a format reads of the model and of what is joined. */
export interface RowReads {
  /** Tells this from what others read, in the key under which a compiled query is kept. */
  readonly key: string;
  /** Relations to one object that the query joins. */
  readonly selectRelated: readonly string[];
  /** Attributes that are read at a path of joined relations, `''` for the model itself. The primary key is read anyway. */
  columnsAt(path: string): ReadonlySet<string>;
  /** Annotations of the QuerySet that are read; all where left out. */
  readonly annotations?: ReadonlySet<string>;
}

/** Makes something of rows as they are: a serializer's way to JSON. */
export interface RowFormat {
  readonly reads: RowReads;
  /** What the QuerySet yields. May send queries of its own. */
  write(rows: readonly Row[], query: CompiledQuery, source: RowSource): Promise<unknown[]> | unknown[];
}
