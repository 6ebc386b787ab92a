/**
 * Every exception class of Fretwork, with its HTTP status, its code and its default text.
 *
 * Three kinds: `APIException` (the client's mistake; becomes a response), `ImproperlyConfigured` (the developer's;
 * thrown at definition or start) and the errors of the ORM and its databases. Nothing else in `src/` declares an
 * error class, and nothing throws a plain `Error`.
 *
 * @see DRF `rest_framework/exceptions.py`; Django `django/core/exceptions.py`, `django/db/utils.py`
 */
// biome-ignore-all lint/style/noExcessiveLinesPerFile: a table of classes, looked up by name; in parts one would have to know which part

// ------------------------------------------------------------------------------------------ the client's mistakes

/**
 * One message for a client, with the stable code that programs may rely on.
 *
 * Prints as its message alone in JSON, as DRF's does.
 *
 * @see DRF `exceptions.ErrorDetail`
 */
export class ErrorDetail {
  readonly message: string;
  readonly code: string;

  constructor(message: string, code = 'error') {
    this.message = message;
    this.code = code;
  }

  toJSON(): string {
    return this.message;
  }

  toString(): string {
    return this.message;
  }
}

/** Messages as an exception keeps them: one, a list, or by field name, nested as deep as the data was. */
export type ErrorDetails = ErrorDetail | readonly ErrorDetails[] | { readonly [field: string]: ErrorDetails };

/** Messages as they may be passed to an exception: plain strings get the exception's code. */
export type ErrorInput = string | ErrorDetail | readonly ErrorInput[] | { readonly [field: string]: ErrorInput };

/** The plain messages of an exception, as they are sent. */
export type ErrorMessages = string | readonly ErrorMessages[] | { readonly [field: string]: ErrorMessages };

const isList = (value: ErrorInput): value is readonly ErrorInput[] => Array.isArray(value);

function toDetails(input: ErrorInput, code: string): ErrorDetails {
  if (typeof input === 'string') return new ErrorDetail(input, code);
  if (input instanceof ErrorDetail) return input;
  if (isList(input)) return input.map((item) => toDetails(item, code));
  return mapValues(input, (item) => toDetails(item, code));
}

// A null prototype: field names come from clients, and `__proto__` is one of them.
function mapValues<T, U>(record: { readonly [key: string]: T }, change: (value: T) => U): Record<string, U> {
  const result: Record<string, U> = Object.create(null);
  for (const key of Object.keys(record)) result[key] = change(record[key] as T);
  return result;
}

function project<T extends string | { message: string; code: string }>(
  details: ErrorDetails,
  leaf: (detail: ErrorDetail) => T,
): unknown {
  if (details instanceof ErrorDetail) return leaf(details);
  if (Array.isArray(details)) return details.map((item) => project(item, leaf));
  return mapValues(details as { readonly [field: string]: ErrorDetails }, (item) => project(item, leaf));
}

/**
 * The base of every error that becomes a response; subclass it for your own.
 *
 * @param detail Text or texts that are safe to send; the class's own text where left out.
 * @param code Stable code of every text that has none of its own; the class's own code where left out.
 * @see DRF `exceptions.APIException`
 */
export class APIException extends Error {
  override readonly name: string = 'APIException';
  /** HTTP status of the response. */
  readonly status: number = 500;
  readonly details: ErrorDetails;

  constructor(detail?: ErrorInput, code?: string, options?: ErrorOptions) {
    const { stackTraceLimit } = Error;
    if (!new.target.hasStack) Error.stackTraceLimit = 0;
    super(undefined, options);
    Error.stackTraceLimit = stackTraceLimit;
    const { defaultDetail, defaultCode } = new.target;
    this.details = toDetails(detail ?? defaultDetail, code ?? defaultCode);
    this.message = this.details instanceof ErrorDetail ? this.details.message : new.target.defaultDetail;
  }

  static readonly defaultDetail: string = 'A server error occurred.';
  static readonly defaultCode: string = 'error';
  /** Whether it remembers where it was made, which costs more than all the rest of it. */
  static readonly hasStack: boolean = true;

  /** Headers that the response carries besides its body. */
  get headers(): Readonly<Record<string, string>> {
    return {};
  }

  /** The messages alone, in the shape of `details`. */
  get messages(): ErrorMessages {
    return project(this.details, (detail) => detail.message) as ErrorMessages;
  }

  /** The codes alone, in the shape of `details`. @see DRF `APIException.get_codes` */
  get codes(): ErrorMessages {
    return project(this.details, (detail) => detail.code) as ErrorMessages;
  }

