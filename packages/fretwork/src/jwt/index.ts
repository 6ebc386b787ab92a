/** JSON Web Tokens: tokens, authentication, rotation, and the views of a token's life. */
export {
  createJwtContext,
  type JwtApp,
  type JwtContext,
  type JwtContextOptions,
  jwtOf,
  type UserAdapter,
} from './context.ts';
export { bearerChallenge, JWTAuthentication, JWTStatelessUserAuthentication } from './jwt-authentication.ts';
export { MemoryTokenStore } from './memory-token-store.ts';
export { jwtModels, type OutstandingTokenModel } from './models.ts';
export { requireAccount, revokeRefreshToken, rotateRefreshToken, type TokenPair } from './rotation.ts';
export {
  TokenBlacklistSerializer,
  TokenObtainPairSerializer,
  TokenObtainSerializer,
  TokenObtainSlidingSerializer,
  TokenRefreshSerializer,
  TokenRefreshSlidingSerializer,
  TokenVerifySerializer,
} from './serializers.ts';
export { type Claims, TokenBackend, type TokenBackendOptions, type TokenBackendSettings } from './token-backend.ts';
export { ModelTokenStore, type TokenRecord, type TokenStore } from './token-store.ts';
export { TokenUser } from './token-user.ts';
export {
  AccessToken,
  BlacklistableToken,
  type ExpiryOptions,
  passwordFingerprint,
  RefreshToken,
  SlidingToken,
  Token,
  type TokenClass,
  UntypedToken,
} from './tokens.ts';
export { VerifiedTokens } from './verified-tokens.ts';
export {
  TokenBlacklistView,
  TokenObtainPairView,
  TokenObtainSlidingView,
  TokenRefreshSlidingView,
  TokenRefreshView,
  type TokenSerializerClass,
  TokenVerifyView,
  TokenViewBase,
} from './views.ts';
