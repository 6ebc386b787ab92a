import { describe, expect, it } from 'vitest';
import { inTransaction, transaction } from '../databases/transaction.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { createObject, inOnePiece, updateObject } from './model-writes.ts';

const { Book } = defineModels({
  Tag: { name: f.char({ maxLength: 9 }) },
  Book: { title: f.char({ maxLength: 9 }), tags: f.manyToMany('Tag') },
});

// What they do against a database is in load-relations.test.ts and model-serializer.database.test.ts.
describe('createObject and updateObject', () => {
  it.each([
    ['create', () => createObject(Book.meta, { titel: 'x' })],
    ['update', () => updateObject(Book.meta, new Book({ title: 'x' }), { titel: 'x' })],
  ])('%s nothing that the model has not', async (_name, run) => {
    await expect(run()).rejects.toThrow('Book has no titel; take it out in `create` and `update`.');
  });
});

describe('inOnePiece', () => {
  const isInside = (values: object) =>
    inOnePiece(Book.meta, values as Record<string, unknown>, async () => inTransaction());

  it.each<[object, boolean]>([
    [{}, false],
    [{ title: 'x' }, false],
    [{ title: 'x', tags: [] }, true],
    [{ title: 'x', id: 7 }, true],
    [{ title: 'x', pk: 7 }, true],
  ])('%j takes a transaction: %s', async (values, takes) => expect(await isInside(values)).toBe(takes));

  it('keeps a failure from what is around it', async () => {
    const depths = await transaction(async () => {
      const write = () => inOnePiece(Book.meta, { title: 'x' }, () => Promise.reject(new RangeError('refused')));
      await expect(write()).rejects.toThrow('refused');
      return isInside({ title: 'x' });
    });
    expect(depths).toBe(true);
  });
});
