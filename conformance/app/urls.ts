/** The addresses of the reference app. */
import { ObtainAuthToken } from 'fretwork/accounts';
import { TokenBlacklistView, TokenObtainPairView, TokenRefreshView, TokenVerifyView } from 'fretwork/jwt';
import { DefaultRouter, formatSuffixPatterns, path, rePath, route, SimpleRouter, urlpatterns } from 'fretwork/routers';
import type { ViewClass } from 'fretwork/views';
import { reset } from './reset.ts';
import * as auth from './views/auth.ts';
import * as errors from './views/errors.ts';
import * as filters from './views/filters.ts';
import * as functions from './views/functions.ts';
import * as generic from './views/generic.ts';
import * as hyper from './views/hyper.ts';
import * as negotiation from './views/negotiation.ts';
import * as pagination from './views/pagination.ts';
import * as permissions from './views/permissions.ts';
import * as api from './views/resources.ts';
import * as simple from './views/simple.ts';
import * as throttling from './views/throttling.ts';
import * as versioning from './views/versioning.ts';

const apiRouter = new DefaultRouter({
  authors: api.AuthorViewSet,
  books: api.BookViewSet,
  series: api.SeriesViewSet,
  publishers: api.PublisherViewSet,
  tags: api.TagViewSet,
  reviews: api.ReviewViewSet,
  events: api.ReadOnlyEventViewSet,
  specimens: api.SpecimenViewSet,
});

const simpleRouter = new SimpleRouter({
  chapters: simple.ChapterViewSet,
  manuscripts: route(simple.ManuscriptViewSet, { basename: 'manuscript' }),
  notes: simple.NoteViewSet,
  'create-list': route(simple.CreateListViewSet, { basename: 'create-list' }),
  'retrieve-destroy': route(simple.RetrieveDestroyViewSet, { basename: 'retrieve-destroy' }),
  counters: route(simple.CounterViewSet, { basename: 'counter' }),
});

const hyperRouter = new SimpleRouter({
  authors: route(hyper.HyperAuthorViewSet, { basename: 'hyper-author' }),
  books: route(hyper.HyperBookViewSet, { basename: 'hyper-book' }),
  publishers: route(hyper.HyperPublisherViewSet, { basename: 'hyper-publisher' }),
});

const suffixed = formatSuffixPatterns(
  [path('views/summary/', functions.Summary), path('negotiation/greeting/', negotiation.Greeting)],
  { allowed: ['json', 'txt'] },
);

const routes = (prefix: string, views: Readonly<Record<string, ViewClass>>) =>
  Object.entries(views).map(([name, view]) => path(`${prefix}/${name}/`, view));

