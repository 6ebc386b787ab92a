/** ORDER BY: terms, relations by their own order, NULL first, and circles. */
import { describe, expect, it } from 'vitest';
import { FieldError } from '../errors.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { bookshop } from './bookshop.test-d.ts';
import { Aliases, Joins } from './joins.ts';
import { planOrdering } from './ordering.ts';

const { Author, Book } = bookshop();

function order(meta: typeof Book.meta, terms: readonly string[], reversed = false): string[] {
  const planned = planOrdering(meta, terms, reversed, {
    joins: new Joins(new Aliases()),
    scopes: ['order'],
    annotation: (name) => (name === 'n' ? { type: 'one' } : undefined),
  });
  return planned.map(({ expr, descending, nullable }) => {
    const name = expr.type === 'column' ? `${expr.alias}.${expr.column.column}` : expr.type;
    return `${name}${descending ? ' desc' : ''}${nullable ? ' null' : ''}`;
  });
}

describe('planOrdering', () => {
  it.each([
    [
      ['title', '-id'],
      ['t0.title', 't0.id desc'],
    ],
    [['pages'], ['t0.pages null']],
    [['-pk'], ['t0.id desc']],
    [['author.country.name'], ['t2.name null']],
    [['author'], ['t1.name']],
    [['-author'], ['t1.name desc']],
    [['author.mentor'], ['t2.name null']],
    [['publishers'], ['t1.publisher_id null']],
    [
      ['-n', '?'],
      ['one desc null', 'random'],
    ],
    [[], []],
  ])('%j', (terms, expected) => {
    expect(order(Book.meta, terms)).toEqual(expected);
  });

  it('turns everything around', () => {
    expect(order(Book.meta, ['title', '-id', 'author'], true)).toEqual(['t0.title desc', 't0.id', 't1.name desc']);
  });

  it.each(['', '-', '--id', 'nope', 'title.x', 'id desc', '__proto__'])('refuses %j', (term) => {
    expect(() => order(Author.meta, [term])).toThrow(FieldError);
  });

  it('refuses orders that lead in a circle', () => {
    const { Node } = defineModels({
      Node: model({ parent: f.foreignKey('Node', { null: true, onDelete: 'cascade' }) }, { ordering: ['parent'] }),
    });
    expect(() => order(Node.meta, ['parent'])).toThrow(/circle/);
  });
});