  /** Messages and codes, in the shape of `details`. @see DRF `APIException.get_full_details` */
  get fullDetails(): unknown {
    return project(this.details, ({ message, code }) => ({ message, code }));
  }
}

/**
 * The data that a client sent does not fit; always a list or an object of messages.
 *
 * @see DRF `exceptions.ValidationError`
 */
export class ValidationError extends APIException {
  override readonly name = 'ValidationError';
  override readonly status = 400;
  static override readonly defaultDetail = 'Invalid input.';
  static override readonly defaultCode = 'invalid';
  /** One body may make a hundred thousand of them; their messages say enough. */
  static override readonly hasStack = false;

  constructor(detail?: ErrorInput, code?: string, options?: ErrorOptions) {
    const single = detail === undefined || typeof detail === 'string' || detail instanceof ErrorDetail;
    super(single ? [detail ?? ValidationError.defaultDetail] : detail, code, options);
  }
}

/** The body is not what its content type says. @see DRF `exceptions.ParseError` */
export class ParseError extends APIException {
  override readonly name = 'ParseError';
  override readonly status = 400;
  static override readonly defaultDetail = 'Malformed request.';
  static override readonly defaultCode = 'parse_error';
}

/** Credentials were sent and are wrong. @see DRF `exceptions.AuthenticationFailed` */
export class AuthenticationFailed extends APIException {
  override readonly name: string = 'AuthenticationFailed';
  override readonly status = 401;
  static override readonly defaultDetail: string = 'Incorrect authentication credentials.';
  static override readonly defaultCode: string = 'authentication_failed';
}

/** Nobody is logged in and somebody has to be. @see DRF `exceptions.NotAuthenticated` */
export class NotAuthenticated extends APIException {
  override readonly name = 'NotAuthenticated';
  override readonly status = 401;
  static override readonly defaultDetail = 'Authentication credentials were not provided.';
  static override readonly defaultCode = 'not_authenticated';
}

/** Whoever is logged in may not do this. @see DRF `exceptions.PermissionDenied` */
export class PermissionDenied extends APIException {
  override readonly name = 'PermissionDenied';
  override readonly status = 403;
  static override readonly defaultDetail = 'You do not have permission to perform this action.';
  static override readonly defaultCode = 'permission_denied';
}

/** There is no such thing at this address. @see DRF `exceptions.NotFound` */
export class NotFound extends APIException {
  override readonly name = 'NotFound';
  override readonly status = 404;
  static override readonly defaultDetail: string = 'Not found.';
  static override readonly defaultCode = 'not_found';
}

/** The address exists, the method does not. @see DRF `exceptions.MethodNotAllowed` */
export class MethodNotAllowed extends APIException {
  override readonly name = 'MethodNotAllowed';
  override readonly status = 405;
  static override readonly defaultCode = 'method_not_allowed';

  constructor(method: string, detail?: ErrorInput, code?: string) {
    super(detail ?? `Method "${method}" not allowed.`, code);
  }
}

/** No renderer produces what the `Accept` header asks for. @see DRF `exceptions.NotAcceptable` */
export class NotAcceptable extends APIException {
  override readonly name = 'NotAcceptable';
  override readonly status = 406;
  static override readonly defaultDetail = 'Could not satisfy the request Accept header.';
  static override readonly defaultCode = 'not_acceptable';
}

/** The body is larger than the view accepts. @see RFC 9110 section 15.5.14 */
export class ContentTooLarge extends APIException {
  override readonly name = 'ContentTooLarge';
  override readonly status = 413;
  static override readonly defaultDetail = 'The request body is too large.';
  static override readonly defaultCode = 'content_too_large';
}

/** No parser reads the body's content type. @see DRF `exceptions.UnsupportedMediaType` */
export class UnsupportedMediaType extends APIException {
  override readonly name = 'UnsupportedMediaType';
  override readonly status = 415;
  static override readonly defaultCode = 'unsupported_media_type';

  constructor(mediaType: string, detail?: ErrorInput, code?: string) {
    super(detail ?? `Unsupported media type "${mediaType}" in request.`, code);
  }
}

/**
 * Too many requests.
 *
 * @param waitSeconds Seconds until the next request may come; sent as `Retry-After`, rounded up.
 * @see DRF `exceptions.Throttled`; RFC 9110 section 10.2.3
 */
export class Throttled extends APIException {
  override readonly name = 'Throttled';
  override readonly status = 429;
  static override readonly defaultDetail = 'Request was throttled.';
  static override readonly defaultCode = 'throttled';
  readonly waitSeconds: number | null;

