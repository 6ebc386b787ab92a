/** readSchema: tells schemas apart, and does not see the order of columns. */
import { describe, expect, it } from 'vitest';
import { testDatabases } from './databases.ts';
import { readSchema, type Schema } from './schema.ts';

describe.each(testDatabases)('readSchema on $name', (kind) => {
  const schemaOf = async (...statements: readonly string[]): Promise<Schema> => {
    const { database, drop } = await kind.create();
    try {
      for (const statement of statements) await database.exec(statement);
      return await readSchema(database);
    } finally {
      await drop();
    }
  };
  const PLAIN = 'CREATE TABLE a (x integer NOT NULL, y varchar(9))';

  it('is the same whatever the order of columns', async () => {
    expect(await schemaOf(PLAIN)).toEqual(await schemaOf('CREATE TABLE a (y varchar(9), x integer NOT NULL)'));
  });

  it.each([
    [['CREATE TABLE a (x integer, y varchar(9))']],
    [['CREATE TABLE a (x integer NOT NULL, y varchar(8))']],
    [['CREATE TABLE a (x integer NOT NULL CHECK (x > 0), y varchar(9))']],
    [['CREATE TABLE a (x integer NOT NULL DEFAULT 1, y varchar(9))']],
    [['CREATE TABLE a (x integer NOT NULL PRIMARY KEY, y varchar(9))']],
    [[PLAIN, 'CREATE INDEX i ON a (x)']],
    [[PLAIN, 'CREATE TABLE b (x integer)']],
  ])('tells %j apart', async (statements) => {
    expect(await schemaOf(...statements)).not.toEqual(await schemaOf(PLAIN));
  });
});
