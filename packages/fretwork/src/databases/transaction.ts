/** transaction(), onCommit() and the transaction around a test: scopes that name no database. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { TransactionConflict, TransactionManagementError } from '../errors.ts';
import type { BeginOptions } from './connection.ts';
import { type CommitHook, TransactionScope } from './transaction-scope.ts';

/** How a transaction runs. */
export interface TransactionOptions extends BeginOptions {
  /** How often `fn` runs again after a `TransactionConflict`; 0 where left out, and in a nested transaction. */
  readonly retryOnConflict?: number;
}

const storage = new AsyncLocalStorage<TransactionScope>();

/**
 * Runs `fn` so that everything it writes happens, or nothing.
 *
 * Every database joins at its first statement inside, so that an unused transaction costs nothing. A transaction inside
 * another is a savepoint. Statements that `fn` issues at the same time take turns. What `fn` does besides SQL is not
 * undone, and runs again with `retryOnConflict`; leave mails and the like to `onCommit`.
 *
 * Several databases commit one after the other, in the order of joining: where a later one fails, the earlier ones stay.
 *
 * @throws {TransactionConflict} another transaction stood in the way, once more than `retryOnConflict` allows
 * @throws {TransactionManagementError} `isolation` or `readOnly` on a nested transaction
 * @see Django `transaction.atomic`
 */
export async function transaction<T>(fn: () => T | Promise<T>, options: TransactionOptions = {}): Promise<T> {
  const outer = currentTransaction();
  if (outer !== undefined && !outer.isTest) refuseOuterOptions(options);
  const isOutermost = outer === undefined || outer.isTest;
  const retries = isOutermost ? (options.retryOnConflict ?? 0) : 0;
  const { result, hooks } = await attempt(fn, options, outer, retries);
  await runHooks(hooks, outer);
  return result;
}

/**
 * Runs `hook` after the current transaction has committed; at once where there is none.
 *
 * A hook is dropped with the transaction that registered it, nested or not. Hooks run in order, outside of the
 * transaction; all run even if one throws, and the first error is thrown by the outermost `transaction()`, whose work
 * stays committed.
 *
 * @throws {TransactionManagementError} the transaction has ended
 * @see Django `transaction.on_commit`
 */
export async function onCommit(hook: CommitHook): Promise<void> {
  const scope = storage.getStore();
  if (scope === undefined || scope.isTest) await hook();
  else scope.addHook(hook);
}

/** Whether the code runs inside a `transaction()`; the one around a test does not count. */
export function inTransaction(): boolean {
  const scope = currentTransaction();
  return scope !== undefined && !scope.isTest;
}

/**
 * The scope that statements belong to; for `Database`.
 *
 * One that has ended is given too, as its late statements must be refused rather than run on their own.
 */
export function statementScope(): TransactionScope | undefined {
  return storage.getStore();
}

/**
 * A transaction that stays open around a test and is always rolled back.
 *
 * Code under test sees no difference: `transaction()` inside commits as far as it can tell and runs its `onCommit`
 * hooks, and a statement that fails spoils nothing.
 *
 * @see Django `TestCase`
 */
export class TestTransaction {
  readonly #scope = new TransactionScope({}, undefined, true);

  /** Runs a part of the test inside; may be called many times. */
  run<T>(fn: () => T | Promise<T>): Promise<T> {
    return storage.run(this.#scope, async () => fn());
  }

  /** Undoes everything. Further statements inside are refused. */
  rollback(): Promise<void> {
    return this.#scope.rollback();
  }
}

/**
 * Runs a whole test inside a `TestTransaction`.
 *
 * @see Django `TestCase`
 */
export async function rollbackAfter<T>(fn: () => T | Promise<T>): Promise<T> {
  const test = new TestTransaction();
  try {
    return await test.run(fn);
  } finally {
    await test.rollback();
  }
}

interface Outcome<T> {
  readonly result: T;
  readonly hooks: readonly CommitHook[];
}

// A task that outlived its transaction may begin one of its own; only bare statements of it are refused.
function currentTransaction(): TransactionScope | undefined {
  const scope = storage.getStore();
  return scope?.ended ? undefined : scope;
}

async function attempt<T>(
  fn: () => T | Promise<T>,
  options: TransactionOptions,
  outer: TransactionScope | undefined,
  retries: number,
): Promise<Outcome<T>> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await runOnce(fn, new TransactionScope(options, outer));
    } catch (error) {
      if (!(error instanceof TransactionConflict) || failures >= retries) throw error;
      await sleep(Math.random() * Math.min(1000, 10 * 2 ** failures)); // at random, so that rivals do not meet again
    }
  }
}

async function runOnce<T>(fn: () => T | Promise<T>, scope: TransactionScope): Promise<Outcome<T>> {
  let result: T;
  try {
    result = await storage.run(scope, async () => fn());
  } catch (error) {
    await scope.rollback();
    throw error;
  }
  return { result, hooks: await scope.commit() };
}

async function runHooks(hooks: readonly CommitHook[], outer: TransactionScope | undefined): Promise<void> {
  if (hooks.length === 0) return;
  const errors: unknown[] = [];
  const runAll = async () => {
    for (const hook of hooks) {
      try {
        await hook();
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await (outer === undefined ? storage.exit(runAll) : storage.run(outer, runAll));
  if (errors.length > 0) throw errors[0];
}

function refuseOuterOptions({ isolation, readOnly }: TransactionOptions): void {
  if (isolation === undefined && !readOnly) return;
  throw new TransactionManagementError(
    'isolation and readOnly are for the outermost transaction(): a nested one is only a savepoint.',
  );
}