  constructor(waitSeconds: number | null = null, detail: string = Throttled.defaultDetail, code?: string) {
    const seconds = waitSeconds === null ? null : Math.ceil(waitSeconds);
    const unit = seconds === 1 ? 'second' : 'seconds';
    super(seconds === null ? detail : `${detail} Expected available in ${seconds} ${unit}.`, code);
    this.waitSeconds = seconds;
  }

  override get headers(): Readonly<Record<string, string>> {
    return this.waitSeconds === null ? {} : { 'retry-after': String(this.waitSeconds) };
  }
}

/** A service that the answer needs is away for the moment. @see RFC 9110 section 15.6.4 */
export class ServiceUnavailable extends APIException {
  override readonly name = 'ServiceUnavailable';
  override readonly status = 503;
  static override readonly defaultDetail = 'Service temporarily unavailable, try again later.';
  static override readonly defaultCode = 'service_unavailable';

  override get headers(): Readonly<Record<string, string>> {
    return { 'retry-after': '1' };
  }
}

// ---------------------------------------------------------------------------------------------------------- tokens

/**
 * A token cannot be used: malformed, forged, expired, revoked, or of another type.
 *
 * @see Simple JWT `exceptions.TokenError`
 */
export class TokenError extends Error {
  override readonly name: string = 'TokenError';
}

/** A token was good once. @see Simple JWT `exceptions.ExpiredTokenError` */
export class ExpiredTokenError extends TokenError {
  override readonly name = 'ExpiredTokenError';
}

/**
 * A refresh token came back after it had been exchanged: somebody has a copy, and its login was ended.
 *
 * Says to the client what any revoked token says, so that a thief learns nothing.
 *
 * @param family Id of the login, for the log. Never sent, and never the token itself.
 * @see RFC 9700 section 4.14
 */
export class RefreshTokenReused extends TokenError {
  override readonly name = 'RefreshTokenReused';
  readonly family: string;

  constructor(family: string, options?: ErrorOptions) {
    super('Token is blacklisted', options);
    this.family = family;
  }
}

/**
 * A token was refused by a view or an authentication class.
 *
 * @see Simple JWT `exceptions.InvalidToken`
 */
export class InvalidToken extends AuthenticationFailed {
  override readonly name = 'InvalidToken';
  static override readonly defaultDetail = 'Token is invalid or expired';
  static override readonly defaultCode = 'token_not_valid';

  constructor(detail?: ErrorInput, code: string = InvalidToken.defaultCode, options?: ErrorOptions) {
    const texts =
      typeof detail === 'object' && !(detail instanceof ErrorDetail) && !Array.isArray(detail)
        ? detail
        : { detail: detail ?? InvalidToken.defaultDetail };
    super({ ...texts, code }, code, options);
  }
}

// ------------------------------------------------------------------------------------------------------------ mail

/** What is known about a mail that could not be sent. */
export interface MailErrorFacts extends ErrorOptions {
  /** Stable code, or what the server said in numbers: `invalid_address`, `ECONNREFUSED`, `EENVELOPE 550 5.1.1`. */
  readonly code: string;
  /** Whether another attempt would be in vain. */
  readonly permanent: boolean;
}

/**
 * A message cannot be sent as it is, or a server did not take it.
 *
 * Holds no address, no content and nothing of what a server said but its codes.
 *
 * @see Django `BadHeaderError`
 */
export class MailError extends Error {
  override readonly name = 'MailError';
  readonly code: string;
  readonly permanent: boolean;

  constructor(message: string, { code, permanent, ...options }: MailErrorFacts) {
    super(message, options);
    this.code = code;
    this.permanent = permanent;
  }
}

// ----------------------------------------------------------------------------------------- the developer's mistakes

/**
 * A definition or a setting cannot work; thrown when it is defined or when the app starts, never by a request.
 *
 * The message names the place and the cure.
 *
 * @see Django `ImproperlyConfigured`
 */
export class ImproperlyConfigured extends Error {
  override readonly name: string = 'ImproperlyConfigured';
}

/** No route has the name that was asked for, or none takes these arguments. @see Django `NoReverseMatch` */
export class NoReverseMatch extends ImproperlyConfigured {
  override readonly name = 'NoReverseMatch';

  constructor(route: string, argumentNames: readonly string[]) {
    const given = argumentNames.length === 0 ? 'no arguments' : `the arguments ${argumentNames.join(', ')}`;
    super(`No route named '${route}' takes ${given}. See the names in the app's urls.`);
  }
}

/** A query names a field, a relation or a lookup that the model does not have. @see Django `FieldError` */
export class FieldError extends Error {
  override readonly name = 'FieldError';
}

/** A relation was read that the query had not loaded. */
export class RelationNotLoaded extends Error {
  override readonly name = 'RelationNotLoaded';

