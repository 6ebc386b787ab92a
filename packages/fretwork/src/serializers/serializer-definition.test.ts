import { describe, expect, it } from 'vitest';
import { s } from './s.ts';
import { defineSerializer } from './serializer-definition.ts';

describe('defineSerializer', () => {
  const shared = s.char();
  const definition = defineSerializer(
    { a: shared, b: s.integer({ readOnly: true, default: 1 }), c: s.char({ writeOnly: true }), d: shared },
    { validateA: (value: string) => value },
  );

  it('puts fields in order once', () => {
    expect(definition.writable.map(({ field, hook }) => [field.name, hook !== undefined])).toEqual([
      ['a', true],
      ['c', false],
      ['d', false],
    ]);
    expect(definition.readable.map(({ name }) => name)).toEqual(['a', 'b', 'd']);
    expect(definition.readOnlyDefaults.map(({ name }) => name)).toEqual(['b']);
  });

  it('copies a field that stands in two places', () => {
    expect([definition.fields.a?.name, definition.fields.d?.name]).toEqual(['a', 'd']);
  });

  it.each([
    [{ a: s.char() }, { validateB: () => 1 }, 'There is no field for validateB. The hooks here may be validateA.'],
    [{ a: s.char({ source: 'x.__proto__' }) }, {}, 'may not have the name or source "__proto__"'],
  ])('refuses what cannot work', (fields, hooks, message) => {
    expect(() => defineSerializer(fields, hooks)).toThrow(message);
  });
});
