/** Shapes: a key for everything but the values, and the values apart. */
import { describe, expect, it } from 'vitest';
import { FieldError } from '../errors.ts';
import type { ModelMeta } from '../models/meta.ts';
import { count } from './aggregates.ts';
import { bookshop } from './bookshop.test-d.ts';
import { readShape } from './shape.ts';
import type { QueryState } from './state.ts';

const { Author, Book } = bookshop();

function read({ meta, state }: { readonly meta: ModelMeta; readonly state: QueryState }) {
  const notes = { key: '', values: [] as unknown[] };
  return { shape: readShape(meta, state, notes), ...notes };
}

describe('readShape', () => {
  it('numbers values in the order of reading, bounds last', () => {
    const inner = Author.objects.filter({ rating: 5 }).slice(0, 7);
    const { shape, values } = read(
      Book.objects
        .filter({ title: 'a' })
        .exclude({ authorId: { in: inner }, pages: 3 })
        .slice(10, 30),
    );
    expect(values).toEqual(['a', 5, 7, 3, 20, 10]);
    expect([shape.limit, shape.offset]).toEqual([4, 5]);
  });

  it('has the same key for other values, another for another structure', () => {
    const key = (title: string, ...order: string[]) => read(Book.objects.filter({ title }).orderBy(...order)).key;
    expect(key('a', 'id')).toBe(key('b', 'id'));
    expect(key('a', 'id')).not.toBe(key('a', '-id'));
    // Names cannot run into each other.
    expect(key('a', 'id', 'title')).not.toBe(key('a', 'id","title'));
  });

  it.each([
    [Book.objects.none(), true],
    [Book.objects.slice(0, 0), true],
    [Book.objects.filter({ title: 'x' }, { id: { in: [] } }), true],
    [Book.objects.exclude({ id: { in: [] } }), false],
    [Book.objects.filter({ authorId: { in: Author.objects.none() } }), true],
  ])('knows what is empty', (query, empty) => {
    expect(read(query).shape.empty).toBe(empty);
  });

  it.each(['name', 'books', 'pk', 'save', 'toString', 'constructor', '__proto__', 'a b', 'a"b', ''])(
    'refuses an annotation called %j',
    (name) => {
      const annotations = Object.fromEntries([[name, count('books')]]);
      expect(() => read(Author.objects.annotate(annotations))).toThrow(FieldError);
    },
  );
});
