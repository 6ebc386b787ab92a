/** Parts of a serializer: which fields are columns, which are lists, and which take an object. */
import { describe, expect, it } from 'vitest';
import { defineModels } from '../../models/define-models.ts';
import { f } from '../../models/field.ts';
import { modelSerializer } from '../model-serializer.ts';
import { s } from '../s.ts';
import { isPlainSerializer, isPure, type ObjectPart, partsOf, pathOfField } from './parts.ts';

const { Author, Book } = defineModels({
  Author: { name: f.char({ maxLength: 9 }) },
  Book: { author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }) },
});
const AuthorSerializer = modelSerializer(Author, {
  fields: ['name', 'loud'],
  declare: { loud: s.method(({ name }) => name) },
});
const Hooked = modelSerializer(Author, { fields: ['name'], toRepresentation: (made) => made });
const { definition } = modelSerializer(Book, {
  fields: ['id', 'author', 'authorId', 'hooked', 'text'],
  declare: {
    author: AuthorSerializer({ readOnly: true }),
    hooked: Hooked({ source: 'author', readOnly: true }),
    text: s.stringRelated({ source: 'author' }),
  },
});

describe('partsOf', () => {
  it('takes objects for what needs them, and for nothing beside it', () => {
    const { members } = partsOf(definition, Book.meta) as ObjectPart;
    expect(members.map(({ name, part }) => [name, part.type, part.path, isPure(part)])).toEqual([
      ['id', 'cell', '', true],
      ['author', 'object', 'author', false],
      ['authorId', 'cell', '', true],
      ['hooked', 'instance', '', false],
      ['text', 'instance', '', false],
    ]);
    const author = members[1]?.part as ObjectPart | undefined;
    expect(author?.members.map(({ part }) => [part.type, part.path])).toEqual([
      ['cell', 'author'],
      ['instance', 'author'],
    ]);
  });

  it('gives up where nothing is left, or a hook sees everything', () => {
    const Methods = modelSerializer(Author, { fields: ['m'], declare: { m: s.method(() => 1) } });
    expect(partsOf(Methods.definition, Author.meta)).toBeUndefined();
    expect(partsOf(Hooked.definition, Author.meta)).toBeUndefined();
  });

  it('takes annotations for what they are at the top, and for nothing in what is nested', () => {
    const Counted = modelSerializer(Author, {
      fields: ['name', 'total', 'listed', 'loud'],
      declare: {
        total: s.integer({ readOnly: true }),
        listed: s.list({ child: s.integer(), source: 'total', readOnly: true }),
        loud: s.integer({ source: 'other', readOnly: true }),
      },
    });
    const typesOf = (of: ObjectPart | undefined) => of?.members.map(({ part }) => part.type);
    const annotations = new Set(['total']);
    expect(typesOf(partsOf(Counted.definition, Author.meta, annotations))).toEqual([
      'cell',
      'annotation',
      'instance',
      'instance',
    ]);
    const outer = modelSerializer(Book, {
      fields: ['id', 'total', 'author'],
      declare: { total: s.integer({ readOnly: true }), author: Counted({ readOnly: true }) },
    });
    const whole = partsOf(outer.definition, Book.meta, annotations);
    expect(typesOf(whole)).toEqual(['cell', 'annotation', 'object']);
    expect(typesOf(whole?.members[2]?.part as ObjectPart)).toEqual(['cell', 'instance', 'instance', 'instance']);
  });

  it('says how each field goes', () => {
    const paths = definition.readable.map((field) => pathOfField(field, Book.meta));
    expect(paths).toEqual(['rows', 'mixed', 'rows', 'objects', 'objects']);
  });

  it('knows serializers that represent as all do', () => {
    class Own extends AuthorSerializer {
      override toRepresentation(): unknown {
        return 1;
      }
    }
    expect([AuthorSerializer(), new Own(), s.char()].map(isPlainSerializer)).toEqual([true, false, false]);
  });
});
