/** PostgresStatement: what is sent, what is asked once, and what parameters become. */
import type pg from 'pg';
import { describe, expect, it } from 'vitest';
import { ProgrammingError } from '../errors.ts';
import type { QueryResult, SqlValue } from './connection.ts';
import { type NamedStatement, PostgresStatement } from './postgres-statement.ts';

const FIELDS = [{ name: 'a', dataTypeID: 23 }] as unknown as NonNullable<QueryResult['columns']>;

/** A connection that writes down what it is told. */
function recorder(prepared: Record<string, string> = {}) {
  const sent: string[] = [];
  const note =
    (name: string) =>
    (message?: unknown): void =>
      void sent.push(message === undefined ? name : `${name} ${JSON.stringify(message)}`);
  const names = ['parse', 'bind', 'describe', 'execute', 'sync', 'sendCopyFail'];
  const told = Object.fromEntries(names.map((name) => [name, note(name)]));
  const stream = { cork: note('cork'), uncork: note('uncork') };
  return { sent, connection: { ...told, stream, parsedStatements: prepared } as unknown as pg.Connection };
}

function run(params: readonly SqlValue[], named?: NamedStatement, prepared: Record<string, string> = {}) {
  const { sent, connection } = recorder(prepared);
  const settled: unknown[] = [];
  const statement = new PostgresStatement('SELECT $1', params, named, (error, result) => settled.push(error ?? result));
  statement.submit(connection);
  return { sent, connection, settled, statement };
}

const verbs = (sent: readonly string[]): string[] => sent.map((line) => line.split(' ')[0] ?? '');

describe('PostgresStatement', () => {
  it('is parsed and described without a name, in one packet', () => {
    const { sent } = run(['x']);
    expect(verbs(sent)).toEqual(['cork', 'parse', 'bind', 'describe', 'execute', 'sync', 'uncork']);
  });

  it('is described once for all connections, and parsed once by each', () => {
    const named: NamedStatement = { name: 'one' };
    const first = run([], named);
    first.statement.handleRowDescription({ fields: FIELDS });
    first.statement.handleReadyForQuery();
    expect(verbs(run([], named, { one: 'SELECT $1' }).sent)).toEqual(['cork', 'bind', 'execute', 'sync', 'uncork']);
    expect(verbs(run([], named).sent)).toContain('parse');
    expect(verbs(run([], named).sent)).toContain('describe'); // its plan may differ from what is known
  });

  it('does not ask again for a description that there is none of', () => {
    const named: NamedStatement = { name: 'update' };
    const { statement, settled } = run([], named);
    statement.handleCommandComplete({ text: 'UPDATE 3' });
    statement.handleReadyForQuery();
    expect(settled).toEqual([{ rows: [], rowCount: 3, columns: [] }]);
    expect(verbs(run([], named, { update: 'x' }).sent)).not.toContain('describe');
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
    const { statement, connection, sent } = run([]);
    statement.handleCopyInResponse(connection);
    expect(sent.at(-1)).toMatch(/^sendCopyFail/);
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
    const bound = run([value]).sent.find((line) => line.startsWith('bind')) ?? '';
    expect(JSON.parse(bound.slice(5)).values).toEqual([JSON.parse(JSON.stringify(text))]);
  });

  it('refuses what has no text before anything is sent', () => {
    for (const value of [{}, undefined, Symbol('x'), () => 1]) {
      expect(() => run([value as never])).toThrow(ProgrammingError);
    }
  });
});
