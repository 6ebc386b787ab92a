/** Objects: their values, their relations, and what they refuse. */
import { describe, expect, it, vi } from 'vitest';
import { FieldError, ImproperlyConfigured, RelationNotLoaded } from '../errors.ts';
import { defineModels } from './define-models.ts';
import { f } from './field.ts';
import type { InstanceClass } from './meta.ts';

const { Author, Book } = defineModels({
  Author: {
    name: f.char({ maxLength: 50 }),
    mentor: f.foreignKey('Author', { relatedName: 'pupils', null: true, onDelete: 'setNull' }),
  },
  Book: {
    title: f.char({ maxLength: 50, blank: true }),
    details: f.json({ default: () => ({ pages: 0 }) }),
    author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
  },
});
const classOf = (model: { readonly meta: { readonly instanceClass: InstanceClass } }) => model.meta.instanceClass;

describe('a new object', () => {
  it('has its values and defaults', () => {
    const book = new Book({ title: 'Lathe', authorId: 1 });
    expect(book.toJSON()).toEqual({ id: null, title: 'Lathe', details: { pages: 0 }, authorId: 1 });
    expect(new Book({ authorId: 1 }).title).toBe('');
    expect(new Book({ authorId: 1 }).details).not.toBe(new Book({ authorId: 1 }).details);
    expect(book).toBeInstanceOf(Book);
  });

  it('takes a relation as object or as key, and pk for its key', () => {
    const author = new Author({ id: 7, name: 'A' });
    const book = new Book({ author });
    expect([book.authorId, (book as unknown as { author: object }).author]).toEqual([7, author]);
    expect(new Author({ pk: 5, name: 'A' } as never).id).toBe(5);
    expect(author.pk).toBe(7);
  });

  it.each([{ nonsense: 1 }, { books: [] }, JSON.parse('{"__proto__": {"polluted": 1}}'), { toString: 1 }])(
    'refuses %j',
    (values) => {
      expect(() => new Author({ name: 'A', ...values })).toThrow(ImproperlyConfigured);
      expect(() => new Author({ name: 'A', books: [] } as never)).toThrow(
        /save the object, then use related\('books'\)\.set/,
      );
    },
  );

  it('needs what has no default, to TypeScript', () => {
    // @ts-expect-error the author is missing
    new Book({ title: 'x' });
    // @ts-expect-error either the object or the key
    new Book({ authorId: 1, author: new Author({ name: 'A' }) });
  });
});

describe('relations of an object', () => {
  it('say so where they were not loaded', () => {
    const book = new Book({ authorId: 1 }) as unknown as { author: object };
    expect(() => book.author).toThrow(RelationNotLoaded);
    expect(() => (new Author({ name: 'A' }) as unknown as { books: object }).books).toThrow(/Load it with/);
  });

  it('set the key with the object, and are null with the key', () => {
    const [author, mentor] = [new Author({ id: 1, name: 'A' }), new Author({ id: 2, name: 'M' })] as unknown as Record<
      string,
      unknown
    >[];
    if (!author || !mentor) return;
    author.mentor = mentor;
    expect([author.mentorId, author.mentor]).toEqual([2, mentor]);
    author.mentor = null;
    expect([author.mentorId, author.mentor]).toEqual([null, null]);
  });

  it('refuse objects of other models, and keys', () => {
    const book = new Book({ id: 5, authorId: 1 });
    expect(() => new Book({ author: book as never })).toThrow(
      'Book.author takes objects of Author, not of Book; its key goes into authorId.',
    );
    expect(() => new Book({ author: 5 as never })).toThrow(FieldError);
    expect(new Book({ author: { id: 5, name: 'a plain row', mentorId: null } }).authorId).toBe(5);
  });

  it('are forgotten where the key has changed', () => {
    const book = new Book({ author: new Author({ id: 1, name: 'A' }) }) as unknown as {
      author: object;
      authorId: number;
    };
    book.authorId = 2;
    expect(() => book.author).toThrow(RelationNotLoaded);
  });

  it('keep an object that has no key yet, until another key is set', () => {
    const author = new Author({ name: 'A' });
    const book = new Book({ author }) as unknown as { author: object | null; authorId: number | null };
    expect(book.author).toBe(author);
    author.id = 9;
    classOf(Book).adoptKeys(book);
    expect([book.authorId, book.author]).toEqual([9, author]);
    const other = new Book({ author: new Author({ name: 'B' }) }) as unknown as { authorId: number };
    other.authorId = 3;
    classOf(Book).adoptKeys(other);
    expect(other.authorId).toBe(3);
  });
});

describe('the class of objects', () => {
  it('keeps what the database knows apart from the columns', () => {
    const author = new Author({ name: 'A' });
    const { isStored, setStored, getAlias, setAlias, setRelation, forgetRelation } = classOf(Author);
    setStored(author);
    setAlias(author, 'replica');
    setRelation(author, 'books', []);
    expect([isStored(author), getAlias(author), (author as unknown as { books: object }).books]).toEqual([
      true,
      'replica',
      [],
    ]);
    forgetRelation(author, 'books');
    expect(() => (author as unknown as { books: object }).books).toThrow(RelationNotLoaded);
    expect(Object.keys(author)).toEqual(['id', 'name', 'mentorId']);
  });

  it('asks once, and late, for a relation that is not made yet', () => {
    const author = new Author({ id: 1, name: 'A' });
    const found = [new Author({ id: 2, name: 'B' })];
    const read = vi.fn(() => found);
    classOf(Author).setLazyRelation(author, 'books', read);
    expect(read).not.toHaveBeenCalled();
    const inspected = (author as unknown as Record<symbol, () => object>)[Symbol.for('nodejs.util.inspect.custom')]?.();
    expect(inspected).toHaveProperty('books', found);
    expect((author as unknown as { books: object }).books).toBe(found);
    expect(read).toHaveBeenCalledTimes(1);
  });

  it('is named like the model, and prints its columns and loaded relations', () => {
    expect(Author.name).toBe('Author');
    const author = new Author({ id: 1, name: 'A' });
    const inspected = (author as unknown as Record<symbol, () => object>)[Symbol.for('nodejs.util.inspect.custom')]?.();
    expect(inspected).toEqual({ id: 1, name: 'A', mentorId: null });
    expect(String(author)).toBe('Author object (1)');
  });
});
