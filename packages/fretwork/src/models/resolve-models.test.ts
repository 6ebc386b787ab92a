/** From definitions to metadata: columns, relations both ways, and the tables between many and many. */
import { describe, expect, it } from 'vitest';
import { defineModels, registryOf } from './define-models.ts';
import { f } from './field.ts';
import type { ColumnMeta, ManyToManyRelation, ModelMeta } from './meta.ts';
import { model } from './model.ts';

const models = defineModels({
  Author: {
    name: f.char({ maxLength: 50 }),
    mentor: f.foreignKey('Author', { relatedName: 'pupils', null: true, onDelete: 'setNull' }),
    friends: f.manyToMany('Author', { relatedName: 'admirers' }),
  },
  Book: model(
    {
      pageCount: f.integer({ unique: true, dbColumn: 'pages' }),
      slug: f.slug(),
      author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
      tags: f.manyToMany('Tag', { relatedName: 'books', dbTable: 'labels' }),
      readers: f.manyToMany('Author', { through: 'Loan', throughFields: ['book', 'reader'] }),
    },
    { table: 'library_book', ordering: ['-slug'], uniqueTogether: [['author', 'slug']], str: ({ slug }) => slug },
  ),
  Tag: { code: f.char({ maxLength: 5, primaryKey: true }) },
  TagNote: { tag: f.oneToOne('Tag', { relatedName: 'note', onDelete: 'cascade', primaryKey: true }) },
  Remark: { note: f.foreignKey('TagNote', { onDelete: 'protect', dbIndex: false }) },
  Loan: {
    book: f.foreignKey('Book', { onDelete: 'cascade' }),
    reader: f.foreignKey('Author', { onDelete: 'cascade' }),
    lender: f.foreignKey('Author', { onDelete: 'cascade' }),
  },
});
const { Author, Book, Remark, Tag, TagNote } = models;
const meta = (name: string): ModelMeta => registryOf(models).models.get(name) as ModelMeta;
const column = (of: ModelMeta, name: string): ColumnMeta => of.columnsByName.get(name) as ColumnMeta;

describe('columns', () => {
  it('stand in the order of declaration, the primary key first', () => {
    expect(Book.meta.columns.map(({ name, column: inDatabase, position }) => [name, inDatabase, position])).toEqual([
      ['id', 'id', 0],
      ['pageCount', 'pages', 1],
      ['slug', 'slug', 2],
      ['authorId', 'author_id', 3],
    ]);
    expect(Book.meta.table).toBe('library_book');
    expect(TagNote.meta.table).toBe('tag_note');
  });

  it.each([
    ['Book', 'id', { kind: 'auto', primaryKey: true, unique: true, null: false, dbIndex: false }],
    ['Book', 'pageCount', { kind: 'integer', unique: true, dbIndex: false }],
    ['Book', 'slug', { kind: 'slug', unique: false, dbIndex: true, options: { maxLength: 50, dbIndex: true } }],
    ['Book', 'authorId', { kind: 'bigInteger', field: 'author', unique: false, dbIndex: true, null: false }],
    ['Author', 'mentorId', { kind: 'bigInteger', null: true }],
    ['TagNote', 'tagId', { kind: 'char', primaryKey: true, unique: true, dbIndex: false }],
    ['Remark', 'noteId', { kind: 'char', dbIndex: false, options: { maxLength: 5 } }],
  ])('of %s: %s', (model_, name, expected) => {
    expect(column(meta(model_), name)).toMatchObject(expected);
  });

  it('have the primary key by the name pk, too', () => {
    expect(Tag.meta.columnsByName.get('pk')).toBe(Tag.meta.primaryKey);
    expect(Tag.meta.primaryKey.name).toBe('code');
  });

  it('are named by attribute in uniqueTogether', () => {
    expect(Book.meta.uniqueTogether).toEqual([['authorId', 'slug']]);
  });
});

describe('relations', () => {
  it.each([
    ['Book', 'author', 'Author', { kind: 'foreignKey', forward: true, many: false, onDelete: 'cascade' }],
    ['Author', 'books', 'Book', { kind: 'foreignKey', forward: false, many: true }],
    ['Author', 'pupils', 'Author', { forward: false, many: true }],
    ['TagNote', 'tag', 'Tag', { kind: 'oneToOne', forward: true, many: false }],
    ['Tag', 'note', 'TagNote', { kind: 'oneToOne', forward: false, many: false }],
    ['Book', 'tags', 'Tag', { kind: 'manyToMany', forward: true, many: true }],
    ['Tag', 'books', 'Book', { kind: 'manyToMany', forward: false, many: true }],
    ['Book', 'readers', 'Author', { kind: 'manyToMany', forward: true, reverse: undefined }],
  ])('%s.%s leads to %s', (of, name, target, expected) => {
    const relation = meta(of).relations.get(name);
    expect(relation).toMatchObject(expected);
    expect(relation?.target).toBe(meta(target));
    if (relation?.reverse) expect(relation.reverse.reverse).toBe(relation);
  });

  it('are not there without a name', () => {
    expect([...TagNote.meta.relations.keys()]).toEqual(['tag']);
    expect([...Remark.meta.relations.keys()]).toEqual(['note']);
  });

  it('are known to what they refer to, named or not, so that deleting finds them', () => {
    expect(TagNote.meta.referrers.map(({ model: of, name }) => `${of.name}.${name}`)).toEqual(['Remark.note']);
    expect(Author.meta.referrers.map(({ model: of, name }) => `${of.name}.${name}`)).toEqual(
      expect.arrayContaining([
        'Author.mentor',
        'Book.author',
        'Loan.reader',
        'Loan.lender',
        'Author_friends.fromAuthor',
        'Author_friends.toAuthor',
      ]),
    );
  });
});

describe('many to many', () => {
  const relation = (of: ModelMeta, name: string) => of.relations.get(name) as ManyToManyRelation;

  it.each([
    ['Book', 'tags', 'labels', 'book_id', 'tag_id'],
    ['Tag', 'books', 'labels', 'tag_id', 'book_id'],
    ['Author', 'friends', 'author_friends', 'from_author_id', 'to_author_id'],
    ['Author', 'admirers', 'author_friends', 'to_author_id', 'from_author_id'],
    ['Book', 'readers', 'loan', 'book_id', 'reader_id'],
  ])('%s.%s goes through %s', (of, name, table, source, destination) => {
    const { through, ...ends } = relation(meta(of), name);
    expect([through.table, ends.source.column, ends.destination.column]).toEqual([table, source, destination]);
  });

  it('makes a model with unique pairs, which is not given out', () => {
    const { through } = relation(Book.meta, 'tags');
    expect([through.automatic, through.name, through.uniqueTogether]).toEqual([
      true,
      'Book_tags',
      [['bookId', 'tagId']],
    ]);
    expect(models).not.toHaveProperty('Book_tags');
    expect(relation(Book.meta, 'readers').through.automatic).toBe(false);
  });
});

describe('str', () => {
  it('is the model’s own, or its name and key', () => {
    expect(String(new Book({ pageCount: 1, slug: 'dune', authorId: 1 }))).toBe('dune');
    expect(String(new Tag({ code: 'x' }))).toBe('Tag object (x)');
  });
});
