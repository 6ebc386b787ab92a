/** What the token views read and answer; subclass one and name it in the `jwt` settings to change it. */
import { transaction } from '../databases/transaction.ts';
import { AuthenticationFailed, ImproperlyConfigured, TokenError } from '../errors.ts';
import type { Request } from '../http/request.ts';
import type { RequestUser } from '../http/user.ts';
import type { Scope } from '../serializers/field.ts';
import { CharField } from '../serializers/fields/char-field.ts';
import { Serializer } from '../serializers/serializer.ts';
import { defineSerializer, type SerializerDefinition } from '../serializers/serializer-definition.ts';
import { clientFactsOf } from './client-facts.ts';
import { type JwtContext, jwtOf, usersOf } from './context.ts';
import { RefreshToken, SlidingToken, UntypedToken } from './revocable-tokens.ts';
import { requireAccount, revokeRefreshToken, rotateRefreshToken } from './rotation.ts';
import type { Token } from './tokens.ts';
import { addUserClaims, renewUserClaims } from './user-claims.ts';

/** What a token serializer read, and what it answers. */
type Texts = Readonly<Record<string, string>>;

/**
 * Checks a name and a password; the base of the serializers that begin a login.
 *
 * Override `getToken` to put claims of your own into the tokens; those of the setting `accounts.claims` come beside them and replace none.
 *
 * @throws {AuthenticationFailed} code `no_active_account`; the same text and the same time for every reason
 * @throws {Throttled} too many tries: the login limits of the setting `accounts`
 * @see Simple JWT `serializers.TokenObtainSerializer`
 */
export class TokenObtainSerializer extends Serializer<Texts, Texts> {
  static override readonly definition: SerializerDefinition = credentialsOf('username');

  // A user model that logs in with another field is known only when a request comes.
  override get definition(): SerializerDefinition {
    const own = super.definition;
    const field = contextOf(this)?.users?.usernameField ?? 'username';
    return own !== TokenObtainSerializer.definition || field === 'username' ? own : credentialsOf(field);
  }

  /** The token of a login, before it is signed. */
  async getToken(_user: RequestUser, _jwt: JwtContext): Promise<Token> {
    throw new TokenError('Cannot create token with no type or lifetime');
  }

  /** What is answered: the texts of the tokens. */
  async answer(token: Token): Promise<Texts> {
    return { token: await token.encode() };
  }

  override async validate(attrs: Texts, scope: Scope): Promise<Texts> {
    const jwt = requireContext(scope);
    const users = usersOf(jwt);
    const { password = '', [users.usernameField]: username = '' } = attrs;
    const { onLoginFailed, onLoginSuccess, userAuthenticationRule } = jwt.settings;
    const request = scope.context.request as Request | undefined;
    const check = async (): Promise<RequestUser | null> => {
      const found = await users.authenticate({ username, password });
      return found !== null && (await userAuthenticationRule(found)) ? found : null;
    };
    const guarded = request?.app.loginGuard?.guard(request, username, check);
    const user = await (guarded ?? check());
    const answer = user === null ? null : await transaction(() => this.#open(user, jwt));
    if (user === null || answer === null) {
      await onLoginFailed?.({ [users.usernameField]: username }, request);
      throw new AuthenticationFailed('No active account found with the given credentials', 'no_active_account');
    }
    await onLoginSuccess?.(user, request);
    return answer;
  }

  // Null where the password was changed since it was checked.
  async #open(user: RequestUser, jwt: JwtContext): Promise<Texts | null> {
    const users = usersOf(jwt);
    if ((await users.hold?.(user)) === false) return null;
    const token = await this.getToken(user, jwt);
    await addUserClaims(token, user, jwt); // after it, so that none replaces what a subclass has to say
    const answer = await this.answer(token);
    if (jwt.settings.updateLastLogin) await users.updateLastLogin(user, jwt.now());
    return answer;
  }
}

/**
 * A login for a pair of tokens. In: `username`, `password`. Out: `refresh`, `access`.
 *
 * @see Simple JWT `serializers.TokenObtainPairSerializer`
 */
export class TokenObtainPairSerializer extends TokenObtainSerializer {
  override async getToken(user: RequestUser, jwt: JwtContext): Promise<Token> {
    return RefreshToken.forUser(user, jwt);
  }