  constructor(model: string, relation: string) {
    super(
      `${model}.${relation} was not loaded. Load it with selectRelated('${relation}') or prefetchRelated('${relation}'), ` +
        `or query it with related('${relation}').`,
    );
  }
}

// -------------------------------------------------------------------------------------------------------- the ORM

/** A query that had to find one object found none. @see Django `ObjectDoesNotExist` */
export class DoesNotExist extends Error {
  override readonly name = 'DoesNotExist';
  readonly model: string;

  constructor(model: string) {
    super(`${model} matching query does not exist.`);
    this.model = model;
  }
}

/** A query that had to find one object found more. @see Django `MultipleObjectsReturned` */
export class MultipleObjectsReturned extends Error {
  override readonly name = 'MultipleObjectsReturned';
  readonly model: string;

  constructor(model: string) {
    super(`get() returned more than one ${model}.`);
    this.model = model;
  }
}

// --------------------------------------------------------------------------------------------------- the databases

/**
 * The database refused or failed; the base of every error that comes from a driver.
 *
 * The message never holds a value of the query. The driver's own error is the `cause`, for the log.
 *
 * @see Django `django.db.utils.DatabaseError`
 */
export class DatabaseError extends Error {
  override readonly name: string = 'DatabaseError';
}

/** The database cannot be reached or had to give up; trying again later may work. @see Django `OperationalError` */
export class OperationalError extends DatabaseError {
  override readonly name: string = 'OperationalError';
}

/** Two transactions stood in each other's way (deadlock, serialization, lock time-out); the same work may be tried again. */
export class TransactionConflict extends OperationalError {
  override readonly name = 'TransactionConflict';
}

/** A value does not fit its column: too long, out of range, not of the type. @see Django `DataError` */
export class DataError extends DatabaseError {
  override readonly name = 'DataError';
}

/** The statement itself is wrong: no such table, no such column, a syntax error. @see Django `ProgrammingError` */
export class ProgrammingError extends DatabaseError {
  override readonly name: string = 'ProgrammingError';
}

/**
 * A transaction was used wrongly: a statement came after its end, or went on after an earlier one had failed in it.
 *
 * @see Django `TransactionManagementError`
 */
export class TransactionManagementError extends ProgrammingError {
  override readonly name = 'TransactionManagementError';
}

/** Which rule of the database a write broke. */
export type IntegrityKind = 'unique' | 'foreignKey' | 'notNull' | 'check' | 'other';

/** What is known about a broken rule. */
export interface IntegrityFacts {
  readonly kind: IntegrityKind;
  /** Name of the constraint, where the database says it. */
  readonly constraint?: string;
  readonly table?: string;
  /** Columns of the constraint, where the database says them. */
  readonly columns?: readonly string[];
}

/** A write would break a constraint. @see Django `IntegrityError` */
export class IntegrityError extends DatabaseError {
  override readonly name: string = 'IntegrityError';
  readonly kind: IntegrityKind;
  readonly constraint: string | undefined;
  readonly table: string | undefined;
  readonly columns: readonly string[];

  constructor(message: string, facts: IntegrityFacts, options?: ErrorOptions) {
    super(message, options);
    this.kind = facts.kind;
    this.constraint = facts.constraint;
    this.table = facts.table;
    this.columns = facts.columns ?? [];
  }
}

/**
 * Objects that must stay refer to the one being deleted.
 *
 * @param model Name of the model whose object was to be deleted.
 * @param relation `Model.field` of the relation that protects it.
 * @param count How many objects refer to it.
 * @see Django `ProtectedError`
 */
export class ProtectedError extends IntegrityError {
  override readonly name = 'ProtectedError';
  readonly model: string;
  readonly relation: string;
  readonly count: number;

  constructor(model: string, relation: string, count: number) {
    super(`Cannot delete ${model}: ${count} object(s) refer to it through ${relation}, which is protected.`, {
      kind: 'foreignKey',
    });
    this.model = model;
    this.relation = relation;
    this.count = count;
  }
}

/** Like `ProtectedError`, for `onDelete: 'restrict'`. @see Django `RestrictedError` */
export class RestrictedError extends IntegrityError {
  override readonly name = 'RestrictedError';
  readonly model: string;
  readonly relation: string;
  readonly count: number;

  constructor(model: string, relation: string, count: number) {
    super(`Cannot delete ${model}: ${count} object(s) refer to it through ${relation}, which restricts it.`, {
      kind: 'foreignKey',
    });
    this.model = model;
    this.relation = relation;
    this.count = count;
  }
}

/** A migration cannot be made or applied; the database is as it was. The message says why and what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/** A command was called wrongly; the command line prints the message and ends with status 2. @see Django `CommandError` */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
