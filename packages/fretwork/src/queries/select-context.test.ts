/** The context of a plan: when rows are grouped, and where conditions on annotations stand. */
import { describe, expect, it } from 'vitest';
import { FieldError } from '../errors.ts';
import { count } from './aggregates.ts';
import { bookshop } from './bookshop.test-d.ts';
import { Aliases } from './joins.ts';
import { printExpr, SelectContext, unique } from './select-context.ts';
import { readShape } from './shape.ts';

const { Author, Book } = bookshop();

const contextOf = ({ meta, state }: Pick<typeof Book.objects, 'meta' | 'state'>): SelectContext =>
  new SelectContext(readShape(meta, state, { key: '', values: [] }), new Aliases(), () => expect.unreachable());

const many = { n: count('books') };
const above = { n: { gt: 1 } } as never;

describe('SelectContext', () => {
  it.each([
    ['without a filter', Author.objects.annotate(many).filter(above), false, 1, 0],
    [
      'after a filter on the relation',
      Author.objects
        .filter({ books: { title: 'x' } })
        .annotate(many)
        .filter(above),
      true,
      1,
      1,
    ],
    [
      'before a filter on the relation',
      Author.objects
        .annotate(many)
        .filter({ books: { title: 'x' } })
        .filter(above),
      false,
      2,
      0,
    ],
    [
      'after a filter on another relation',
      Author.objects.filter({ pupils: { name: 'x' } }).annotate(many),
      false,
      1,
      0,
    ],
    ['of groups', Book.objects.values('authorId').annotate({ n: count() }).filter(above), true, 0, 1],
  ])('groups rows, or not: annotations %s', (_name, query, grouped, where, having) => {
    const context = contextOf(query as never);
    expect(context.grouped).toBe(grouped);
    expect([context.base().where.length, context.base().having.length]).toEqual([where, having]);
  });

  it('names what a model does not have', () => {
    expect(() => contextOf(Book.objects.all() as never).column('nope')).toThrow(FieldError);
    expect(() => contextOf(Book.objects.all() as never).annotation('nope')).toThrow(FieldError);
  });

  it('tells expressions apart by their text', () => {
    const context = contextOf(Book.objects.all() as never);
    const [id, title] = [context.column('id').expr, context.column('title').expr];
    expect(unique([id, title, context.column('pk').expr])).toHaveLength(2);
    expect(printExpr(id)).toBe('{"type":"column","alias":"t0","column":"id"}');
  });
});
