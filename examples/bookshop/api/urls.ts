/** The bookshop's addresses. */
import { existsSync } from 'node:fs';
import { accountUrls } from 'fretwork/accounts';
import { TokenBlacklistView, TokenObtainPairView, TokenRefreshView, TokenVerifyView } from 'fretwork/jwt';
import { mailboxUrls } from 'fretwork/mail';
import { DefaultRouter, path, urlpatterns } from 'fretwork/routers';
import { singlePageApp } from 'fretwork/server';
import { settings } from './settings.ts';
import { AuthorViewSet, BookViewSet, me, OrderViewSet, PublisherViewSet, ReviewViewSet, TagViewSet } from './views.ts';

export const router = new DefaultRouter({
  books: BookViewSet,
  authors: AuthorViewSet,
  publishers: PublisherViewSet,
  tags: TagViewSet,
  reviews: ReviewViewSet,
  orders: OrderViewSet,
});

// What `npm run demo` builds; without it, as while developing, there is the API alone.
const web = new URL('../web/dist/', import.meta.url);

export const urls = urlpatterns(
  path('api/token/', TokenObtainPairView, 'token-obtain-pair'),
  path('api/token/refresh/', TokenRefreshView, 'token-refresh'),
  path('api/token/verify/', TokenVerifyView, 'token-verify'),
  path('api/token/blacklist/', TokenBlacklistView, 'token-blacklist'),
  path('api/accounts/', accountUrls),
  path('api/me/', me, 'me'),
  path('api/', router),
  // Where mails can be read that are sent nowhere; anybody may.
  ...(settings.email === 'mailbox:' ? [path('mailbox/', mailboxUrls)] : []),
  ...(existsSync(new URL('index.html', web)) ? [path('', singlePageApp(web, { except: ['api/', 'mailbox/'] }))] : []),
);
