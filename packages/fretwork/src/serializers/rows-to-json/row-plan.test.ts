/** The plan of rows: what comes as rows, what as objects, and what no plan can tell. */
import { describe, expect, it } from 'vitest';
import { defineModels } from '../../models/define-models.ts';
import { f } from '../../models/field.ts';
import { modelSerializer } from '../model-serializer.ts';
import { readPlan } from '../read-plan.ts';
import { s } from '../s.ts';
import { DEFAULT_SERIALIZER_SETTINGS as settings } from '../serializer-settings.ts';
import { type ObjectPart, partsOf } from './parts.ts';
import { planRows, type RowPlan } from './row-plan.ts';

const { Author, Book, Tag } = defineModels({
  Author: { name: f.char({ maxLength: 9 }) },
  Tag: { name: f.char({ maxLength: 9 }), kind: f.foreignKey('Author', { onDelete: 'cascade' }) },
  Book: {
    author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
    tags: f.manyToMany('Tag', { relatedName: 'books', blank: true }),
  },
});
const scope = { instance: undefined, partial: false, context: { settings }, settings };
const TagSerializer = modelSerializer(Tag, { fields: ['name'] });
const BookSerializer = modelSerializer(Book, {
  fields: ['id', 'author', 'tags', 'keys', 'text'],
  declare: {
    author: modelSerializer(Author, { fields: ['name'] })({ readOnly: true }),
    tags: TagSerializer({ many: true, readOnly: true }),
    keys: s.primaryKeyRelated({ source: 'tags', many: true, readOnly: true }),
    text: s.method(() => '', { loads: ['author.books.tags'] }),
  },
});

function planned(prefetched: readonly string[]): RowPlan | undefined {
  const part = partsOf(BookSerializer.definition, Book.meta) as ObjectPart;
  return planRows(part, Book.meta, readPlan(BookSerializer.definition, Book.meta), prefetched, scope);
}

describe('planRows', () => {
  it('reads lists that are sent as rows, once for all fields, and everything else as objects', () => {
    const plan = planned([]);
    expect(plan?.reads.selectRelated).toEqual(['author']);
    expect(plan?.lists.map(({ path, relation, parts }) => [path, relation.name, parts.length])).toEqual([
      ['', 'tags', 2],
    ]);
    expect(plan?.prefetches).toEqual([{ path: 'author.books' }, { path: 'author.books.tags' }]);
    expect(plan?.listParts).toHaveLength(2);
  });

  it('loads what the QuerySet loads: joined to a list, behind it, or beside', () => {
    const plan = planned(['tags.kind.books', 'author.books']);
    const [tags] = plan?.lists ?? [];
    expect(tags?.plan.reads.selectRelated).toEqual(['kind']);
    expect(tags?.plan.prefetches).toEqual([{ path: 'kind.books' }]);
    expect(plan?.prefetches[0]).toEqual({ path: 'author.books' });
  });

  it('gives up where something is loaded behind the way back', () => {
    expect(planned(['author.books.author'])).toBeDefined();
    expect(planned(['author.books.author.books'])).toBeUndefined();
    expect(planned(['tags.books.tags'])).toBeDefined(); // other objects, if of the same rows
  });
});
