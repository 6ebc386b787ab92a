/** PostgresStatement: one statement with parameters on its way through pg, whose rows stay the server's text. */
import type pg from 'pg';
import { serialize } from 'pg-protocol';
import { ProgrammingError } from '../errors.ts';
import type { QueryResult, Row, SqlValue } from './connection.ts';

/** A statement that connections prepare by name. */
export interface NamedStatement {
  readonly name: string;
  /** What its rows are made of; known once a connection has prepared it. */
  columns?: QueryResult['columns'];
}

/** The part of pg's connection that a statement writes to; pg's types leave some of it out. */
interface Wire {
  readonly stream: { readonly writable: boolean; write(bytes: Buffer): boolean };
  /** Texts of the statements that this connection has prepared, by name. */
  readonly parsedStatements: Readonly<Record<string, string>>;
  sendCopyFail(message: string): void;
}

type WireValue = string | Buffer | null;
type Settle = (error: unknown, result?: QueryResult) => void;

const DESCRIBE = serialize.describe({ type: 'P' });
const EXECUTE = serialize.execute();
const SYNC = serialize.sync();

/**
 * A statement in the extended protocol. pg's own `Query` asks for the description of the columns each time, makes an object
 * of each, and takes every value through a parser; here a prepared statement is described once, and rows are what came.
 *
 * @see pg `Submittable`; PostgreSQL, "Extended Query"
 */
export class PostgresStatement implements pg.Submittable {
  /** pg notes by name and text what a connection has prepared. */
  readonly name: string | undefined;
  readonly text: string;
  /** pg looks for it, and adds one where it is missing. */
  readonly callback: Settle;
  readonly #named: NamedStatement | undefined;
  readonly #values: WireValue[];
  readonly #rows: Row[] = [];
  #columns: QueryResult['columns'] | undefined;
  #rowCount: number | undefined;

  /**
   * @param named Where it is to be prepared for the next time.
   * @param settle Called once.
   * @throws {ProgrammingError} a parameter that PostgreSQL has no text for
   */
  constructor(text: string, params: readonly SqlValue[], named: NamedStatement | undefined, settle: Settle) {
    this.text = text;
    this.name = named?.name;
    this.callback = settle;
    this.#named = named;
    this.#values = params.map(wireValue);
  }

  submit(connection: pg.Connection): void {
    const wire = connection as unknown as Wire;
    const { name, text } = this;
    const isPrepared = name !== undefined && wire.parsedStatements[name] !== undefined;
    const bind = serialize.bind({ statement: name, values: this.#values });
    const messages = isPrepared ? [bind] : [serialize.parse({ text, name }), bind];
    if (!isPrepared || this.#named?.columns === undefined) messages.push(DESCRIBE);
    messages.push(EXECUTE, SYNC);
    // At once: a write for each message costs a tenth more of the whole statement.
    if (wire.stream.writable) wire.stream.write(Buffer.concat(messages));
  }

  handleRowDescription({ fields }: { readonly fields: NonNullable<QueryResult['columns']> }): void {
    this.#columns = fields;
    if (this.#named !== undefined) this.#named.columns = fields;
  }

  handleDataRow({ fields }: { readonly fields: Row }): void {
    this.#rows.push(fields);
  }

  // `SELECT 5`, `INSERT 0 1`, `CREATE TABLE`
  handleCommandComplete({ text }: { readonly text: string }): void {
    const count = /\d+$/.exec(text);
    if (count !== null) this.#rowCount = Number(count[0]);
  }

  handleReadyForQuery(): void {
    const rows = this.#rows;
    const columns = this.#columns ?? this.#named?.columns ?? [];
    // Of what returns nothing there is no description, and need not be asked again.
    if (this.#named !== undefined) this.#named.columns ??= columns;
    this.callback(null, { rows, rowCount: this.#rowCount ?? rows.length, columns });
  }

  handleError(error: unknown): void {
    this.callback(error);
  }

  handleCopyInResponse(connection: pg.Connection): void {
    (connection as unknown as Wire).sendCopyFail('COPY FROM STDIN is not supported.');
  }

  handleEmptyQuery(): void {} // no statement: nothing happened
  handleCopyData(): void {} // COPY TO STDOUT: nobody reads it
  handlePortalSuspended(): void {} // never: all rows are asked for
}

/** A parameter as text; bytes as they are. */
function wireValue(value: SqlValue): WireValue {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (Array.isArray(value)) return listText(value);
  throw new ProgrammingError(`A parameter of the statement is a ${typeof value}, which PostgreSQL cannot take.`);
}

// @see PostgreSQL, "Array Input and Output Syntax"
const listText = (items: readonly SqlValue[]): string => `{${items.map(itemText).join(',')}}`;

function itemText(item: SqlValue): string {
  if (item === null) return 'NULL';
  if (Array.isArray(item)) return listText(item);
  const value = wireValue(item) as string | Buffer;
  const text = typeof value === 'string' ? value : `\\x${value.toString('hex')}`;
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
