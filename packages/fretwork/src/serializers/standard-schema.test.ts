import { describe, expect, expectTypeOf, it } from 'vitest';
import { callable, serializer } from './callable.ts';
import { s } from './s.ts';
import { type StandardSchema, standardSerializer } from './standard-schema.ts';

const Item = serializer({ id: s.integer(), tags: s.list({ child: s.char({ maxLength: 2 }) }) });

describe('a serializer as Standard Schema', () => {
  it('gives values, or issues with their paths', async () => {
    const schema: StandardSchema<{ id: number; tags: string[] }> = Item;
    expect(await schema['~standard'].validate({ id: '1', tags: [] })).toEqual({ value: { id: 1, tags: [] } });
    expect(await schema['~standard'].validate({ id: 'x', tags: ['abc'] })).toEqual({
      issues: [
        { message: 'A valid integer is required.', path: ['id'] },
        { message: 'Ensure this field has no more than 2 characters.', path: ['tags', '0'] },
      ],
    });
    expectTypeOf(Item['~standard'].vendor).toEqualTypeOf<string>();
  });
});

describe('a Standard Schema as serializer', () => {
  const schema: StandardSchema<unknown, { id: number }> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: (value) =>
        typeof value === 'object'
          ? { value: { id: 1 } }
          : { issues: [{ message: 'bad', path: ['a', { key: '__proto__' }] }, { message: 'whole' }] },
    },
  };
  const Wrapped = callable(standardSerializer(schema));

  it('validates', async () => {
    const good = Wrapped({ data: {} });
    expect([await good.isValid(), good.validatedData]).toEqual([true, { id: 1 }]);
  });

  it('puts messages under their path, whatever its names', async () => {
    const bad = Wrapped({ data: 5 });
    expect(await bad.isValid()).toBe(false);
    expect(JSON.stringify(bad.errors)).toBe('{"a":{"__proto__":["bad"]},"non_field_errors":["whole"]}');
    expect(({} as Record<string, unknown>).bad).toBeUndefined();
  });
});
