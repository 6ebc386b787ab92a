/** What queries read: what parts send, or what objects have. */
import { describe, expect, it } from 'vitest';
import { defineModels } from '../../models/define-models.ts';
import { f } from '../../models/field.ts';
import { modelSerializer } from '../model-serializer.ts';
import { s } from '../s.ts';
import { type ObjectPart, partsOf } from './parts.ts';
import { readsAll, readsOf } from './row-reads.ts';

const { Author, Book } = defineModels({
  Author: { name: f.char({ maxLength: 9 }), born: f.date() },
  Book: { title: f.text(), notes: f.text(), author: f.foreignKey('Author', { onDelete: 'cascade' }) },
});
const { definition } = modelSerializer(Book, {
  fields: ['title', 'author', 'n'],
  declare: {
    author: modelSerializer(Author, { fields: ['name'] })({ readOnly: true }),
    n: s.integer({ readOnly: true }),
  },
});
const namesAt = ({ columnsAt }: ReturnType<typeof readsOf>, ...paths: string[]) =>
  paths.map((path) => [...columnsAt(path)]);

describe('readsOf', () => {
  it('takes what is sent, of each object on the way', () => {
    const part = partsOf(definition, Book.meta, new Set(['n', 'other'])) as ObjectPart;
    const reads = readsOf([part]);
    expect(reads.selectRelated).toEqual(['author']);
    expect(namesAt(reads, '', 'author', 'elsewhere')).toEqual([['title'], ['name'], []]);
    expect(reads.annotations).toEqual(new Set(['n']));
  });

  it('takes together what several parts send', () => {
    const cell = (name: string) => ({
      type: 'cell' as const,
      path: '',
      column: Author.meta.columnsByName.get(name) as typeof Author.meta.primaryKey,
      field: undefined,
    });
    expect(namesAt(readsOf([cell('name'), cell('born'), cell('name')]), '')).toEqual([['name', 'born']]);
  });

  it('is told from what others read', () => {
    expect(readsOf([]).key).not.toBe(readsOf([]).key);
  });
});

describe('readsAll', () => {
  it('takes all columns of the model and of what is joined, and all annotations', () => {
    const reads = readsAll(Book.meta, ['author']);
    expect(namesAt(reads, '', 'author')).toEqual([
      ['id', 'title', 'notes', 'author'].map((name) => (name === 'author' ? 'authorId' : name)),
      ['id', 'name', 'born'],
    ]);
    expect(reads.columnsAt('author')).toBe(reads.columnsAt('author'));
    expect([reads.selectRelated, reads.annotations]).toEqual([['author'], undefined]);
  });
});
