/** assertNumQueries: how many statements a piece of code may send to its databases. */
import { AssertionError } from 'node:assert';
import { captureQueries } from '../databases/query-log.ts';

/**
 * Runs `fn` and checks how many statements it sent, here and in everything it awaits, to all databases together.
 *
 * `BEGIN`, savepoints and `COMMIT` do not count.
 *
 * @param expected How many.
 * @returns What `fn` returned.
 * @throws {AssertionError} there were more or fewer; the message lists them
 * @see Django `assertNumQueries`
 */
export async function assertNumQueries<T>(expected: number, fn: () => T | Promise<T>): Promise<T> {
  const { result, queries } = await captureQueries(fn);
  if (queries.length === expected) return result;
  const list = queries.map(({ sql }, index) => `${index + 1}. ${sql}`).join('\n');
  throw new AssertionError({
    message: `Expected ${expected} queries, but there were ${queries.length}:\n${list}`,
    actual: queries.length,
    expected,
    stackStartFn: assertNumQueries,
  });
}
