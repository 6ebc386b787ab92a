/** Which answer becomes which error, and what it says. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  ApiError,
  errorOf,
  type FieldErrors,
  NetworkError,
  NotAuthenticated,
  NotFound,
  PermissionDenied,
  retryAfterSeconds,
  ServerError,
  SessionChanged,
  Throttled,
  ValidationError,
} from './errors.ts';

const now = Date.UTC(2026, 0, 1);

it.each([
  [400, ValidationError, 'invalid', 'Invalid input.'],
  [401, NotAuthenticated, 'not_authenticated', 'Not signed in.'],
  [403, PermissionDenied, 'permission_denied', 'Not allowed.'],
  [404, NotFound, 'not_found', 'Not found.'],
  [405, ApiError, 'error', 'HTTP status 405.'],
  [429, Throttled, 'throttled', 'Too many requests.'],
  [500, ServerError, 'error', 'The server failed.'],
  [503, ServerError, 'error', 'The server failed.'],
])('of %d', (status, Class, code, message) => {
  for (const data of [undefined, '<h1>Oh</h1>', { detail: 5, code: [] }].slice(status === 400 ? 2 : 0)) {
    const error = errorOf({ status, data }, now);
    expect(error.constructor).toBe(Class);
    expect(error).toMatchObject({ status, code, message, data, name: Class.name });
  }
  const said = errorOf({ status, data: { detail: 'In its own words.', code: 'own_code' } }, now);
  expect(said).toMatchObject({ status, code: 'own_code', message: 'In its own words.' });
});

it('have one base, also where there is no answer', () => {
  expect(new NetworkError('Away.')).toBeInstanceOf(ApiError);
  expect(new NetworkError('Away.', { cause: 1 })).toMatchObject({ status: 0, code: 'network_error', cause: 1 });
  expect(new SessionChanged()).toMatchObject({ status: 0, code: 'session_changed' });
});

describe('of validation', () => {
  const read = (data: unknown) => {
    const { fields, nonFieldErrors, message } = errorOf({ status: 400, data }, now) as ValidationError;
    return { fields, nonFieldErrors, message };
  };

  it.each<[unknown, object, string[]]>([
    [{ title: ['Too long.', 'Too loud.'] }, { title: ['Too long.', 'Too loud.'] }, []],
    [{ title: 'Too long.' }, { title: ['Too long.'] }, []],
    [
      { nonFieldErrors: ['One review per book.'], stars: ['Too many.'] },
      { stars: ['Too many.'] },
      ['One review per book.'],
    ],
    [{ non_field_errors: ['No.'] }, {}, ['No.']],
    [['No.', 'Never.'], {}, ['No.', 'Never.']],
    ['No.', {}, ['No.']],
    [{ detail: 'JSON parse error.', code: 'parse_error' }, {}, ['JSON parse error.']],
    [{ lines: [{}, { quantity: ['At least 1.'] }] }, { 'lines.1.quantity': ['At least 1.'] }, []],
    [{ lines: { nonFieldErrors: ['Empty.'] } }, { 'lines.nonFieldErrors': ['Empty.'] }, []],
    [[{}, { title: ['Blank.'] }], { '1.title': ['Blank.'] }, []],
    [{ code: ['Wrong code.'] }, { code: ['Wrong code.'] }, []],
    [{ a: { b: { c: [['Deep.']] } } }, { 'a.b.c.0': ['Deep.'] }, []],
    [{ title: [5, null, true] }, {}, []],
  ])('of %j', (data, fields, nonFieldErrors) => {
    expect(read(data)).toMatchObject({ fields, nonFieldErrors });
  });

  it('say the first message', () => {
    expect(read({ title: ['Too long.'] }).message).toBe('Too long.');
    expect(read({ title: ['Too long.'], nonFieldErrors: ['No.'] }).message).toBe('No.');
    expect(read({}).message).toBe('Invalid input.');
  });

  it('leave the prototype of objects alone', () => {
    const { fields } = read(JSON.parse('{"__proto__": ["x"], "constructor": ["y"]}'));
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
    expect(Object.entries(fields)).toEqual([
      ['__proto__', ['x']],
      ['constructor', ['y']],
    ]);
  });

  it('know the fields that were sent, and no others', () => {
    type Fields = FieldErrors<{ title: string; lines: { book: number }[] }>;
    expectTypeOf<Fields['title']>().toEqualTypeOf<readonly string[] | undefined>();
    expectTypeOf<Fields['lines.0.book']>().toEqualTypeOf<readonly string[] | undefined>();
    // @ts-expect-error no such field
    type Wrong = Fields['titel'];
    expectTypeOf<Wrong>().not.toBeString();
  });
});

it.each([
  ['7', 7],
  [' 0 ', 0],
  [new Date(now + 2_500).toUTCString(), 2],
  [new Date(now - 5_000).toUTCString(), 0],
  ['-3', null],
  ['soon', null],
  ['', null],
])('Retry-After %j is %j seconds', (text, seconds) => {
  const headers = new Headers({ 'retry-after': text });
  expect(retryAfterSeconds(headers, now)).toBe(seconds);
  expect(errorOf({ status: 429, data: {}, headers }, now)).toMatchObject({ retryAfterSeconds: seconds });
});
