/** Objects once each. */
import { expect, it } from 'vitest';
import { once } from './once.ts';

it('asks for the keys of what was found, and leaves the order of what was searched', () => {
  const asked: object[] = [];
  const keys = { isSubQuery: true };
  const found = { valuesList: (...names: unknown[]) => asked.push(names) && keys } as never;
  const queryset = {
    meta: { primaryKey: { name: 'isbn' } },
    filter: (condition: object) => asked.push(condition) && 'narrowed',
  } as never;
  expect(once(queryset, found)).toBe('narrowed');
  expect(asked).toEqual([['isbn', { flat: true }], { pk: { in: keys } }]);
});
