import { AsyncLocalStorage } from 'node:async_hooks';
import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { IntegrityError, TransactionConflict, TransactionManagementError } from '../errors.ts';
import { pglite, postgres, sqliteFile, sqliteMemory, type TestDatabase, testDatabases } from '../testing/databases.ts';
import type { Database } from './database.ts';
import { inTransaction, onCommit, rollbackAfter, TestTransaction, transaction } from './transaction.ts';

const boom = () => {
  throw new RangeError('boom');
};

describe.each([sqliteFile, sqliteMemory, postgres, pglite])('transaction() on $name', ({ create }) => {
  let test: TestDatabase;
  let db: Database;

  beforeAll(async () => {
    test = await create();
    db = test.database;
    await db.exec('CREATE TABLE item (id integer PRIMARY KEY)');
  });
  beforeEach(() => db.exec('DELETE FROM item'));
  afterAll(() => test.drop());

  const add = (id: number) => db.query(`INSERT INTO item VALUES (${db.dialect.placeholder(1)})`, [id]);
  const ids = async () => (await db.query('SELECT id FROM item ORDER BY id')).rows.flat().map(Number);

  it('keeps everything, and gives the result', async () => {
    const result = await transaction(async () => {
      await add(1);
      await add(2);
      return (await ids()).length;
    });
    expect(result).toBe(2);
    expect(await ids()).toEqual([1, 2]);
  });

  it('undoes everything when its function throws, now or later', async () => {
    for (const fn of [boom, async () => boom(), async () => add(1).then(boom)]) {
      await expect(transaction(fn)).rejects.toThrow('boom');
    }
    expect(await ids()).toEqual([]);
  });

  it('undoes a nested transaction alone', async () => {
    await transaction(async () => {
      await add(1);
      await transaction(async () => {
        await add(2);
        await transaction(() => add(3));
        boom();
      }).catch(() => undefined);
      await transaction(() => add(4));
    });
    expect(await ids()).toEqual([1, 4]);
  });

  it('goes on after a failure inside a nested transaction', async () => {
    await transaction(async () => {
      await add(1);
      await expect(transaction(() => add(1))).rejects.toThrow(IntegrityError);
      await add(2);
    });
    expect(await ids()).toEqual([1, 2]);
  });

  it('begins and saves lazily, and once', async () => {
    await transaction(async () => {
      await transaction(() => undefined);
      await Promise.all([1, 2, 3, 4, 5].map(add));
    });
    expect(await ids()).toEqual([1, 2, 3, 4, 5]);
  });

  it('keeps statements of other contexts out', async () => {
    const outside = new AsyncLocalStorage().run(undefined, () => AsyncLocalStorage.snapshot());
    await transaction(async () => {
      await add(1);
      expect(await ids()).toEqual([1]);
    });
    expect(outside(inTransaction)).toBe(false);
  });

  it('runs onCommit after the commit, in order, outside of the transaction', async () => {
    const events: unknown[] = [];
    await transaction(async () => {
      await add(1);
      await onCommit(async () => events.push(['first', inTransaction(), await ids()]));
      await transaction(() => onCommit(() => events.push('nested')));
      await transaction(async () => {
        await onCommit(() => events.push('never'));
        boom();
      }).catch(() => undefined);
      await onCommit(() => events.push('last'));
      events.push('end of function');
    });
    expect(events).toEqual(['end of function', ['first', false, [1]], 'nested', 'last']);
  });

  it('drops onCommit with the transaction', async () => {
    let runs = 0;
    const count = () => {
      runs += 1;
    };
    await transaction(async () => {
      await transaction(() => onCommit(count));
      boom();
    }).catch(() => undefined);
    expect(runs).toBe(0);
  });

  it('streams inside, seeing what was written before, not during', async () => {
    const seen = await transaction(async () => {
      for (const id of [1, 2, 3]) await add(id);
      const found: number[] = [];
      for await (const chunk of db.iterate('SELECT id FROM item ORDER BY id', [], 1)) {
        found.push(...chunk.flat().map(Number));
        await add(10 + found.length);
      }
      return found;
    });
    expect(seen).toEqual([1, 2, 3]); // and not the rows that the loop adds, which would never end
    expect(await ids()).toEqual([1, 2, 3, 11, 12, 13]);
  });

  it('commits nothing where a failure was swallowed, or all but the failure; and says so', async () => {
    const swallowing = transaction(async () => {
      await add(1);
      await add(1).catch(() => undefined);
    });
    if (db.dialect.failedStatementAborts) {
      await expect(swallowing).rejects.toThrow(TransactionManagementError);
      expect(await ids()).toEqual([]);
    } else {
      await swallowing;
      expect(await ids()).toEqual([1]);
    }
  });

  it('refuses to write when it is read-only, and only then', async () => {
    await add(1);
    const write = transaction(() => add(2), { readOnly: true });
    await expect(write).rejects.toThrow(/read-only/);
    expect(await transaction(ids, { readOnly: true })).toEqual([1]);
    await transaction(() => add(2));
    expect(await ids()).toEqual([1, 2]);
  });

  it('defers what the schema defers to the commit, and then undoes all', async () => {
    await db.exec(
      `CREATE TABLE IF NOT EXISTS child (item_id integer REFERENCES item (id) DEFERRABLE INITIALLY DEFERRED)`,
    );
    const dangling = transaction(async () => {
      await add(1);
      await db.query('INSERT INTO child VALUES (99)');
    });
    await expect(dangling).rejects.toMatchObject({ kind: 'foreignKey' });
    expect(await ids()).toEqual([]);
    await transaction(() => add(5));
    expect(await ids()).toEqual([5]);
  });

  describe('around a test', () => {
    it('undoes what code under test believes to have committed', async () => {
      let hooks = 0;
      await rollbackAfter(async () => {
        await add(1);
        await transaction(async () => {
          await add(2);
          await onCommit(() => {
            hooks += 1;
          });
          expect(hooks).toBe(0);
        });
        expect(hooks).toBe(1);
        expect(inTransaction()).toBe(false);
        expect(await ids()).toEqual([1, 2]);
      });
      expect(await ids()).toEqual([]);
    });

    it('survives a failing statement, as without a transaction', async () => {
      await rollbackAfter(async () => {
        await add(1);
        await expect(add(1)).rejects.toThrow(IntegrityError);
        await expect(db.query('SELEC')).rejects.toThrow();
        await transaction(boom).catch(() => undefined);
        expect(await ids()).toEqual([1]);
        for await (const chunk of db.iterate('SELECT id FROM item')) expect(chunk).toHaveLength(1);
      });
    });

    it('may be entered many times, and ends for good', async () => {
      const around = new TestTransaction();
      await around.run(() => add(1));
      expect(await around.run(ids)).toEqual([1]);
      await around.rollback();
      await expect(around.run(ids)).rejects.toThrow(TransactionManagementError);
      expect(await ids()).toEqual([]);
    });

    it('runs onCommit at once where code under test has no transaction', async () => {
      const events: string[] = [];
      await rollbackAfter(async () => {
        await onCommit(() => events.push('hook'));
        events.push('after');
      });
      expect(events).toEqual(['hook', 'after']);
    });
  });
});

