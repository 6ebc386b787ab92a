/** The state of a QuerySet: immutable. */
import { expect, it } from 'vitest';
import { emptyState, type QueryState } from './state.ts';

it('asks for all objects, and cannot be changed', () => {
  expect(emptyState).toMatchObject({
    filters: [],
    ordering: undefined,
    limit: undefined,
    empty: false,
    result: 'instances',
  });
  expect(() => {
    (emptyState as { -readonly [N in keyof QueryState]: QueryState[N] }).empty = true;
  }).toThrow(TypeError);
});
