/** Q and F: immutable, recognised, and not to be forged with JSON. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type ColumnExpression, F, isExpression, isQ, Q } from './where.ts';

describe('F', () => {
  it('says what is computed', () => {
    expect(F('a').plus(1).times(F('b.c')).expression).toEqual({
      type: 'arithmetic',
      operator: '*',
      left: {
        type: 'arithmetic',
        operator: '+',
        left: { type: 'column', path: 'a' },
        right: { type: 'value', value: 1 },
      },
      right: { type: 'column', path: 'b.c' },
    });
    expect(
      [F('a').minus(1), F('a').dividedBy(1)].map(({ expression }) => 'operator' in expression && expression.operator),
    ).toEqual(['-', '/']);
    expectTypeOf(F<number>('a').plus(1)).toEqualTypeOf<ColumnExpression<number>>();
  });

  it('is told from what only looks like one', () => {
    expect(isExpression(F('a'))).toBe(true);
    expect(isExpression(JSON.parse(JSON.stringify(F('a'))))).toBe(false);
    expect(isExpression(null)).toBe(false);
  });
});

describe('Q', () => {
  it.each(['and', 'or', 'not'] as const)('%s combines conditions', (connector) => {
    const q = Q[connector]({ a: 1 }, Q.or({ b: 2 }));
    expect(q).toMatchObject({ connector, conditions: [{ a: 1 }, { connector: 'or', conditions: [{ b: 2 }] }] });
    expect(Object.isFrozen(q)).toBe(true);
  });

  it('exists asks for any object', () => {
    const queryset = { isSubQuery: true } as const;
    expect(Q.exists(queryset)).toMatchObject({ connector: 'exists', conditions: [queryset] });
    expect(isQ(Q.not(Q.exists(queryset)))).toBe(true);
    // @ts-expect-error: conditions are no QuerySet
    Q.exists({ title: 'Dune' });
  });

  it('is told from what only looks like one', () => {
    expect(isQ(Q.or())).toBe(true);
    expect(isQ(JSON.parse(JSON.stringify(Q.or())))).toBe(false);
    expect(isQ('or')).toBe(false);
  });
});
