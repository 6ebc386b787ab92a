import { describe, expect, it } from 'vitest';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { ListSerializer } from './list-serializer.ts';
import { modelSerializerClass } from './model-serializer.ts';
import { nestedModelFields } from './nested-depth.ts';
import { Serializer } from './serializer.ts';

const { Author } = defineModels({
  Author: {
    name: f.char({ maxLength: 9 }),
    mentor: f.foreignKey('Author', { relatedName: 'pupils', null: true, onDelete: 'setNull' }),
  },
});

describe('nestedModelFields', () => {
  it.each([
    ['mentor', Serializer],
    ['pupils', ListSerializer],
  ])('makes a read-only object of %s', (name, Class) => {
    const field = nestedModelFields(Author.meta, name, 1, modelSerializerClass);
    expect(field).toBeInstanceOf(Class);
    expect(field?.readOnly).toBe(true);
  });

  it('ends at the depth, also for a model that refers to itself', () => {
    const nested = nestedModelFields(Author.meta, 'mentor', 2, modelSerializerClass) as Serializer;
    const inner = nested.definition.fields.mentor as Serializer;
    expect(inner.definition.fields.mentor).not.toBeInstanceOf(Serializer);
  });

  it('leaves columns alone', () => {
    expect(nestedModelFields(Author.meta, 'name', 1, modelSerializerClass)).toBeUndefined();
  });
});
