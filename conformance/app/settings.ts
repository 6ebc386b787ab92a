/** Settings of the reference app: everything that shows on the wire is said. */
import { md5Hasher, Passwords } from 'fretwork/accounts';
import { BasicAuthentication } from 'fretwork/authentication';
import { FormParser, JSONParser, JSONRenderer, MultiPartParser } from 'fretwork/http';
import { JWTAuthentication } from 'fretwork/jwt';
import { PageNumberPagination } from 'fretwork/pagination';
import { IsAuthenticatedOrReadOnly } from 'fretwork/permissions';
import { defineSettings } from 'fretwork/settings';

/**
 * The settings, for one database.
 *
 * @param database Its URL.
 */
export const settingsFor = (database: string) =>
  defineSettings({
    secretKey: 'library-reference-secret-key-0123456789abcdef',
    debug: true, // cookies have to travel over plain HTTP
    database,
    timeZone: 'UTC',
    defaultAuthenticationClasses: [JWTAuthentication, BasicAuthentication],
    defaultPermissionClasses: [IsAuthenticatedOrReadOnly],
    defaultRendererClasses: [JSONRenderer],
    defaultParserClasses: [JSONParser, FormParser, MultiPartParser],
    defaultPaginationClass: PageNumberPagination,
    defaultFilterBackends: [],
    pageSize: 10,
    defaultThrottleRates: { anon: '3/min', user: '4/min', uploads: '2/hour', contacts: '3/day' },
    // Django REST Framework limits no logins, and recordings are replayed from one address.
    accounts: { loginsPerNameAndNetwork: [], loginsPerName: [], loginsPerNetwork: [] },
    jwt: {
      accessTokenLifetime: '5m',
      refreshTokenLifetime: '1d',
      rotateRefreshTokens: true,
      blacklistAfterRotation: true,
      algorithm: 'HS256',
      signingKey: 'library-reference-signing-key-0123456789abcdef0123456789',
      authHeaderTypes: ['Bearer'],
      // Simple JWT has neither: a spent token is refused at once, and tokens do not name their login.
      refreshReuseGrace: 0,
      familyClaim: null,
    },
  });

/** Fast, for resets; never sent over the wire. */
export const passwords = new Passwords({ hashers: [md5Hasher()] });
