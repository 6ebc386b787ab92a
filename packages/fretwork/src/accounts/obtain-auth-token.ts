/** ObtainAuthToken: a name and a password for a token that does not change. */
import { transaction } from '../databases/transaction.ts';
import { ImproperlyConfigured, ValidationError } from '../errors.ts';
import { FormParser, JSONParser, MultiPartParser } from '../http/parsers.ts';
import { JSONRenderer } from '../http/renderers.ts';
import type { Request } from '../http/request.ts';
import { Response } from '../http/response.ts';
import type { RequestUser } from '../http/user.ts';
import type { Scope } from '../serializers/field.ts';
import { CharField } from '../serializers/fields/char-field.ts';
import { Serializer, type SerializerOptions } from '../serializers/serializer.ts';
import { defineSerializer, type SerializerDefinition } from '../serializers/serializer-definition.ts';
import { APIView } from '../views/api-view.ts';
import type { AccountsApp } from './accounts-app.ts';
import type { AuthTokens } from './auth-tokens.ts';
import { authenticate } from './login.ts';

/** What a login with name and password is checked to be. */
export interface CheckedCredentials {
  readonly username?: string;
  readonly password?: string;
  /** Whose they are. */
  readonly user?: RequestUser;
}

/**
 * Checks a name and a password. In: `username`, `password`.
 *
 * @throws {ValidationError} code `authorization`; the same text and the same time for every reason
 * @see DRF `authtoken.serializers.AuthTokenSerializer`
 */
export class AuthTokenSerializer extends Serializer<object, CheckedCredentials> {
  static override readonly definition: SerializerDefinition = defineSerializer({
    username: new CharField({ label: 'Username', writeOnly: true }),
    password: new CharField({
      label: 'Password',
      style: { inputType: 'password' },
      trimWhitespace: false,
      writeOnly: true,
    }),
    token: new CharField({ label: 'Token', readOnly: true }),
  });

  override async validate(attrs: CheckedCredentials, scope: Scope): Promise<CheckedCredentials> {
    const { username, password } = attrs;
    if (!username || !password) throw new ValidationError('Must include "username" and "password".', 'authorization');
    const user = await authenticate(scope.context.request as Request, { username, password });
    if (user === null) throw new ValidationError(REFUSAL, 'authorization');
    return { ...attrs, user };
  }
}

const REFUSAL = 'Unable to log in with provided credentials.';

/** The class of a serializer that checks credentials. */
export type CredentialsSerializerClass = new (options?: SerializerOptions) => Serializer<unknown, CheckedCredentials>;

/**
 * Answers POST of a name and a password with the user's token, `{"token": "…"}`: the same one every time.
 *
 * Open to everybody, within the login limits of the setting `accounts`; for more subclass it and set `throttleClasses`.
 *
 * @see DRF `authtoken.views.ObtainAuthToken`
 */
export class ObtainAuthToken extends APIView {
  override permissionClasses = [];
  override throttleClasses = [];
  override parserClasses = [FormParser, MultiPartParser, JSONParser];
  override rendererClasses = [JSONRenderer];
  /** What checks the credentials. */
  readonly serializerClass: CredentialsSerializerClass = AuthTokenSerializer;

  /** A serializer with this view's context; `OPTIONS` tells its fields. */
  getSerializer(options: SerializerOptions = {}): Serializer<unknown, CheckedCredentials> {
    const context = { request: this.request, view: this, format: this.format, settings: this.settings };
    return new this.serializerClass({ ...options, context });
  }

  override async post(request: Request): Promise<Response> {
    const serializer = this.getSerializer({ data: await request.data });
    await serializer.isValid({ raiseException: true });
    const { user } = serializer.validatedData;
    if (user === undefined) throw new ImproperlyConfigured('The serializer of ObtainAuthToken must return `user`.');
    const { accounts } = request.app as AccountsApp;
    const { key } = await transaction(async () => {
      if ((await accounts?.hold(user)) === false) throw this.#refusal(); // the password was changed since it was checked
      return tokensOf(request).issue(user);
    });
    // RFC 6749 section 5.1: tokens are not for caches.
    return new Response({ token: key }, { headers: { 'cache-control': 'no-store' } });
  }

  #refusal(): ValidationError {
    return new ValidationError({ [this.settings.nonFieldErrorsKey]: [REFUSAL] }, 'authorization');
  }
}

function tokensOf({ app }: Request): AuthTokens {
  const { authTokens } = app as AccountsApp;
  if (authTokens !== undefined) return authTokens;
  throw new ImproperlyConfigured(
    'ObtainAuthToken needs tokens: add `...accountModels` and `...tokenModels` (fretwork/accounts) to defineModels().',
  );
}
