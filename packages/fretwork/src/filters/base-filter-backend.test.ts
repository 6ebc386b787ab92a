/** The base of filter backends. */
import { expect, it } from 'vitest';
import { BaseFilterBackend, type FilterableQuerySet } from './base-filter-backend.ts';

it('has nothing to check unless a subclass does', () => {
  class Everything extends BaseFilterBackend {
    filterQueryset(_request: unknown, queryset: FilterableQuerySet) {
      return queryset;
    }
  }
  expect(new Everything().check({} as never, {} as never, {})).toBeUndefined();
  // @ts-expect-error a backend has to say what it leaves
  expect(() => new (class extends BaseFilterBackend {})().filterQueryset({} as never, {} as never, {})).toThrow();
});
