import { describe, expect, it } from 'vitest';
import { ValidationError } from '../errors.ts';
import { serializer } from './callable.ts';
import { s } from './s.ts';

const ItemSerializer = serializer(
  { id: s.integer() },
  {
    create: (values) => ({ ...values, made: true }),
    validateList: (items) => {
      if (new Set(items.map(({ id }) => id)).size < items.length) throw new ValidationError('Duplicate ids.');
      return items;
    },
  },
);

describe('ListSerializer', () => {
  it.each([
    [[{ id: 1 }, { id: 'x' }], { 1: { id: ['A valid integer is required.'] } }],
    [{}, { non_field_errors: ['Expected a list of items but got type "dict".'] }],
    [[{ id: 1 }, { id: 1 }], { non_field_errors: ['Duplicate ids.'] }],
    [[{ id: 1 }, { id: 2 }, { id: 3 }], { non_field_errors: ['Ensure this field has no more than 2 elements.'] }],
    [[], { non_field_errors: ['This list may not be empty.'] }],
  ])('refuses %j', async (data, errors) => {
    const items = ItemSerializer({ many: true, data, allowEmpty: false, maxLength: 2 });
    expect(await items.isValid()).toBe(false);
    expect(items.errors).toEqual(errors);
  });

  it('creates every item', async () => {
    const items = ItemSerializer({ many: true, data: [{ id: 1 }, { id: 2 }] });
    expect(await items.isValid()).toBe(true);
    expect([items.errors, await items.save()]).toEqual([
      [],
      [
        { id: 1, made: true },
        { id: 2, made: true },
      ],
    ]);
  });

  it('leaves updating many at once to a subclass', async () => {
    const items = ItemSerializer({ many: true, instance: [], data: [] });
    await items.isValid();
    await expect(items.save()).rejects.toThrow('cannot be updated as one');
  });

  it('sends whatever can be iterated', async () => {
    const later = async function* () {
      yield { id: 1 };
    };
    expect(await ItemSerializer({ many: true, instance: later() }).data).toEqual([{ id: 1 }]);
    expect(await ItemSerializer({ many: true, instance: new Set([{ id: 2 }]) }).data).toEqual([{ id: 2 }]);
  });
});
