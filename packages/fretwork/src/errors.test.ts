/** Statuses, codes and texts are compared with `docs/errors.md` by the house tests; here is what the classes do. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import {
  APIException,
  DatabaseError,
  DoesNotExist,
  ErrorDetail,
  type ErrorMessages,
  IntegrityError,
  InvalidToken,
  MethodNotAllowed,
  NoReverseMatch,
  NotFound,
  PermissionDenied,
  ProtectedError,
  RelationNotLoaded,
  RestrictedError,
  ServiceUnavailable,
  Throttled,
  UnsupportedMediaType,
  ValidationError,
} from './errors.ts';

it('remembers no stack where a body may make thousands of them, and leaves that of others alone', () => {
  const limit = Error.stackTraceLimit;
  expect(new ValidationError('x').stack).not.toContain('errors.test');
  expect(new NotFound().stack).toContain('errors.test');
  expect(Error.stackTraceLimit).toBe(limit);
});

describe('APIException', () => {
  it.each([
    ['a text', new NotFound('No book.'), 'No book.', 'not_found'],
    ['a text with a code', new NotFound('No book.', 'no_book'), 'No book.', 'no_book'],
    ['a detail, whose code wins', new NotFound(new ErrorDetail('Gone.', 'gone'), 'no_book'), 'Gone.', 'gone'],
    ['a list', new PermissionDenied(['One.', 'Two.']), ['One.', 'Two.'], ['permission_denied', 'permission_denied']],
    ['one text for a validation error', new ValidationError('Bad.'), ['Bad.'], ['invalid']],
    ['nothing for a validation error', new ValidationError(), ['Invalid input.'], ['invalid']],
    [
      'fields, nested',
      new ValidationError({ author: { name: ['Too long.', new ErrorDetail('Taken.', 'unique')] } }, 'max_length'),
      { author: { name: ['Too long.', 'Taken.'] } },
      { author: { name: ['max_length', 'unique'] } },
    ],
  ])('takes %s', (_, error, messages, codes) => {
    expect(error.messages).toEqual(messages);
    expect(error.codes).toEqual(codes);
    expect(JSON.parse(JSON.stringify(error.details))).toEqual(messages);
  });

  it('keeps message and code together in fullDetails', () => {
    expect(new ValidationError({ price: ['Bad.'] }).fullDetails).toEqual({
      price: [{ message: 'Bad.', code: 'invalid' }],
    });
  });

  it('takes a field named __proto__ for a field', () => {
    const { details, messages } = new ValidationError(JSON.parse('{"__proto__": ["Bad."]}'));
    expect(Object.keys(details)).toEqual(['__proto__']);
    expect(Object.keys(messages)).toEqual(['__proto__']);
  });

  it('keeps its cause', () => {
    const cause = new DatabaseError('away');
    expect(new ServiceUnavailable(undefined, undefined, { cause }).cause).toBe(cause);
  });

  it('can be subclassed with a status, a code and a text', () => {
    class Teapot extends APIException {
      override readonly status = 418;
      static override readonly defaultDetail = 'Short and stout.';
      static override readonly defaultCode = 'teapot';
    }
    expect(new Teapot()).toMatchObject({ status: 418, message: 'Short and stout.', codes: 'teapot' });
  });

  it('has messages of texts only', () => {
    expectTypeOf(new NotFound().messages).toEqualTypeOf<ErrorMessages>();
    // @ts-expect-error a number is no message
    new ValidationError({ price: [12] });
  });
});

describe('texts made from arguments', () => {
  it.each([
    [new MethodNotAllowed('PUT'), 'Method "PUT" not allowed.'],
    [new UnsupportedMediaType('text/plain'), 'Unsupported media type "text/plain" in request.'],
    [new Throttled(), 'Request was throttled.'],
    [new Throttled(1), 'Request was throttled. Expected available in 1 second.'],
    [new Throttled(0.2), 'Request was throttled. Expected available in 1 second.'],
    [new Throttled(59.1), 'Request was throttled. Expected available in 60 seconds.'],
    [new DoesNotExist('Book'), 'Book matching query does not exist.'],
    [new NoReverseMatch('book', []), "No route named 'book' takes no arguments. See the names in the app's urls."],
    [
      new NoReverseMatch('book', ['pk']),
      "No route named 'book' takes the arguments pk. See the names in the app's urls.",
    ],
    [
      new ProtectedError('Author', 'Book.author', 2),
      /^Cannot delete Author: 2 object\(s\) refer to it through Book\.author/,
    ],
    [new RestrictedError('Author', 'Book.author', 2), /^Cannot delete Author: .* restricts it\.$/],
    [new RelationNotLoaded('Book', 'author'), /^Book\.author was not loaded\. Load it with selectRelated\('author'\)/],
  ])('%s', (error, text) => {
    expect(error.message).toEqual(typeof text === 'string' ? text : expect.stringMatching(text));
  });
});

describe('headers', () => {
  it.each([
    [new NotFound(), {}],
    [new Throttled(), {}],
    [new Throttled(59.1), { 'retry-after': '60' }],
    [new ServiceUnavailable(), { 'retry-after': '1' }],
  ])('of %s', (error, headers) => {
    expect(error.headers).toEqual(headers);
  });
});

describe('InvalidToken', () => {
  it.each([
    [undefined, { detail: 'Token is invalid or expired', code: 'token_not_valid' }],
    ['No user.', { detail: 'No user.', code: 'token_not_valid' }],
    [
      { detail: 'Bad.', messages: ['One.'] },
      { detail: 'Bad.', messages: ['One.'], code: 'token_not_valid' },
    ],
  ])('sends %j beside its code', (detail, messages) => {
    expect(new InvalidToken(detail).messages).toEqual(messages);
  });
});

describe('IntegrityError', () => {
  it('says which rule was broken', () => {
    const error = new IntegrityError('duplicate', { kind: 'unique', columns: ['name'] });
    expect(error).toMatchObject({ kind: 'unique', columns: ['name'], constraint: undefined, table: undefined });
    expect(error).toBeInstanceOf(DatabaseError);
  });
});
