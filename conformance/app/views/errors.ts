/** `/errors/`: every exception. */
import {
  APIException,
  AuthenticationFailed,
  MethodNotAllowed,
  NotAcceptable,
  NotAuthenticated,
  NotFound,
  ParseError,
  PermissionDenied,
  Throttled,
  UnsupportedMediaType,
  ValidationError,
} from 'fretwork/errors';
import { type Request, Response } from 'fretwork/http';
import { AllowAny } from 'fretwork/permissions';
import { APIView } from 'fretwork/views';
import { ContactSerializer } from '../serializers.ts';

class Teapot extends APIException {
  override readonly status: number = 418;
  static override readonly defaultDetail: string = 'I am a teapot.';
  static override readonly defaultCode: string = 'teapot';
}

const ERRORS: ReadonlyMap<string, () => unknown> = new Map<string, () => unknown>([
  ['parse', () => new ParseError()],
  ['parse-detail', () => new ParseError('Line 3 is odd.')],
  ['not-authenticated', () => new NotAuthenticated()],
  ['authentication-failed', () => new AuthenticationFailed()],
  ['permission', () => new PermissionDenied()],
  ['permission-detail', () => new PermissionDenied('Members only.')],
  ['django-permission', () => new PermissionDenied()],
  ['not-found', () => new NotFound()],
  ['http404', () => new NotFound()],
  ['http404-detail', () => new NotFound('No such shelf.')],
  ['method', () => new MethodNotAllowed('BREW')],
  ['not-acceptable', () => new NotAcceptable()],
  ['media-type', () => new UnsupportedMediaType('text/x-brew')],
  ['throttled', () => new Throttled()],
  ['throttled-wait', () => new Throttled(16.2)],
  ['throttled-one', () => new Throttled(1, 'Slow down.')],
  ['validation-default', () => new ValidationError()],
  ['validation-string', () => new ValidationError('Wrong.')],
  ['validation-list', () => new ValidationError(['Wrong.', 'Very wrong.'])],
  ['validation-dict', () => new ValidationError({ field: 'Wrong.', other: ['Bad.', 'Worse.'] })],
  // Messages are texts: what Python's str() makes of 5, None and True is written out.
  ['validation-nested', () => new ValidationError({ a: { b: [{ c: 'Deep.' }, {}] }, n: '5', none: 'None' })],
  ['validation-code', () => new ValidationError('Wrong.', 'custom')],
  ['teapot', () => new Teapot()],
  ['teapot-dict', () => new Teapot({ reason: 'short', stout: 'True' })],
  ['teapot-list', () => new Teapot(['short', 'stout'])],
  ['base', () => new APIException()],
  ['serializer', () => ContactSerializer({ data: {} }).isValid({ raiseException: true })], // throws by itself
]);

const errorOf = async (kind: string): Promise<APIException> => {
  const make = ERRORS.get(kind);
  if (make === undefined) throw new NotFound();
  return (await make()) as APIException;
};

type Kind = { readonly kind: string };

export class Errors extends APIView {
  override permissionClasses = [AllowAny];

  override async get(_request: Request, { kind }: Kind) {
    throw await errorOf(kind);
  }

  override post(request: Request, kwargs: Kind) {
    return this.get(request, kwargs);
  }
}

/** Answers the full details of a thrown error. */
export class FullDetails extends APIView {
  override description = 'Answers the get_full_details() of a raised error.';
  override permissionClasses = [AllowAny];

  override async get(_request: Request, { kind }: Kind) {
    const error = await errorOf(kind).catch((thrown: APIException) => thrown);
    return new Response({ codes: error.codes, full: error.fullDetails }, { status: error.status });
  }
}

/** 401 answers carry `WWW-Authenticate`, 403 ones when there is no authenticator. */
export class ErrorWithHeader extends APIView {
  override description = '401 answers carry WWW-Authenticate, 403 ones when there is no authenticator.';
  override authenticationClasses = [];
  override permissionClasses = [];

  override get(): never {
    throw new NotAuthenticated();
  }
}
