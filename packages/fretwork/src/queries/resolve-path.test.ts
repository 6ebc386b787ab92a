/** Paths: where they lead, and that a client can write none that does harm. */
import { describe, expect, it } from 'vitest';
import { FieldError } from '../errors.ts';
import { bookshop } from './bookshop.test-d.ts';
import { conditionFromPath, printName, resolvePath } from './resolve-path.ts';

const { Book } = bookshop();

describe('resolvePath', () => {
  it.each([
    ['title', [], 'title'],
    ['pk', [], 'id'],
    ['authorId', [], 'authorId'],
    ['author.name', ['author'], 'name'],
    ['author.mentor.country.name', ['author', 'mentor', 'country'], 'name'],
    ['tags.code', ['tags'], 'code'],
    ['publishers', ['publishers'], undefined],
    ['author.books', ['author', 'books'], undefined],
  ])('follows %s', (path, hops, column) => {
    const resolved = resolvePath(Book.meta, path);
    expect(resolved.hops.map(({ name }) => name)).toEqual(hops);
    expect(resolved.column?.name).toBe(column);
  });

  it.each([
    '',
    '.',
    'title.',
    '.title',
    'titel',
    'author.nope',
    'title.length',
    '__proto__',
    'constructor.name',
    'author.__proto__',
    'mentor',
    'author.mentor.'.repeat(2000),
    'author.'.repeat(25),
    'a\0b',
    '\ud800',
  ])('refuses %j', (path) => {
    expect(() => resolvePath(Book.meta, path)).toThrow(FieldError);
  });

  it('names the model and what it has, and repeats little of what it was given', () => {
    expect(() => resolvePath(Book.meta, 'author.nope')).toThrow('Author has no "nope": choices are books, country');
    const error = (() => {
      try {
        return resolvePath(Book.meta, 'x'.repeat(10_000));
      } catch (reason) {
        return reason as Error;
      }
    })();
    expect((error as Error).message.length).toBeLessThan(300);
    expect(printName('a\nb')).toBe('"a\\nb"');
  });
});

describe('conditionFromPath', () => {
  it.each([
    ['title', 'exact', { title: { exact: 1 } }],
    ['author.name', 'icontains', { author: { name: { icontains: 1 } } }],
    ['createdAt', 'year.gte', { createdAt: { year: { gte: 1 } } }],
  ])('makes of %s and %s a nested condition', (path, lookup, expected) => {
    expect(conditionFromPath(path, lookup, 1)).toEqual(expected);
  });

  it('touches no prototype', () => {
    const condition = conditionFromPath('__proto__', 'polluted', true);
    expect(Object.keys(condition)).toEqual(['__proto__']);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    expect(() => conditionFromPath('a.'.repeat(5000), 'exact', 1)).toThrow(FieldError);
  });
});
