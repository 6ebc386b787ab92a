/** Planned objects: the positions of their columns, and what `selectRelated` refuses. */
import { describe, expect, it } from 'vitest';
import { FieldError } from '../errors.ts';
import { bookshop } from './bookshop.test-d.ts';
import { Aliases } from './joins.ts';
import { planObjects } from './plan-objects.ts';
import { SelectContext } from './select-context.ts';
import { readShape } from './shape.ts';

const { Author, Book } = bookshop();

function planned({ meta, state }: Pick<typeof Book.objects, 'meta' | 'state'>) {
  const shape = readShape(meta, state, { key: '', values: [] });
  const context = new SelectContext(shape, new Aliases(), () => expect.unreachable());
  const names: string[] = [];
  const object = planObjects(context, (column, { alias }) => names.push(`${alias}.${column.column}`) - 1);
  return { names, object, joins: context.joins.clauses().map(({ type, table }) => `${type} ${table}`) };
}

describe('planObjects', () => {
  it('reads the columns that are wanted, and the key always', () => {
    expect(planned(Book.objects.only('title') as never).names).toEqual(['t0.id', 't0.title']);
    expect(planned(Author.objects.all() as never).names).toHaveLength(5);
    const loading = Author.objects.only('name').selectRelated('country').prefetchRelated('mentor', 'books');
    expect(planned(loading as never).names.slice(0, 4)).toEqual(['t0.id', 't0.name', 't0.country_id', 't0.mentor_id']);
  });

  it('joins each path once, outer where the object may be missing', () => {
    const { object, joins } = planned(Book.objects.selectRelated('author.mentor', 'author.country', 'author') as never);
    expect(joins).toEqual(['inner author', 'left author', 'left country']);
    expect(object.related.flatMap(({ object: author }) => author.related.map(({ relation }) => relation.name))).toEqual(
      ['mentor', 'country'],
    );
  });

  it('reads the key of a joined object from its own table', () => {
    const { names, object } = planned(Author.objects.only('id').selectRelated('mentor') as never);
    expect(names[object.related[0]?.object.key ?? 0]).toBe('t1.id');
  });

  it.each(['tags', 'title', 'author.books', 'nope', '__proto__', 'author.nope'])('refuses %s', (path) => {
    expect(() => planned(Book.objects.selectRelated(path as never) as never)).toThrow(FieldError);
  });
});
