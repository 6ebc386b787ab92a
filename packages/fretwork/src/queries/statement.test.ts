/** A SELECT as data: what is not said is not there. */
import { expect, it } from 'vitest';
import { selectOf } from './statement.ts';

it('has nothing but what is given', () => {
  const select = selectOf({ from: 'book', alias: 't0', outputs: [{ expr: { type: 'one' } }], distinct: true });
  expect(select).toMatchObject({
    from: 'book',
    joins: [],
    where: [],
    groupBy: [],
    having: [],
    orderBy: [],
    distinct: true,
  });
  expect([select.limit, select.offset, select.lock]).toEqual([undefined, undefined, undefined]);
});
