/** Every error of the client, and which answer becomes which. */
import type { AnyResource, InputOf } from './resource.ts';

/** What an answer that is an error says. */
export interface ErrorAnswer {
  readonly status: number;
  /** The body: JSON where it was JSON, else text. */
  readonly data: unknown;
  readonly headers?: Headers;
}

interface ApiErrorFacts {
  readonly status?: number;
  readonly data?: unknown;
  readonly code?: string;
  readonly cause?: unknown;
}

/**
 * What every call of the client rejects with: the server's refusal, or that there was no answer.
 *
 * An aborted call rejects with its signal's reason instead, as `fetch` does.
 */
export class ApiError extends Error {
  override readonly name: string = 'ApiError';
  /** HTTP status; 0 where there is no answer. */
  readonly status: number;
  /** The answer's body. */
  readonly data: unknown;
  /** The server's code, such as `not_found`. */
  readonly code: string;

  constructor(message: string, { status = 0, data, code = 'error', cause }: ApiErrorFacts = {}) {
    super(message, { cause });
    this.status = status;
    this.data = data;
    this.code = code;
  }
}

/**
 * Messages by field; a field within another has a path: `lines.0.quantity`.
 *
 * @typeParam Input What was sent.
 */
export type FieldErrors<Input> = { readonly [K in keyof Input]?: readonly string[] } & {
  readonly [Path in `${keyof Input & string}.${string}`]?: readonly string[];
};

/**
 * 400: what was sent is not valid.
 *
 * @typeParam Input What was sent; `isValidationError` knows it from the resource.
 */
export class ValidationError<Input = Readonly<Record<string, unknown>>> extends ApiError {
  override readonly name = 'ValidationError';
  /** Messages by field, in the server's words. */
  readonly fields: FieldErrors<Input>;
  /** Messages about no field in particular. */
  readonly nonFieldErrors: readonly string[];

  constructor(answer: ErrorAnswer) {
    const { data } = answer;
    const messages = new Map<string, string[]>();
    collectMessages(data, '', messages);
    const general = [...messages].filter(([path]) => GENERAL.has(path)).flatMap(([, texts]) => texts);
    const fields = [...messages].filter(([path]) => !GENERAL.has(path));
    super(general[0] ?? fields[0]?.[1][0] ?? 'Invalid input.', { ...answer, code: codeOf(data) ?? 'invalid' });
    this.fields = Object.fromEntries(fields) as unknown as FieldErrors<Input>;
    this.nonFieldErrors = general;
  }
}

/**
 * Whether an error is about what was sent to a resource: its `fields` are typed then.
 *
 * @param resource `api.books`; for its type alone.
 */
export const isValidationError = <R extends AnyResource>(
  error: unknown,
  _resource: R,
): error is ValidationError<InputOf<R>> => error instanceof ValidationError;

/** 401: nobody is signed in, or a password or code is wrong. */
export class NotAuthenticated extends ApiError {
  override readonly name = 'NotAuthenticated';
}

/** 403: whoever is signed in may not do this. */
export class PermissionDenied extends ApiError {
  override readonly name = 'PermissionDenied';
}

/** 404: there is no such thing, or none that one may see. */
export class NotFound extends ApiError {
  override readonly name = 'NotFound';
}

/** 429: too many requests. */
export class Throttled extends ApiError {
  override readonly name = 'Throttled';
  /** When to try again; null where the server did not say. */
  readonly retryAfterSeconds: number | null;

  constructor(message: string, { headers, ...facts }: ApiErrorFacts & { readonly headers?: Headers }, now: number) {
    super(message, facts);
    this.retryAfterSeconds = retryAfterSeconds(headers, now);
  }
}

/** 5xx: the server failed. */
export class ServerError extends ApiError {
  override readonly name = 'ServerError';
}

/** There is no answer: offline, a server that is away, no answer in time, or an answer that is none of the API's. */
export class NetworkError extends ApiError {
  override readonly name = 'NetworkError';

  constructor(message: string, { cause }: { readonly cause?: unknown } = {}) {
    super(message, { code: 'network_error', cause });
  }
}

/** The answer came after whoever asked had signed out, or somebody else had signed in; it was dropped. */
export class SessionChanged extends ApiError {
  override readonly name = 'SessionChanged';

  constructor() {
    super('Dropped an answer: the session that asked for it is over.', { code: 'session_changed' });
  }
}

/** The client was called in a way that cannot work; a mistake of the program's. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What a `ValidationError` says of no field: bodies that are a list, a text or a `detail`. */
const GENERAL: ReadonlySet<string> = new Set(['', 'nonFieldErrors', 'non_field_errors', 'detail']);

function collectMessages(data: unknown, path: string, messages: Map<string, string[]>): void {
  if (typeof data === 'string') messages.set(path, [...(messages.get(path) ?? []), data]);
  else if (Array.isArray(data)) {
    for (const [index, one] of data.entries()) {
      collectMessages(one, typeof one === 'string' ? path : below(path, index), messages);
    }
  } else if (typeof data === 'object' && data !== null) {
    for (const [name, one] of Object.entries(data)) {
      // The code of the whole answer is for programs; messages about a field called so are a list.
      if (path !== '' || name !== 'code' || typeof one !== 'string') collectMessages(one, below(path, name), messages);
    }
  }
}

const below = (path: string, name: string | number): string => (path === '' ? String(name) : `${path}.${name}`);

type ErrorMaker = (message: string, facts: ApiErrorFacts & { readonly headers?: Headers }, now: number) => ApiError;

/** Errors by status, with their code and text where the server says none. */
const BY_STATUS: Readonly<Record<number, readonly [make: ErrorMaker, code: string, text: string]>> = {
  401: [(message, facts) => new NotAuthenticated(message, facts), 'not_authenticated', 'Not signed in.'],
  403: [(message, facts) => new PermissionDenied(message, facts), 'permission_denied', 'Not allowed.'],
  404: [(message, facts) => new NotFound(message, facts), 'not_found', 'Not found.'],
  429: [(message, facts, now) => new Throttled(message, facts, now), 'throttled', 'Too many requests.'],
};

/**
 * The error that an answer stands for.
 *
 * @param now Milliseconds since the epoch, for a `Retry-After` that is a date.
 */
export function errorOf(answer: ErrorAnswer, now: number): ApiError {
  const { status, data } = answer;
  if (status === 400) return new ValidationError(answer);
  const [make, defaultCode, defaultText] =
    BY_STATUS[status] ??
    (status >= 500
      ? [(message: string, facts: ApiErrorFacts) => new ServerError(message, facts), 'error', 'The server failed.']
      : [(message: string, facts: ApiErrorFacts) => new ApiError(message, facts), 'error', `HTTP status ${status}.`]);
  return make(textOf(data, 'detail') ?? defaultText, { ...answer, code: codeOf(data) ?? defaultCode }, now);
}

/**
 * Seconds that a `Retry-After` header asks to wait.
 *
 * @param now Milliseconds since the epoch.
 * @see RFC 9110 section 10.2.3
 */
export function retryAfterSeconds(headers: Headers | undefined, now: number): number | null {
  const text = headers?.get('retry-after')?.trim() ?? '';
  if (/^\d+$/.test(text)) return Number(text);
  const date = /GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - now) / 1000));
}

const codeOf = (data: unknown): string | undefined => textOf(data, 'code');

function textOf(data: unknown, name: string): string | undefined {
  if (typeof data !== 'object' || data === null || !Object.hasOwn(data, name)) return undefined;
  const value: unknown = Reflect.get(data, name);
  return typeof value === 'string' ? value : undefined;
}
