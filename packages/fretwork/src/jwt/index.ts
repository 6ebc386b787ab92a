/** JSON Web Tokens: tokens, authentication, rotation, and the views of a token's life. */

export type { Claims } from './claims.ts';
export { type ClientFacts, clientFactsOf } from './client-facts.ts';
export {
  type AccountQuery,
  createJwtContext,
  type JwtApp,
  type JwtContext,
  type JwtContextOptions,
  jwtOf,
  type UserAdapter,
} from './context.ts';
export {
  listFamilies,
  logOutFamily,
  type OpenedFamily,
  openFamily,
  type RevokeOptions,
  type RotatedFamily,
  revokeAllFamilies,
  revokeFamily,
  rotate,
} from './families.ts';
export { JWKSView } from './jwks-view.ts';
export { bearerChallenge, JWTAuthentication, JWTStatelessUserAuthentication } from './jwt-authentication.ts';
export {
  jwtModels,
  type RefreshFamily,
  type RefreshFamilyModel,
  type RevocationReason,
} from './models.ts';
export {
  answerTokens,
  clearRefreshCookie,
  type PresentedToken,
  type RefreshTransport,
  readRefreshToken,
  refreshCookieName,
  requireOwnPage,
  setRefreshCookie,
} from './refresh-cookie.ts';
export { BlacklistableToken, RefreshToken, SlidingToken, UntypedToken } from './revocable-tokens.ts';
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
export { TokenBackend, type TokenBackendOptions, type TokenBackendSettings } from './token-backend.ts';
export {
  type PresentedRecord,
  type Rotation,
  type RotationRules,
  type TokenRecord,
  TokenStore,
} from './token-store.ts';
export { TokenUser } from './token-user.ts';
export { AccessToken, type ExpiryOptions, passwordFingerprint, Token, type TokenClass } from './tokens.ts';
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
