/** The views of a token's life: obtain, refresh, verify, blacklist. */
import { BaseAuthentication } from '../authentication/base-authentication.ts';
import { InvalidToken, TokenError } from '../errors.ts';
import type { Request } from '../http/request.ts';
import { Response } from '../http/response.ts';
import type { SerializerContext } from '../serializers/field.ts';
import type { Serializer, SerializerOptions } from '../serializers/serializer.ts';
import type { JwtSettings } from '../settings/jwt-settings.ts';
import { APIView } from '../views/api-view.ts';
import { jwtOf } from './context.ts';
import { bearerChallenge } from './jwt-authentication.ts';
import {
  TokenBlacklistSerializer,
  TokenObtainPairSerializer,
  TokenObtainSlidingSerializer,
  TokenRefreshSerializer,
  TokenRefreshSlidingSerializer,
  TokenVerifySerializer,
} from './serializers.ts';

/** The class of a token serializer. */
export type TokenSerializerClass = new (options?: SerializerOptions) => Serializer<unknown, unknown>;

/** Names nobody, but says how one would authenticate, so that a refusal is 401 and not 403. */
class TokenChallenge extends BaseAuthentication {
  authenticate(): null {
    return null;
  }

  override authenticateHeader(request: Request): string {
    return bearerChallenge(jwtOf(request), 'api');
  }
}

/**
 * Answers POST with what its serializer makes of the data; open to everybody.
 *
 * @see Simple JWT `views.TokenViewBase`
 */
export abstract class TokenViewBase extends APIView {
  override authenticationClasses = [TokenChallenge];
  override permissionClasses = [];
  /** The serializer of this view, before that of the settings. */
  declare serializerClass?: TokenSerializerClass;
  /** The serializer where neither says one. */
  protected abstract readonly defaultSerializerClass: TokenSerializerClass;
  /** The setting that names another one. */
  protected abstract readonly serializerSetting: keyof JwtSettings & `${string}Serializer`;

  getSerializerClass(): TokenSerializerClass {
    if (this.serializerClass !== undefined) return this.serializerClass;
    // Settings lie below serializers and cannot name their type.
    const said = jwtOf(this.request).settings[this.serializerSetting] as TokenSerializerClass | undefined;
    return said ?? this.defaultSerializerClass;
  }

  getSerializer(options: SerializerOptions = {}): Serializer<unknown, unknown> {
    const SerializerClass = this.getSerializerClass();
    return new SerializerClass({ ...options, context: this.getSerializerContext() });
  }

  /** What the serializer may know of the request. */
  getSerializerContext(): SerializerContext {
    return { request: this.request, view: this, format: this.format, settings: this.settings };
  }

  override async post(request: Request): Promise<Response> {
    const serializer = this.getSerializer({ data: await request.data });
    try {
      await serializer.isValid({ raiseException: true });
    } catch (error) {
      // biome-ignore lint/style/useErrorCause: it is there, behind the code
      if (error instanceof TokenError) throw new InvalidToken(error.message, undefined, { cause: error });
      throw error;
    }
    // RFC 6749 section 5.1: tokens are not for caches.
    return new Response(serializer.validatedData, { headers: { 'cache-control': 'no-store' } });
  }
}

/** Logs in with name and password, for an access and a refresh token. @see Simple JWT `views.TokenObtainPairView` */
export class TokenObtainPairView extends TokenViewBase {
  override description =
    'Takes a set of user credentials and returns an access and refresh JSON web\n' +
    'token pair to prove the authentication of those credentials.';
  protected override readonly defaultSerializerClass: TokenSerializerClass = TokenObtainPairSerializer;
  protected override readonly serializerSetting = 'tokenObtainSerializer';
}

/** Exchanges a refresh token. @see Simple JWT `views.TokenRefreshView` */
export class TokenRefreshView extends TokenViewBase {
  override description =
    'Takes a refresh type JSON web token and returns an access type JSON web\n' +
    'token if the refresh token is valid.';
  protected override readonly defaultSerializerClass: TokenSerializerClass = TokenRefreshSerializer;
  protected override readonly serializerSetting = 'tokenRefreshSerializer';
}

/** Says whether a token is good. @see Simple JWT `views.TokenVerifyView` */
export class TokenVerifyView extends TokenViewBase {
  override description =
    'Takes a token and indicates if it is valid.  This view provides no\n' +
    "information about a token's fitness for a particular use.";
  protected override readonly defaultSerializerClass: TokenSerializerClass = TokenVerifySerializer;
  protected override readonly serializerSetting = 'tokenVerifySerializer';
}

/** Logs out: revokes a refresh token and what followed it. @see Simple JWT `views.TokenBlacklistView` */
export class TokenBlacklistView extends TokenViewBase {
  override description = 'Takes a refresh token and blacklists it.';
  protected override readonly defaultSerializerClass: TokenSerializerClass = TokenBlacklistSerializer;
  protected override readonly serializerSetting = 'tokenBlacklistSerializer';
}

/** Logs in with name and password, for a sliding token. @see Simple JWT `views.TokenObtainSlidingView` */
export class TokenObtainSlidingView extends TokenViewBase {
  override description =
    'Takes a set of user credentials and returns a sliding JSON web token to\n' +
    'prove the authentication of those credentials.';
  protected override readonly defaultSerializerClass: TokenSerializerClass = TokenObtainSlidingSerializer;
  protected override readonly serializerSetting = 'slidingTokenObtainSerializer';
}

/** Renews a sliding token. @see Simple JWT `views.TokenRefreshSlidingView` */
export class TokenRefreshSlidingView extends TokenViewBase {
  override description =
    'Takes a sliding JSON web token and returns a new, refreshed version if the\n' +
    "token's refresh period has not expired.";
  protected override readonly defaultSerializerClass: TokenSerializerClass = TokenRefreshSlidingSerializer;
  protected override readonly serializerSetting = 'slidingTokenRefreshSerializer';
}
