import { describe, expect, it } from 'vitest';
import { QueryDict } from '../query-dict.ts';
import { Serializer } from '../serializer.ts';
import { JSONField } from './json-field.ts';

describe('JSONField', () => {
  it.each([[{ a: [1, null] }], ['text'], [false], [10n ** 20n]])('takes %o', (input) => {
    expect(new JSONField().runValidation(input)).toEqual(input);
  });

  it('refuses what nests too deeply', () => {
    const deep = Array.from({ length: 300 }).reduce<unknown>((inner) => [inner], 1);
    expect(() => new JSONField().runValidation(deep)).toThrow(expect.objectContaining({ codes: ['too_deep'] }));
  });

  it.each([['{'], ['nan'], [5]])('refuses %j as JSON text', (input) => {
    expect(() => new JSONField({ binary: true }).runValidation(input)).toThrow(
      expect.objectContaining({ messages: ['Value must be valid JSON.'] }),
    );
  });

  it('reads JSON text from a form', () => {
    const scope = new Serializer();
    const field = new JSONField().bind('a');
    expect(field.runValidation(field.getValue(new QueryDict([['a', '{"b": 1}']]), scope), scope)).toEqual({ b: 1 });
  });
});