export const urls = urlpatterns(
  path('__reset__', reset),
  path('api/', apiRouter),
  path('simple/', simpleRouter),
  path('hyper/', hyperRouter),
  ...suffixed,
  path('generic/tags/list/', generic.TagList),
  path('generic/tags/create/', generic.TagCreate),
  path('generic/tags/bulk/', generic.TagBulkCreate),
  path('generic/tags/', generic.TagListCreate),
  path('generic/tags/<int:pk>/', generic.TagRetrieve),
  path('generic/tags/<int:pk>/destroy/', generic.TagDestroy),
  path('generic/authors/<slug:slug>/', generic.AuthorUpdate),
  path('generic/series/<int:pk>/', generic.SeriesRetrieveUpdate),
  path('generic/series/<int:series_id>/destroy/', generic.SeriesRetrieveDestroy),
  path('generic/reviews/<pk>/', generic.ReviewRetrieveUpdateDestroy),
  path('generic/register/', generic.Register),
  path('generic/contacts/', generic.Contacts),
  ...routes('functions', {
    ping: functions.ping,
    echo: functions.echo,
    private: functions.privateView,
    'token-only': auth.tokenOnly,
    nobody: functions.nobody,
    throttled: throttling.throttled,
    'json-only': functions.jsonOnly,
    'raw-values': functions.rawValues,
    nothing: functions.nothing,
  }),
  path('negotiation/upload/', negotiation.Upload),
  path('negotiation/raw-upload/<str:filename>/', negotiation.RawUpload),
  path('auth/token/', ObtainAuthToken),
  ...routes('auth', {
    csrf: auth.CsrfToken,
    login: auth.Login,
    logout: auth.Logout,
    whoami: auth.WhoAmI,
    session: auth.ProxyLogin,
    basic: auth.BasicOnly,
    'token-or-basic': auth.TokenOrBasic,
    'session-then-jwt': auth.SessionThenJwt,
    'jwt-then-session': auth.JwtThenSession,
    jwt: auth.JwtOnly,
    'keyword-token': auth.KeywordToken,
    optional: auth.OptionalUser,
  }),
  ...routes('jwt', {
    create: TokenObtainPairView,
    refresh: TokenRefreshView,
    verify: TokenVerifyView,
    blacklist: TokenBlacklistView,
    claims: auth.JwtClaims,
    stateless: auth.JwtStateless,
    inspect: auth.JwtInspect,
  }),
  ...routes('permissions', {
    'allow-any': permissions.AllowAnyView,
    authenticated: permissions.AuthenticatedView,
    admin: permissions.AdminView,
    'read-only': permissions.ReadOnlyView,
    bob: permissions.BobView,
    'api-key': permissions.ApiKeyView,
    both: permissions.AndView,
    either: permissions.OrView,
    anonymous: permissions.NotView,
    mixed: permissions.MixedView,
    listed: permissions.ListedView,
  }),
  path('permissions/notes/<int:pk>/', permissions.NoteGuard),
  ...routes('throttle', {
    anon: throttling.AnonThrottled,
    user: throttling.UserThrottled,
    both: throttling.BothThrottled,
    uploads: throttling.UploadsThrottled,
    contacts: throttling.ContactsThrottled,
    unscoped: throttling.Unscoped,
    guarded: throttling.GuardedThrottled,
    never: throttling.NeverThrottled,
  }),
  ...routes('pagination', {
    number: pagination.NumberEvents,
    limit: pagination.LimitEvents,
    cursor: pagination.CursorEvents,
    'id-cursor': pagination.IdCursorEvents,
    wrapped: pagination.WrappedEvents,
    none: pagination.UnpaginatedEvents,
    empty: pagination.EmptyEvents,
    'empty-limit': pagination.EmptyLimitEvents,
    'empty-cursor': pagination.EmptyCursorEvents,
    filtered: pagination.FilteredEvents,
  }),
  ...routes('filters', {
    fields: filters.FieldFilteredBooks,
    set: filters.SetFilteredBooks,
    search: filters.SearchedBooks,
    'plain-search': filters.PlainSearchedBooks,
    'regex-search': filters.RegexSearchedBooks,
    ordering: filters.OrderedBooks,
    'free-ordering': filters.FreelyOrderedBooks,
    'serializer-ordering': filters.SerializerOrderedBooks,
    'own-notes': filters.OwnNotes,
  }),
  path('errors/<slug:kind>/', errors.Errors),
  path('errors/<slug:kind>/full/', errors.FullDetails),
  path('error-without-authenticator/', errors.ErrorWithHeader),
  rePath('^versioning/path/(?<version>[^/]+)/$', versioning.PathVersionInfo, 'path-version'),
  path('versioning/path/', versioning.PathVersionInfo),
  rePath('^versioning/path/(?<version>v[0-9]+)/books/(?<pk>[0-9]+)/$', versioning.VersionedBook),
  path('versioning/accept/', versioning.AcceptVersionInfo),
  path('versioning/query/', versioning.QueryVersionInfo, 'query-version'),
  path('versioning/none/', versioning.NoVersionInfo),
);
