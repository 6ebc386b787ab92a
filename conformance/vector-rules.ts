/** The validation rules of vectors, as Fretwork's validators and hooks. */
import { ErrorDetail, type ErrorInput, ValidationError } from '../packages/fretwork/src/errors.ts';
import type { Validator } from '../packages/fretwork/src/serializers/field.ts';
import { valueText } from '../packages/fretwork/src/serializers/python-text.ts';
import {
  emailValidator,
  maxLengthValidator,
  maxValueValidator,
  minLengthValidator,
  minValueValidator,
  regexValidator,
} from '../packages/fretwork/src/serializers/validators.ts';
import { type Json, read } from './vector-values.ts';

/** A rule of a vector. */
export type Rule = { readonly rule: string; readonly [option: string]: Json };
type Values = Record<string, unknown>;

/** A Python pattern as JavaScript has it. */
export function pythonPattern(source: string, flags = ''): RegExp {
  const pattern = source
    .replaceAll('(?P<', '(?<')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replaceAll('\\Z', '(?![\\s\\S])')
    .replace(/\$$/, '(?=\\n?(?![\\s\\S]))');
  const isAscii = flags.includes('a');
  const unicode = isAscii
    ? pattern
    : pattern
        .replaceAll('\\d', '\\p{Nd}')
        .replaceAll('\\w', '[\\p{L}\\p{N}_]')
        .replace(
          /\\s(?!\\S)/g,
          '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]',
        )
        .replaceAll('.', flags.includes('s') ? '[\\s\\S]' : '[^\\n]')
        .replaceAll('\\[^\\n]', '\\.');
  return new RegExp(unicode, `u${flags.replace(/[as]/g, '')}`);
}

const LIMITS = {
  min_length: minLengthValidator,
  max_length: maxLengthValidator,
  min_value: minValueValidator,
  max_value: maxValueValidator,
};

const text = (rule: Rule): string | undefined => (typeof rule.message === 'string' ? rule.message : undefined);
const code = (rule: Rule): string | undefined => (typeof rule.code === 'string' ? rule.code : undefined);

/** The error that a rule raises. */
function failure(rule: Rule, value?: unknown): ValidationError {
  const params = (rule.params ?? {}) as Values;
  const fill = (message: string): string =>
    message.replace(/%\((\w+)\)s/g, (_, name: string) => String(params[name] ?? (name === 'value' ? value : '')));
  const input = (rule.detail ?? rule.message ?? 'Invalid.') as ErrorInput;
  const filled = rule.django === true && typeof input === 'string' ? fill(input) : input;
  return new ValidationError(rule.django === true ? asDjango(filled, code(rule)) : filled, code(rule));
}

/** Django's error keeps lists under each name. */
const asDjango = (input: ErrorInput, fallback?: string): ErrorInput => {
  if (typeof input !== 'object' || Array.isArray(input) || input instanceof ErrorDetail) return input;
  void fallback;
  return Object.fromEntries(
    Object.entries(input).map(([name, item]) => [name, typeof item === 'string' ? [item] : item]),
  );
};

/** A field rule as a validator. */
export function fieldValidator(rule: Rule): Validator<never> {
  if (Object.hasOwn(LIMITS, rule.rule)) {
    const message = text(rule)
      ?.replace(/%\(limit_value\)[sd]/g, `{${rule.rule}}`)
      .replace(/%\(show_value\)[sd]/g, rule.rule.endsWith('length') ? '{length}' : '{value}')
      .replaceAll('%(value)s', '{value}');
    return LIMITS[rule.rule as keyof typeof LIMITS](read(rule.value ?? null) as number, {
      message,
      code: code(rule),
    }) as Validator<never>;
  }
  const options = { message: text(rule)?.replaceAll('%(value)s', '{value}'), code: code(rule) };
  if (rule.rule === 'email') return emailValidator(options);
  if (rule.rule === 'regex') {
    const inverse = rule.inverse_match === true;
    return regexValidator(pythonPattern(String(rule.regex ?? rule.value)), { ...options, inverse });
  }
  return (value: unknown) => {
    if (!FIELD_RULES[rule.rule]?.(value, read(rule.value ?? null))) throw failure(rule, value);
  };
}

const FIELD_RULES: Readonly<Record<string, (value: unknown, limit: unknown) => boolean>> = {
  multiple_of: (value, limit) => Number(value) % Number(limit) === 0,
  not_equal: (value, limit) => value !== limit,
  one_of: (value, limit) => (limit as unknown[]).includes(value),
  raise: () => false,
};

/** Rules for `validate<Field>`: the field rules, and some that change the value. */
export function fieldHook(rules: readonly Rule[]): (value: unknown) => unknown {
  return (value) => {
    let result = value;
    for (const rule of rules) {
      if (rule.rule === 'upper') result = String(result).toUpperCase();
      else if (rule.rule === 'add') result = Number(result) + Number(rule.value);
      else if (rule.rule === 'replace') result = read(rule.value ?? null);
      else fieldValidator(rule)(result as never, undefined as never, undefined as never);
    }
    return result;
  };
}

const COMPARE: Readonly<Record<string, (a: never, b: never) => boolean>> = {
  gte: (a, b) => a >= b,
  gt: (a, b) => a > b,
  different: (a, b) => a !== b,
};

function holds(rule: Rule, attrs: Values): boolean {
  const [a, b] = [attrs[String(rule.a)], attrs[String(rule.b)]];
  if (rule.rule === 'equal') return a === b || ((a ?? null) === null && (b ?? null) === null);
  const compare = COMPARE[rule.rule];
  if (compare) return (a ?? null) === null || (b ?? null) === null || compare(a as never, b as never);
  if (rule.rule === 'require_one_of') return (rule.fields as string[]).some((name) => (attrs[name] ?? null) !== null);
  return rule.rule !== 'raise';
}

/** Applies a rule to an object. */
export function applyToObject(rule: Rule, attrs: Values): void {
  if (rule.rule === 'set') attrs[String(rule.field)] = read(rule.value ?? null);
  else if (rule.rule === 'drop') delete attrs[String(rule.field)];
  else if (!holds(rule, attrs)) {
    const byField = rule.detail === undefined && typeof rule.field === 'string';
    throw failure(byField ? { ...rule, detail: { [rule.field as string]: rule.message ?? 'Invalid.' } } : rule);
  }
}

/** Applies a rule to a list of objects. */
export function applyToList(rule: Rule, items: readonly Values[]): void {
  const values = items.map((item) => item[String(rule.field)]);
  if (rule.rule === 'raise' || new Set(values).size !== values.length) throw failure(rule);
}

/** A method field's rule: what it computes from the object. */
export function methodOf(rule: Rule): (instance: unknown) => unknown {
  const at = (instance: unknown, name: Json | undefined): unknown => (instance as Values)[String(name)];
  const python = (value: unknown): string => valueText(value);
  return (instance) => {
    if (rule.op === 'const') return read(rule.value ?? null);
    if (rule.op === 'field') return at(instance, rule.field);
    if (rule.op === 'count') return (at(instance, rule.field) as unknown[]).length;
    const values = (rule.fields as string[]).map((name) => at(instance, name));
    return rule.op === 'concat'
      ? values.map(python).join(String(rule.sep))
      : values.reduce((sum: number, value) => sum + Number(value), 0);
  };
}
