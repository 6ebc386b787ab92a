/** Pieces that the drivers' cursors share. */
import type { Cursor, DriverConnection, Row, SqlValue } from './connection.ts';
import { postgresDialect } from './dialect.ts';

/** A cursor over rows that are in memory already. */
export function bufferedCursor(rows: readonly Row[]): Cursor {
  let position = 0;
  return {
    async fetch(count) {
      const chunk = rows.slice(position, position + count);
      position += chunk.length;
      return chunk;
    },
    async close() {
      position = rows.length;
    },
  };
}

/**
 * A cursor of PostgreSQL's own, declared on a connection.
 *
 * @param name No other cursor's on this connection.
 * @param hold Whether it works outside of a transaction: the server then keeps the whole result.
 */
export async function declareCursor(
  connection: DriverConnection,
  name: string,
  sql: string,
  params: readonly SqlValue[],
  hold: boolean,
): Promise<Cursor> {
  const cursor = postgresDialect.quoteIdentifier(name);
  const once = { prepare: false };
  await connection.query(`DECLARE ${cursor} NO SCROLL CURSOR ${hold ? 'WITH HOLD ' : ''}FOR ${sql}`, params, once);
  return {
    fetch: async (count) => (await connection.query(`FETCH ${Math.trunc(count)} FROM ${cursor}`, [], once)).rows,
    close: closeOnce(() => connection.exec(`CLOSE ${cursor}`)),
  };
}

/** A cursor's `close`: does its work once and never throws. */
export function closeOnce(work: () => Promise<void>): () => Promise<void> {
  let closed = false;
  return async () => {
    if (closed) return;
    closed = true;
    await work().catch(() => undefined);
  };
}