  override async answer(token: Token): Promise<Texts> {
    const refresh = await token.encode();
    return token instanceof RefreshToken ? { refresh, access: await token.accessToken.encode() } : { refresh };
  }
}

/**
 * A login for a sliding token. In: `username`, `password`. Out: `token`.
 *
 * @see Simple JWT `serializers.TokenObtainSlidingSerializer`
 */
export class TokenObtainSlidingSerializer extends TokenObtainSerializer {
  override async getToken(user: RequestUser, jwt: JwtContext): Promise<Token> {
    return SlidingToken.forUser(user, jwt);
  }
}

/**
 * A refresh token for new tokens. In: `refresh`. Out: `access`, and `refresh` where tokens rotate.
 *
 * @see Simple JWT `serializers.TokenRefreshSerializer`
 */
export class TokenRefreshSerializer extends Serializer<Texts, Texts> {
  static override readonly definition: SerializerDefinition = defineSerializer({
    refresh: new CharField(),
    access: new CharField({ readOnly: true }),
  });
  /** The class of the token that is read. */
  readonly tokenClass: typeof RefreshToken = RefreshToken;

  override async validate({ refresh = '' }: Texts, scope: Scope): Promise<Texts> {
    return { ...(await rotateRefreshToken(refresh, requireContext(scope), this.tokenClass)) };
  }
}

/**
 * A sliding token for one that lasts longer. In and out: `token`. Claims of the setting `accounts.claims` are asked for anew.
 *
 * @see Simple JWT `serializers.TokenRefreshSlidingSerializer`
 */
export class TokenRefreshSlidingSerializer extends Serializer<Texts, Texts> {
  static override readonly definition: SerializerDefinition = defineSerializer({ token: new CharField() });

  override async validate({ token: text = '' }: Texts, scope: Scope): Promise<Texts> {
    const jwt = requireContext(scope);
    const token = await SlidingToken.parse(text, jwt);
    token.checkExp(jwt.settings.slidingTokenRefreshExpClaim);
    const user = await requireAccount(token, jwt);
    if (user !== null) await renewUserClaims(token, user, jwt);
    token.setExp();
    token.setIat();
    return { token: await token.encode() };
  }
}

/**
 * Whether a token of any kind is good, by the same checks that authentication makes, revocation included.
 *
 * @see Simple JWT `serializers.TokenVerifySerializer`
 */
export class TokenVerifySerializer extends Serializer<Texts, Texts> {
  static override readonly definition: SerializerDefinition = defineSerializer({
    token: new CharField({ writeOnly: true }),
  });

  override async validate({ token = '' }: Texts, scope: Scope): Promise<Texts> {
    await UntypedToken.parse(token, requireContext(scope));
    return {};
  }
}

/**
 * A logout. In: `refresh`. Out: nothing.
 *
 * @see Simple JWT `serializers.TokenBlacklistSerializer`
 */
export class TokenBlacklistSerializer extends Serializer<Texts, Texts> {
  static override readonly definition: SerializerDefinition = defineSerializer({
    refresh: new CharField({ writeOnly: true }),
  });
  /** The class of the token that is read. */
  readonly tokenClass: typeof RefreshToken = RefreshToken;

  override async validate({ refresh = '' }: Texts, scope: Scope): Promise<Texts> {
    await revokeRefreshToken(refresh, requireContext(scope), this.tokenClass);
    return {};
  }
}

// A function declaration: the first class above calls it while this module loads.
function credentialsOf(usernameField: string): SerializerDefinition {
  return defineSerializer({
    [usernameField]: new CharField({ writeOnly: true }),
    // Not trimmed: a password may begin with a space.
    password: new CharField({ writeOnly: true, trimWhitespace: false, style: { inputType: 'password' } }),
  });
}

/** The tokens' context as a view passes it: in the request, or as `context.jwt`. */
function contextOf({ context }: Pick<Scope, 'context'>): JwtContext | undefined {
  const { jwt, request } = context as { readonly jwt?: JwtContext; readonly request?: Request };
  return jwt ?? (request === undefined ? undefined : { ...jwtOf(request), client: clientFactsOf(request) });
}

function requireContext(scope: Scope): JwtContext {
  const jwt = contextOf(scope);
  if (jwt !== undefined) return jwt;
  throw new ImproperlyConfigured(
    'A token serializer needs `context: { request }`, or `context: { jwt }` outside of views.',
  );
}
