import { describe, expect, it } from 'vitest';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { createObject, updateObject } from './model-writes.ts';

const { Book } = defineModels({ Book: { title: f.char({ maxLength: 9 }) } });

// What they do against a database is in load-relations.test.ts and model-serializer.database.test.ts.
describe('createObject and updateObject', () => {
  it.each([
    ['create', () => createObject(Book.meta, { titel: 'x' })],
    ['update', () => updateObject(Book.meta, new Book({ title: 'x' }), { titel: 'x' })],
  ])('%s nothing that the model has not', async (_name, run) => {
    await expect(run()).rejects.toThrow('Book has no titel; take it out in `create` and `update`.');
  });
});