describe('transaction() without a database', () => {
  it('runs onCommit at once where there is no transaction', async () => {
    let ran = false;
    await onCommit(() => {
      ran = true;
    });
    expect(ran).toBe(true);
  });

  it('runs every hook and throws the first error of them, once', async () => {
    const events: string[] = [];
    let runs = 0;
    const failing = transaction(
      async () => {
        runs += 1;
        await onCommit(() => {
          throw new TransactionConflict('in a hook');
        });
        await onCommit(() => events.push('second'));
      },
      { retryOnConflict: 5 },
    );
    await expect(failing).rejects.toThrow('in a hook');
    expect([events, runs]).toEqual([['second'], 1]); // what is committed is not done again
  });

  it.each([
    [0, 1],
    [2, 3],
  ])('retries %i times after a conflict', async (retryOnConflict, runs) => {
    let count = 0;
    const conflicting = transaction(
      () => {
        count += 1;
        throw new TransactionConflict('x');
      },
      { retryOnConflict },
    );
    await expect(conflicting).rejects.toThrow(TransactionConflict);
    expect(count).toBe(runs);
  });

  it('retries nothing but conflicts, and leaves a nested one to the outermost', async () => {
    let count = 0;
    const nested = () =>
      transaction(
        () => {
          count += 1;
          throw new TransactionConflict('x');
        },
        { retryOnConflict: 5 },
      );
    await expect(transaction(nested, { retryOnConflict: 1 })).rejects.toThrow(TransactionConflict);
    expect(count).toBe(2);
    count = 0;
    const wrong = transaction(
      () => {
        count += 1;
        boom();
      },
      { retryOnConflict: 5 },
    );
    await expect(wrong).rejects.toThrow(RangeError);
    expect(count).toBe(1);
  });

  it('refuses on a nested transaction what only the outermost can have', async () => {
    for (const options of [{ isolation: 'serializable' }, { readOnly: true }] as const) {
      const nested = transaction(() => transaction(() => 1, options));
      await expect(nested).rejects.toThrow(TransactionManagementError);
    }
  });

  it('is typed by its function', () => {
    expectTypeOf(transaction(() => 1)).resolves.toEqualTypeOf<number>();
    expectTypeOf(transaction(async () => 'a')).resolves.toEqualTypeOf<string>();
    expectTypeOf(rollbackAfter(() => 1)).resolves.toEqualTypeOf<number>();
    // @ts-expect-error no such level
    const wrong = () => transaction(() => 1, { isolation: 'chaos' });
    expect(wrong).toBeTypeOf('function');
  });
});

describe.each(testDatabases)('two databases of $name in one transaction', ({ create }) => {
  it('commit together and are undone together', async () => {
    const [one, two] = await Promise.all([create(), create()]);
    const both = [one.database, two.database];
    for (const database of both) await database.exec('CREATE TABLE item (id integer PRIMARY KEY)');
    const addToBoth = async () => {
      for (const database of both) await database.query('INSERT INTO item VALUES (1)');
    };
    const counts = () =>
      Promise.all(
        both.map(async (database) => Number((await database.query('SELECT count(*) FROM item')).rows[0]?.[0])),
      );
    await transaction(async () => {
      await addToBoth();
      boom();
    }).catch(() => undefined);
    expect(await counts()).toEqual([0, 0]);
    await transaction(addToBoth);
    expect(await counts()).toEqual([1, 1]);
    await Promise.all([one.drop(), two.drop()]);
  });
});
