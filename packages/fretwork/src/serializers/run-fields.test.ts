import { describe, expect, it } from 'vitest';
import { ValidationError } from '../errors.ts';
import { Field } from './field.ts';
import { readFields, representFields } from './run-fields.ts';
import { s } from './s.ts';
import { Serializer } from './serializer.ts';
import { defineSerializer } from './serializer-definition.ts';

class Slow extends Field<string> {
  override async toInternalValue(input: unknown): Promise<string> {
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (input === 'bad') throw new ValidationError('slow');
    return `${input}!`;
  }
}
const scope = new Serializer();
const definition = defineSerializer({ a: new Slow({}), b: s.integer(), all: s.dict({ source: '*', required: false }) });

describe('readFields', () => {
  it('waits only where it has to', async () => {
    const quick = defineSerializer({ b: s.integer() });
    expect(readFields(quick, { b: 1 }, scope)).toEqual({ b: 1 });
    expect(await readFields(definition, { a: 'x', b: 1 }, scope)).toEqual({ a: 'x!', b: 1 });
  });

  it('gathers messages in the order of the fields, whoever is first to fail', async () => {
    const error = await Promise.resolve(readFields(definition, { a: 'bad', b: 'x' }, scope)).catch((reason) => reason);
    expect(JSON.stringify(error.messages)).toBe('{"a":["slow"],"b":["A valid integer is required."]}');
  });

  it('spreads a field for the whole object without touching its prototype', async () => {
    const all = JSON.parse('{"c": 1, "__proto__": {"polluted": true}}');
    const values = (await readFields(definition, { a: 'x', b: 1, all }, scope)) as object;
    expect(values).toEqual({ a: 'x!', b: 1, c: 1 });
    expect('polluted' in values).toBe(false);
  });

  it('passes on what is no validation error', () => {
    const broken = defineSerializer({ a: s.char({ validators: [() => JSON.parse('{')] }) });
    expect(() => readFields(broken, { a: 'x' }, scope)).toThrow(SyntaxError);
  });
});

describe('representFields', () => {
  it('keeps the order of the fields where some have to wait', async () => {
    const { readable } = defineSerializer({
      a: s.method(async () => 1),
      b: s.integer({ required: false }),
      c: s.integer(),
    });
    expect(JSON.stringify(await representFields(readable, { c: 3 }, scope))).toBe('{"a":1,"c":3}');
  });
});
