/** The rig's API as a user of Fretwork writes it, with every default on. */
import { createApp } from 'fretwork';
import { FieldFilterBackend, OrderingFilter, SearchFilter } from 'fretwork/filters';
import { JWTAuthentication, TokenObtainPairView, TokenRefreshView } from 'fretwork/jwt';
import { PageNumberPagination } from 'fretwork/pagination';
import { IsAuthenticatedOrReadOnly } from 'fretwork/permissions';
import { DefaultRouter, path, urlpatterns } from 'fretwork/routers';
import { defineSettings } from 'fretwork/settings';
import { models, RefreshFamily } from './models.ts';
import { BookViewSet, me, PublisherViewSet } from './views.ts';

const MANY = ['100000/hour'] as const;

/**
 * Makes the app.
 *
 * @param database URL of a database that has the tables.
 * @param secretKey Signs the tokens.
 */
export const createRigApp = (database: string, secretKey: string) =>
  createApp({
    settings: defineSettings({
      secretKey,
      database,
      defaultAuthenticationClasses: [JWTAuthentication],
      defaultPermissionClasses: [IsAuthenticatedOrReadOnly],
      defaultPaginationClass: PageNumberPagination,
      defaultFilterBackends: [FieldFilterBackend, SearchFilter, OrderingFilter],
      pageSize: 50,
      // The load generator logs in sixteen times at once, from one address.
      accounts: { loginsPerNetwork: MANY, loginsPerName: MANY, loginsPerNameAndNetwork: MANY },
      jwt: {
        // The rig's clients expect what Simple JWT does: a spent token is refused at once, and the login it was copied
        // from goes on. Fretwork ends that login; here, and nowhere else, it is taken back.
        refreshReuseGrace: '0s',
        onRefreshTokenReused: async ({ familyId }) => {
          await RefreshFamily.objects.filter({ id: familyId }).update({ revokedAt: null, revokedFor: null });
        },
      },
    }),
    models,
    urls: urlpatterns(
      path('api/token/', TokenObtainPairView),
      path('api/token/refresh/', TokenRefreshView),
      path('api/me/', me),
      path('api/', new DefaultRouter({ books: BookViewSet, publishers: PublisherViewSet })),
    ),
  });
