/** Joins: as few as a query needs, inner where that is safe. */
import { describe, expect, it } from 'vitest';
import { bookshop } from './bookshop.test-d.ts';
import { Aliases, Joins } from './joins.ts';
import { resolvePath } from './resolve-path.ts';

const { Author, Book } = bookshop();

const locate = (joins: Joins, meta: typeof Book.meta, path: string, ...scopes: readonly string[]) => {
  const { hops, column, model } = resolvePath(meta, path);
  return joins.locate(hops, column ?? model.primaryKey, scopes.length > 0 ? scopes : ['']);
};
const print = (joins: Joins) => joins.clauses().map(({ type, table, alias }) => `${type} ${table} ${alias}`);

describe('Joins', () => {
  it.each([
    ['title', 't0.title', []],
    ['author.id', 't0.author_id', []],
    ['author.name', 't1.name', ['inner author t1']],
    ['author.mentor.id', 't1.mentor_id', ['inner author t1']],
    ['author.mentor.name', 't2.name', ['inner author t1', 'left author t2']],
    ['author.profile.author.id', 't2.author_id', ['inner author t1', 'left profile t2']],
    ['tags.code', 't1.tag_id', ['left book_tags t1']],
    ['publishers.name', 't2.name', ['left publisher_books t1', 'left publisher t2']],
  ])('reads %s', (path, expected, clauses) => {
    const joins = new Joins(new Aliases());
    const { expr } = locate(joins, Book.meta, path);
    expect(`${expr.alias}.${expr.column.column}`).toBe(expected);
    expect(print(joins)).toEqual(clauses);
  });

  it('shares relations to one, and those to many inside a scope', () => {
    const joins = new Joins(new Aliases());
    const aliases = [
      ['books.title', 'a'],
      ['books.pages', 'a'],
      ['books.title', 'b'],
      ['mentor.name', 'a'],
      ['mentor.rating', 'b'],
    ].map(([path = '', scope = '']) => locate(joins, Author.meta, path, scope).expr.alias);
    expect(aliases).toEqual(['t1', 't1', 't2', 't3', 't3']);
  });

  it('finds joins of other scopes, and makes new ones in the last', () => {
    const joins = new Joins(new Aliases());
    const { hops } = resolvePath(Author.meta, 'books.tags');
    locate(joins, Author.meta, 'books.tags.code', 'a');
    expect([joins.has(hops, ['a']), joins.has(hops, ['b']), joins.has(hops, ['b', 'a'])]).toEqual([true, false, true]);
    expect(locate(joins, Author.meta, 'books.title', 'a', 'b').expr.alias).toBe('t1');
  });

  it('makes required joins inner, and those on the way', () => {
    const joins = new Joins(new Aliases());
    const { joins: path } = locate(joins, Book.meta, 'author.mentor.country.name');
    for (const join of path.slice(-1)) join.required = true;
    expect(print(joins)).toEqual(['inner author t1', 'inner author t2', 'inner country t3']);
  });

  it('knows what may be missing', () => {
    const nullable = [
      'title',
      'pages',
      'author.name',
      'author.rating',
      'author.mentor.name',
      'tags.code',
      'author.mentorId',
    ].map((path) => locate(new Joins(new Aliases()), Book.meta, path).nullable);
    expect(nullable).toEqual([false, true, false, true, true, true, true]);
  });
});
