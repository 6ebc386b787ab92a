/** Settings of the bookshop; the environment says what differs between machines. */
import { randomBytes } from 'node:crypto';
import { FieldFilterBackend, OrderingFilter, SearchFilter } from 'fretwork/filters';
import { JWTAuthentication } from 'fretwork/jwt';
import { PageNumberPagination } from 'fretwork/pagination';
import { IsAuthenticatedOrReadOnly } from 'fretwork/permissions';
import { defineSettings, duration, env } from 'fretwork/settings';

export const settings = defineSettings({
  // Good for trying things out on one's own machine; `fretwork check --deploy` refuses it.
  secretKey: env('SECRET_KEY', 'development-only-secret-key-of-the-bookshop-0123456789'),
  database: env('DATABASE_URL', 'sqlite:./bookshop.sqlite3'),
  // Kept for /mailbox/; a real shop says smtp://….
  email: env('EMAIL_URL', 'mailbox:'),
  mail: { from: env('MAIL_FROM', 'Bookshop <shop@example.org>') },
  cache: env('CACHE_URL', 'memory:'),
  allowedHosts: env('ALLOWED_HOSTS', '*').split(','),
  numProxies: Number(env('NUM_PROXIES', '0')),
  secureHstsSeconds: Number(env('HSTS_SECONDS', '0')),
  // Browsers keep a secure cookie of http://127.0.0.1; Safari does not, and none does of another address without TLS.
  cookieSecure: env('COOKIE_SECURE', 'yes') !== 'no',
  // A name that says nothing of the address; its owner may choose another.
  accounts: { newUser: () => ({ username: `reader-${randomBytes(4).toString('hex')}` }) },
  defaultAuthenticationClasses: [JWTAuthentication],
  defaultPermissionClasses: [IsAuthenticatedOrReadOnly],
  defaultPaginationClass: PageNumberPagination,
  defaultFilterBackends: [FieldFilterBackend, SearchFilter, OrderingFilter],
  pageSize: 50,
  jwt: {
    accessTokenLifetime: duration(env('ACCESS_TOKEN_LIFETIME', '5m')),
    refreshTokenLifetime: '1d',
    rotateRefreshTokens: true,
    blacklistAfterRotation: true,
    // None, so that one sees at once what a replayed token does; the default of ten seconds spares people a lost answer.
    refreshReuseGrace: duration(env('REFRESH_REUSE_GRACE', '0s')),
  },
});
