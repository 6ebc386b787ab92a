/** Conditions: read into a tree and a list of values, whatever they hold. */
import { describe, expect, it } from 'vitest';
import { FieldError } from '../errors.ts';
import { bookshop } from './bookshop.test-d.ts';
import { type Condition, negated, readConditions, type ShapeNotes } from './conditions.ts';
import { F, Q } from './where.ts';

const { Author, Book } = bookshop();

function read(...conditions: readonly unknown[]): { condition: Condition | undefined; notes: ShapeNotes } {
  const notes: ShapeNotes = { key: '', values: [] };
  const scope = { meta: Book.meta, annotations: {}, alias: undefined, readQuery: () => expect.unreachable() };
  return { condition: readConditions(conditions, scope, notes), notes };
}

/** The tree as a short text. */
function print(condition: Condition | undefined): string {
  if (!condition) return '-';
  if ('conditions' in condition) return `${condition.type}(${condition.conditions.map(print).join(' ')})`;
  if (condition.type === 'not') return `not(${print(condition.condition)})`;
  if (condition.type !== 'compare') return condition.type;
  const { hops, column, transforms } = condition.left;
  return [...hops.map(({ name }) => name), column?.name, ...transforms, condition.lookup].join('.');
}

describe('readConditions', () => {
  const cases: readonly [unknown, string, unknown[]][] = [
    [{}, '-', []],
    [{ title: 'x' }, 'title.exact', ['x']],
    [{ title: null }, 'title.isnull', []],
    [{ title: 'x', pages: { gt: 1, lt: 9 } }, 'and(title.exact and(pages.gt pages.lt))', ['x', 1, 9]],
    [{ author: { mentor: { name: { in: ['a', null, 'b'] } } } }, 'author.mentor.name.in', [['a', 'b']]],
    [{ author: {} }, '-', []],
    [{ author: null }, 'author.id.isnull', []],
    [{ author: 3 }, 'author.id.exact', [3]],
    [{ author: { in: [1, new Author({ name: 'x', id: 2 })] } }, 'author.id.in', [[1, 2]]],
    [{ tags: { isnull: false } }, 'tags.code.isnull', []],
    [{ createdAt: { date: { year: { range: [1, 2] } } } }, 'createdAt.date.year.range', [1, 2]],
    [Q.or({ id: 1 }, Q.not({ id: 2 })), 'or(id.exact not(id.exact))', [1, 2]],
    [Q.or({ id: { in: [] } }, { id: 2 }), 'id.exact', [2]],
    [Q.and({ id: { in: [] } }, { id: 2 }), 'nothing', [2]],
    [Q.not({ id: { in: [] } }), 'everything', []],
    [Q.not({}), '-', []],
    [{ pages: F('author.rating').plus(1) }, 'pages.exact', [1]],
  ];
  it.each(cases)('%j', (condition, expected, values) => {
    const { condition: tree, notes } = read(condition);
    expect(print(tree)).toBe(expected);
    expect(notes.values).toEqual(values);
  });

  it('keeps values out of the key', () => {
    const { notes } = read({ title: { icontains: 'secret' }, pages: { in: [4711] } });
    expect(notes.key).not.toMatch(/secret|4711/);
  });

  it.each([
    [{ titel: 1 }, 'Book has no "titel": choices are '],
    [{ author: { nope: 1 } }, 'Author has no "nope": choices are '],
    [{ inPrint: { gtt: 1 } }, 'Book.inPrint has no lookup "gtt": choices are exact, isnull, in, '],
    [{ createdAt: { icontains: 'x' } }, 'Book.createdAt has no lookup "icontains"'],
    [{ createdAt: { date: { hour: 1 } } }, 'Book.createdAt.date has no lookup "hour"'],
    [{ title: undefined }, 'Book."title" is compared with undefined'],
    [{ author: new Date() }, 'Book.author is compared with a Author or its key.'],
    [null, 'A condition on Book is an object or a Q.'],
    [[], 'A condition on Book is an object or a Q.'],
  ])('refuses %j', (condition, message) => {
    expect(() => read(condition)).toThrow(FieldError);
    expect(() => read(condition)).toThrow(message);
  });
});

it('negates what is decided already', () => {
  expect(negated({ type: 'everything' })).toEqual({ type: 'nothing' });
  expect(negated({ type: 'nothing' })).toEqual({ type: 'everything' });
});
