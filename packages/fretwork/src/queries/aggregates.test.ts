/** Aggregates: what they say, and the type of what they give. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type Aggregate, avg, count, max, min, sum } from './aggregates.ts';

describe('an aggregate', () => {
  it.each([
    [count(), { function: 'count', path: '*', distinct: false }],
    [count('books', { distinct: true }), { function: 'count', path: 'books', distinct: true }],
    [sum('pages'), { function: 'sum', path: 'pages', distinct: false }],
    [avg('pages'), { function: 'avg', path: 'pages', distinct: false }],
    [min('price'), { function: 'min', path: 'price', distinct: false }],
    [max('author.rating'), { function: 'max', path: 'author.rating', distinct: false }],
  ])('is plain data: %j', (aggregate, expected) => {
    expect(aggregate).toEqual(expected);
    expect(Object.isFrozen(aggregate)).toBe(true);
  });

  it('knows the type of its result', () => {
    expectTypeOf(count()).toEqualTypeOf<Aggregate<number>>();
    expectTypeOf(sum('pages')).toEqualTypeOf<Aggregate<number | null>>();
    expectTypeOf(sum<string>('price')).toEqualTypeOf<Aggregate<string | null>>();
    expectTypeOf(avg('pages')).toEqualTypeOf<Aggregate<number | null>>();
    expectTypeOf(max<Date>('createdAt')).toEqualTypeOf<Aggregate<Date | null>>();
  });
});
