/** Which queries are known to find one row at most. */
import { describe, expect, it } from 'vitest';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { findsOneRow } from './single-row.ts';
import { emptyState } from './state.ts';
import { Q } from './where.ts';

const { Book } = defineModels({
  Book: { isbn: f.char({ maxLength: 13, unique: true }), title: f.char({ maxLength: 20 }), pages: f.integer() },
});

const filtered = (...conditions: object[]) => ({ ...emptyState, filters: [{ negated: false, conditions }] });

describe('findsOneRow', () => {
  it.each<[object]>([
    [{ pk: 1 }],
    [{ id: 1 }],
    [{ id: '1' }],
    [{ id: 10n }],
    [{ isbn: 'x' }],
    [{ isbn: { exact: 'x' } }],
    [{ title: 'x', isbn: 'x' }],
  ])('%o does', (condition) => {
    expect(findsOneRow(Book.meta, filtered(condition))).toBe(true);
    expect(findsOneRow(Book.meta, filtered({ title: 'y' }, condition))).toBe(true);
  });

  it.each<[object]>([
    [{}],
    [{ title: 'x' }],
    [{ pages: 1 }],
    [{ id: [1, 2] }],
    [{ id: { in: [1, 2] } }],
    [{ id: { gt: 1 } }],
    [{ isbn: { iexact: 'x' } }],
    [{ isbn: null }],
    [{ isbn: { exact: null } }],
    [{ isbn: { exact: ['x'] } }],
    [{ unknown: 1 }],
    [Q.or({ id: 1 }, { id: 2 })],
    [Q.not({ id: 1 })],
  ])('%o may find more', (condition) => {
    expect(findsOneRow(Book.meta, filtered(condition))).toBe(false);
  });

  it('says nothing of exclusions and slices', () => {
    const state = filtered({ pk: 1 });
    expect(findsOneRow(Book.meta, { ...state, filters: [{ negated: true, conditions: [{ pk: 1 }] }] })).toBe(false);
    expect(findsOneRow(Book.meta, { ...state, limit: 5 })).toBe(false);
    expect(findsOneRow(Book.meta, { ...state, offset: 1 })).toBe(false);
  });
});
