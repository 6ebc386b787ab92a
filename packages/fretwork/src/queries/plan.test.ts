/** Plans: what a SELECT gives, and what becomes of it. */
import { describe, expect, it } from 'vitest';
import { FieldError } from '../errors.ts';
import type { ModelMeta } from '../models/meta.ts';
import { count } from './aggregates.ts';
import { bookshop } from './bookshop.test-d.ts';
import { type Purpose, planQuery } from './plan.ts';
import type { RowFormat } from './row-format.ts';
import { readShape } from './shape.ts';
import type { QueryState } from './state.ts';

const { Author, Book } = bookshop();

function plan(
  { meta, state }: { readonly meta: ModelMeta; readonly state: QueryState },
  purpose: Purpose = { type: 'rows' },
) {
  return planQuery(readShape(meta, state, { key: '', values: [] }), purpose);
}

describe('planQuery', () => {
  it('says where each value stands', () => {
    const { outputs, object, annotations } = plan(
      Author.objects
        .only('rating')
        .annotate({ n: count('books') })
        .selectRelated('profile'),
    );
    expect(outputs.map(({ name, reads }) => [name, reads])).toEqual([
      ['id', 'value'],
      ['rating', 'value'],
      ['authorId', 'value'],
      ['nick', 'value'],
      ['n', 'count'],
    ]);
    expect(object?.columns.map(({ position }) => position)).toEqual([0, 1]);
    expect(object?.related.map(({ relation, object: { key } }) => [relation.name, key])).toEqual([['profile', 2]]);
    expect(annotations).toEqual([{ name: 'n', position: 4 }]);
  });

  it('plans values without objects', () => {
    const { outputs, object } = plan(Book.objects.values('title', 'id'));
    expect(outputs.map(({ name }) => name)).toEqual(['title', 'id']);
    expect(object).toBeUndefined();
  });

  it('computes what a format reads, and joins what the others would in groups', () => {
    const format = (...names: string[]): RowFormat => ({
      reads: {
        key: names.join(' '),
        selectRelated: [],
        columnsAt: () => new Set(['name']),
        annotations: new Set(names),
      },
      write: () => [],
    });
    const computed = { n: count('books'), others: count('pupils') };
    const each = Author.objects.annotate(computed).orderBy('-n' as never);
    const grouped = Author.objects.filter({ books: { pages: 1 } }).annotate(computed);
    const { reads, write } = format();
    for (const [query, expected] of [
      [each.formatted(format()), []],
      [each.formatted(format('others')), [['others', 2]]],
      [
        each.formatted({ reads: { ...reads, annotations: undefined }, write }),
        [
          ['n', 2],
          ['others', 3],
        ],
      ],
      [grouped.formatted(format('others')), [['others', 2]]],
    ] as const) {
      expect(plan(query).annotations.map(({ name, position }) => [name, position])).toEqual(expected);
    }
    expect(plan(each.formatted(format())).select.orderBy).toHaveLength(1);
    const tags = grouped.annotate({ tags: count('books.tags') });
    expect(plan(tags.formatted(format('n'))).select.joins).toEqual(plan(tags).select.joins);
    expect(plan(tags).select.joins.length).toBeGreaterThan(plan(grouped).select.joins.length);
  });

  it('reads the keys alone for a write, in an order only where it decides which', () => {
    const keys = plan(Book.objects.orderBy('title').selectRelated('author'), { type: 'keys' });
    expect([keys.outputs.length, keys.select.joins.length, keys.select.orderBy.length]).toEqual([1, 0, 0]);
    expect(plan(Book.objects.orderBy('title').slice(0, 2), { type: 'keys' }).select.orderBy).toHaveLength(1);
  });

  it('adds the key of the object outside to related ones', () => {
    for (const [meta, name, position] of [
      [Author.meta, 'books', 9],
      [Book.meta, 'tags', 1],
      [Book.meta, 'author', 5],
    ] as const) {
      const relation = meta.relations.get(name);
      if (!relation) return expect.unreachable();
      const target = { meta: relation.target, state: Book.objects.all().state };
      expect(plan(target, { type: 'related', relation, slot: 0 }).owner?.position).toBe(position);
    }
  });

  it('locks only where rows are read', () => {
    const locked = Book.objects.filter({ id: { in: Book.objects.selectForUpdate() } }).selectForUpdate();
    expect(plan(locked).select.lock).toBeDefined();
    expect(
      JSON.stringify(plan(locked).select.where, (name, value) =>
        name === 'column' || name === 'holder' ? undefined : value,
      ),
    ).not.toContain('noWait');
    expect(plan(locked, { type: 'count' }).select.lock).toBeUndefined();
  });

  it('refuses a QuerySet of several columns as a list', () => {
    const several = Author.objects.valuesList('id', 'name');
    expect(() => plan(Book.objects.filter({ authorId: { in: several } }))).toThrow(FieldError);
  });
});
