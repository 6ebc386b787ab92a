/** PostgresStatement: what is sent, what is asked once, and what parameters become. */
import type pg from 'pg';
import { describe, expect, it } from 'vitest';
import { ProgrammingError } from '../errors.ts';
import type { QueryResult, SqlValue } from './connection.ts';
import { type NamedStatement, PostgresStatement } from './postgres-statement.ts';

const FIELDS = [{ name: 'a', dataTypeID: 23 }] as unknown as NonNullable<QueryResult['columns']>;

/** A connection that notes each packet, and what it is told besides. */
function recorder(prepared: Record<string, string> = {}) {
  const packets: Buffer[] = [];
  const told: string[] = [];
  const stream = { writable: true, write: (bytes: Buffer) => packets.push(bytes) > 0 };
  const sendCopyFail = (message: string): void => void told.push(message);
  return { packets, told, stream, connection: { stream, sendCopyFail, parsedStatements: prepared } as never };
}

const VERBS: Readonly<Record<string, string>> = { P: 'parse', B: 'bind', D: 'describe', E: 'execute', S: 'sync' };

/** The messages of a packet. @see PostgreSQL, "Message Formats" */
function messagesIn(packet: Buffer | undefined): { readonly verb: string | undefined; readonly body: Buffer }[] {
  const messages = [];
  for (let at = 0; packet !== undefined && at < packet.length; ) {
    const end = at + 1 + packet.readInt32BE(at + 1);
    messages.push({ verb: VERBS[String.fromCharCode(packet[at] ?? 0)], body: packet.subarray(at + 5, end) });
    at = end;
  }
  return messages;
}

/** The only parameter of a Bind: its format, and its bytes; no bytes for NULL. */
function parameterOf(bind: Buffer): readonly [format: 'text' | 'binary', bytes: Buffer | null] {
  const at = bind.indexOf(0, 1) + 1; // behind the names of portal and statement
  const [formats, format, values, length] = [0, 2, 4, 6].map((offset, index) =>
    index < 3 ? bind.readInt16BE(at + offset) : bind.readInt32BE(at + offset),
  );
  expect([formats, values]).toEqual([1, 1]);
  const start = at + 10;
  return [format === 0 ? 'text' : 'binary', length === -1 ? null : bind.subarray(start, start + (length ?? 0))];
}

function run(params: readonly SqlValue[], named?: NamedStatement, prepared: Record<string, string> = {}) {
  const { packets, told, connection } = recorder(prepared);
  const settled: unknown[] = [];
  const statement = new PostgresStatement('SELECT $1', params, named, (error, result) => settled.push(error ?? result));
  statement.submit(connection);
  const [packet] = packets;
  const verbs = messagesIn(packet).map(({ verb }) => verb);
  return { packets, verbs, packet, told, connection: connection as pg.Connection, settled, statement };
}

describe('PostgresStatement', () => {
  it('is parsed and described without a name, in one packet', () => {
    const { packets, verbs } = run(['x']);
    expect(packets).toHaveLength(1);
    expect(verbs).toEqual(['parse', 'bind', 'describe', 'execute', 'sync']);
  });

  it('is described once for all connections, and parsed once by each', () => {
    const named: NamedStatement = { name: 'one' };
    const first = run([], named);
    first.statement.handleRowDescription({ fields: FIELDS });
    first.statement.handleReadyForQuery();
    expect(run([], named, { one: 'SELECT $1' }).verbs).toEqual(['bind', 'execute', 'sync']);
    expect(run([], named).verbs).toContain('parse');
    expect(run([], named).verbs).toContain('describe'); // its plan may differ from what is known
  });

  it('does not ask again for a description that there is none of', () => {
    const named: NamedStatement = { name: 'update' };
    const { statement, settled } = run([], named);
    statement.handleCommandComplete({ text: 'UPDATE 3' });
    statement.handleReadyForQuery();
    expect(settled).toEqual([{ rows: [], rowCount: 3, columns: [] }]);
    expect(run([], named, { update: 'x' }).verbs).not.toContain('describe');
  });

  it.each([
    ['SELECT 2', 2],
    ['INSERT 0 5', 5],
    ['CREATE TABLE', 1],
  ])('counts by the tag %j: %i', (text, rowCount) => {
    const { statement, settled } = run([]);
    statement.handleRowDescription({ fields: FIELDS });
    statement.handleDataRow({ fields: ['1'] });
    statement.handleCommandComplete({ text });
    statement.handleReadyForQuery();
    expect(settled).toEqual([{ rows: [['1']], rowCount, columns: FIELDS }]);
  });

  it('hands on what went wrong', () => {
    const { statement, settled } = run([]);
    statement.handleError(new Error('refused'));
    expect(settled).toEqual([new Error('refused')]);
  });

  it('refuses to copy from nowhere', () => {
    const { statement, connection, told } = run([]);
    statement.handleCopyInResponse(connection);
    expect(told).toEqual(['COPY FROM STDIN is not supported.']);
  });

  it.each<[SqlValue, string | Buffer | null]>([
    [null, null],
    ['', ''],
    [1.5, '1.5'],
    [10n, '10'],
    [true, 'true'],
    [new Uint8Array([0, 255]).subarray(1), Buffer.from([255])],
    [[], '{}'],
    [['a', null, 'NULL', 'q"u,o{t}e\\'], '{"a",NULL,"NULL","q\\"u,o{t}e\\\\"}'],
    [[1, 2n, false], '{"1","2","false"}'],
    [[['a'], ['b']], '{{"a"},{"b"}}'],
    [[new Uint8Array([0, 255])], '{"\\\\x00ff"}'],
  ])('sends %o as %o', (value, text) => {
    const bind = messagesIn(run([value]).packet).find(({ verb }) => verb === 'bind')?.body as Buffer;
    const bytes = text === null ? null : Buffer.from(text as string);
    expect(parameterOf(bind)).toEqual([Buffer.isBuffer(text) ? 'binary' : 'text', bytes]);
  });

  it('sends nothing to a connection that is gone', () => {
    const { connection, stream, packets } = recorder();
    stream.writable = false;
    new PostgresStatement('SELECT 1', [], undefined, () => undefined).submit(connection);
    expect(packets).toEqual([]);
  });

  it('refuses what has no text before anything is sent', () => {
    for (const value of [{}, undefined, Symbol('x'), () => 1]) {
      expect(() => run([value as never])).toThrow(ProgrammingError);
    }
  });
});
