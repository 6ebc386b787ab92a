import { describe, expect, it } from 'vitest';
import { Field } from '../field.ts';
import { Serializer } from '../serializer.ts';
import { CharField } from './char-field.ts';
import { IntegerField } from './integer-field.ts';
import { DictField, dictionary, HStoreField, ListField } from './list-field.ts';

const scope = new Serializer();
const messages = (expected: unknown) => expect.objectContaining({ messages: expected });

describe('ListField', () => {
  const field = new ListField({ child: new IntegerField(), maxLength: 3 });

  it('reads every item', () => {
    expect(field.runValidation(['1', 2], scope)).toEqual([1, 2]);
  });

  it.each([
    [[1, 'x', 'y'], { 1: ['A valid integer is required.'], 2: ['A valid integer is required.'] }],
    ['x', ['Expected a list of items but got type "str".']],
    [Array(1e5).fill('x'), ['Ensure this field has no more than 3 elements.']], // not read item by item
  ])('refuses', (input, expected) => {
    expect(() => field.runValidation(input, scope)).toThrow(messages(expected));
  });

  it('waits for a child that has to ask', async () => {
    class Asking extends Field<string> {
      override async toInternalValue(input: unknown): Promise<string> {
        return `${input}!`;
      }
    }
    expect(await new ListField({ child: new Asking({}) }).runValidation(['a'], scope)).toEqual(['a!']);
  });
});

describe('DictField', () => {
  it('keeps every key as a key', () => {
    const input = JSON.parse('{"__proto__": "1", "constructor": "2"}');
    const value = new DictField({ child: new CharField() }).runValidation(input, scope) as object;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(value)).toBeNull();
    expect(Object.getPrototypeOf(dictionary([['__proto__', 1]]))).toBeNull();
  });

  it.each([
    [[1], ['Expected a dictionary of items but got type "list".']],
    [{ a: {} }, { a: ['Not a valid string.'] }],
  ])('refuses row %#', (input, expected) => {
    expect(() => new DictField({ child: new CharField() }).runValidation(input, scope)).toThrow(messages(expected));
  });

  it('keeps texts and nulls as HStoreField', () => {
    expect(new HStoreField().runValidation({ a: null, b: '', c: 1 }, scope)).toEqual(
      dictionary([
        ['a', null],
        ['b', ''],
        ['c', '1'],
      ]),
    );
    expect(() => new HStoreField({ child: new IntegerField() as unknown as CharField })).toThrow(
      'has to be a CharField',
    );
  });
});
