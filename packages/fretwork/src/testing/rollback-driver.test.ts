/** RollbackDriver: what a test did is undone, and until then looks as it would without a test. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../databases/database.ts';
import { captureQueries } from '../databases/query-log.ts';
import { onCommit, transaction } from '../databases/transaction.ts';
import { IntegrityError, OperationalError } from '../errors.ts';
import { type TestDatabase, testDatabases } from './databases.ts';
import { RollbackDriver } from './rollback-driver.ts';

describe.each(testDatabases)('RollbackDriver on $name', ({ create }) => {
  let real: TestDatabase;
  let driver: RollbackDriver;
  let database: Database;
  const names = async (on: Database = database) =>
    (await on.query('SELECT name FROM item ORDER BY name')).rows.map(([name]) => name);
  const insert = (name: string) => database.query(`INSERT INTO item (name) VALUES ('${name}')`);

  beforeAll(async () => {
    real = await create();
    driver = new RollbackDriver(real.database);
    database = new Database('default', real.database.dialect, async () => driver);
    await real.database.exec(`
      CREATE TABLE item (name varchar(20) NOT NULL PRIMARY KEY);
      CREATE TABLE part (item varchar(20) REFERENCES item (name) DEFERRABLE INITIALLY DEFERRED)`);
    await insert('before');
  });
  beforeEach(() => driver.start());
  afterAll(async () => {
    await database.close();
    expect(await names(real.database)).toEqual(['before']);
    await real.drop();
  });

  it('undoes statements and transactions, and keeps what was there', async () => {
    await insert('one');
    await transaction(() => insert('two'));
    expect(await names()).toEqual(['before', 'one', 'two']);
    await driver.undo();
    expect(await names()).toEqual(['before']);
    await driver.undo();
  });

  it('commits, as far as the code can tell', async () => {
    const hooks: string[] = [];
    await transaction(async () => {
      await insert('one');
      await onCommit(async () => void hooks.push(...((await names()) as string[])));
      expect(hooks).toEqual([]);
    });
    expect(hooks).toEqual(['before', 'one']);
  });

  it('rolls back what fails, and only that', async () => {
    await insert('one');
    await expect(insert('one')).rejects.toThrow(IntegrityError);
    const failing = transaction(async () => {
      await insert('two');
      await transaction(() => insert('one')).catch(() => undefined);
      await insert('three');
      throw new OperationalError('enough');
    });
    await expect(failing).rejects.toThrow('enough');
    expect(await names()).toEqual(['before', 'one']);
  });

  it('checks foreign keys where a commit would', async () => {
    const orphan = () => database.query("INSERT INTO part VALUES ('late')");
    await expect(orphan()).rejects.toMatchObject({ name: 'IntegrityError', kind: 'foreignKey' });
    await expect(transaction(orphan)).rejects.toMatchObject({ name: 'IntegrityError', kind: 'foreignKey' });
    expect((await database.query('SELECT * FROM part')).rows).toEqual([]);
    await transaction(async () => {
      await orphan();
      await insert('late'); // in time
    });
    expect(await names()).toEqual(['before', 'late']);
  });

  it('lets what runs at the same time take turns', async () => {
    await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) =>
        transaction(async () => {
          await insert(name);
          await names();
          if (name > 'b') throw new OperationalError(name);
        }).catch(() => undefined),
      ),
    );
    expect(await names()).toEqual(['a', 'b', 'before']);
  });

  it('reads in pieces, in a test and outside', async () => {
    await insert('one');
    const read = async () => {
      const all: unknown[] = [];
      for await (const rows of database.iterate('SELECT name FROM item ORDER BY name', [], 1)) all.push(...rows.flat());
      return all;
    };
    expect(await read()).toEqual(['before', 'one']);
    await driver.undo();
    expect(await read()).toEqual(['before']);
  });

  it('counts each statement once', async () => {
    const { queries } = await captureQueries(() => transaction(() => names()));
    expect(queries).toHaveLength(1);
    await driver.undo();
    expect((await captureQueries(() => names())).queries).toHaveLength(1);
  });

  it('undoes a transaction that nobody ended', async () => {
    const left = await driver.begin({});
    await left.query("INSERT INTO item (name) VALUES ('left')", [], {});
    void driver.undo();
    await left.commit();
    await driver.start();
    expect(await names()).toEqual(['before']);
  });
});
