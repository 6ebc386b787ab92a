import { describe, expect, it } from 'vitest';
import { ImproperlyConfigured, ValidationError } from '../errors.ts';
import { empty, Field, type FieldOptions, readPath, type Scope, skip, type Validator } from './field.ts';
import { QueryDict } from './query-dict.ts';
import { Serializer } from './serializer.ts';

/** A colour such as `#a0b0c0`: a field as users write them. */
class ColorField extends Field<string> {
  static override readonly texts = { ...Field.texts, format: '"{input}" is no colour.' };

  override toInternalValue(input: unknown): string {
    if (typeof input !== 'string' || !/^#[0-9a-f]{6}$/.test(input)) throw this.error('format', { input });
    return input;
  }
}
const bound = (options: FieldOptions<string> = {}) => new ColorField(options).bind('color');
const scope: Scope = new Serializer();
const partial: Scope = new Serializer({ partial: true });

describe('Field', () => {
  it('has its own texts, which options override', () => {
    expect(() => bound().runValidation('x')).toThrow(new ValidationError('"x" is no colour.', 'format'));
    const other = bound({ errorMessages: { format: 'No: {input}' } });
    expect(() => other.runValidation('x')).toThrow(new ValidationError('No: x', 'format'));
  });

  it('runs validators in order and gathers their messages', async () => {
    const fail =
      (text: string): Validator<string> =>
      () => {
        throw new ValidationError(text);
      };
    const failLater: Validator<string> = async () => {
      throw new ValidationError('later');
    };
    const field = bound({ validators: [fail('one'), failLater, fail('three')] });
    const error = await Promise.resolve(field.runValidation('#000000')).catch((reason: ValidationError) => reason);
    expect((error as ValidationError).messages).toEqual(['one', 'later', 'three']);
  });

  it('stays synchronous where nothing has to wait', () => {
    expect(bound({ validators: [() => undefined] }).runValidation('#000000')).toBe('#000000');
  });

  it.each([
    [{ required: true }, scope, 'This field is required.'],
    [{}, scope, 'This field is required.'],
  ])('misses a value with %j', (options, at, message) => {
    expect(() => bound(options).validateEmpty(at)).toThrow(expect.objectContaining({ messages: [message] }));
  });

  it.each([
    [{ default: '#ffffff' }, scope, '#ffffff'],
    [{ default: () => '#eeeeee' }, scope, '#eeeeee'],
    [{ default: '#ffffff' }, partial, skip],
    [{ required: false }, scope, skip],
  ])('goes without a value with %j', (options, at, expected) => {
    expect(bound(options).validateEmpty(at)).toBe(expected);
  });

  it('reads forms: blank is null, nothing, or blank', () => {
    const form = new QueryDict([['color', '']]);
    expect(bound({ allowNull: true }).getValue(form, scope)).toBeNull();
    expect(bound({ required: false }).getValue(form, scope)).toBe(empty);
    expect(bound().getValue(form, scope)).toBe('');
  });

  it('sees only what data itself has', () => {
    expect(new ColorField({}).bind('constructor').getValue({}, scope)).toBe(empty);
    expect(bound().getValue(JSON.parse('{"__proto__": {"color": "#000000"}}'), scope)).toBe(empty);
  });

  it.each([
    [{ readOnly: true, writeOnly: true }],
    [{ readOnly: true, required: true }],
    [{ required: true, default: 'x' }],
  ])('refuses %j', (options) => {
    expect(() => new ColorField(options)).toThrow(ImproperlyConfigured);
  });

  it('has one name; another place gets a copy', () => {
    const field = bound();
    expect(field.bind('color')).toBe(field);
    expect(field.bind('other')).not.toBe(field);
    expect(() => new ColorField({ source: 'x' }).bind('x')).toThrow('would have anyway');
    expect(new ColorField({ source: 'a.b' }).bind('mainColor').label).toBe('Main color');
  });

  it('reads attributes along its source', () => {
    expect(readPath({ a: { b: () => 1 } }, ['a', 'b'])).toBe(1);
    expect(readPath({ a: null }, ['a', 'b'])).toBeUndefined();
    expect(readPath({}, ['toString'])).toBeUndefined();
    expect(bound({ default: 'd' }).getAttribute({}, scope)).toBe('d');
    expect(bound({ allowNull: true }).getAttribute({}, scope)).toBeNull();
    expect(() => bound().getAttribute({}, scope)).toThrow('found no attribute "color"');
  });
});
