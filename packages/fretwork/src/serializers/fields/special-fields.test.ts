import { describe, expect, it } from 'vitest';
import { empty, skip } from '../field.ts';
import { Serializer } from '../serializer.ts';
import {
  createOnlyDefault,
  currentUserDefault,
  HiddenField,
  ReadOnlyField,
  SerializerMethodField,
} from './special-fields.ts';

const scope = new Serializer();

describe('fields that clients do not send', () => {
  it('never read input', () => {
    expect(new HiddenField({ default: 1 }).bind('a').getValue()).toBe(empty);
    expect(new HiddenField({ default: 1 }).validateEmpty(scope)).toBe(1);
    expect(new ReadOnlyField().readOnly).toBe(true);
    expect(() => new HiddenField({ default: undefined } as never)).toThrow('needs a `default`');
  });

  it('compute from the object', async () => {
    const field = new SerializerMethodField({ method: async (book: { title: string }) => book.title.length });
    expect(await field.toRepresentation({ title: 'abc' }, scope)).toBe(3);
  });
});

describe('defaults', () => {
  it('know the user', () => {
    const user = { id: 1 };
    expect(currentUserDefault(new Serializer({ context: { request: { user } } }))).toBe(user);
    expect(() => currentUserDefault(scope)).toThrow('context: { request }');
  });

  it('leave an update alone', () => {
    expect(createOnlyDefault(() => 1)(scope)).toBe(1);
    expect(createOnlyDefault(1)(new Serializer({ instance: {} }))).toBe(skip);
  });
});
