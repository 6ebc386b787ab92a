/** The addresses of an account's life. */
import { type AnyRoute, path, urlpatterns } from '../routers/path.ts';
import {
  EmailChangeConfirmView,
  EmailChangeView,
  LoginCodeConfirmView,
  LoginCodeView,
  LoginView,
  LogoutAllView,
  LogoutView,
  PasswordChangeView,
  PasswordResetConfirmView,
  PasswordResetView,
  RefreshView,
  RegisterView,
  ResendView,
  VerifyView,
} from './account-views.ts';
import { MeView, SessionDetailView, SessionListView } from './own-views.ts';

/**
 * Every account endpoint: `path('api/accounts/', accountUrls)`, or `include(accountUrls, { namespace })`.
 *
 * Needs `...accountModels`, `...emailCodeModels` and `...jwtModels`. Leave one out, or put a subclass in its place, by making
 * the list yourself of the views that it is made of.
 */
export const accountUrls: readonly AnyRoute[] = urlpatterns(
  path('register/', RegisterView, 'account-register'),
  path('verify/', VerifyView, 'account-verify'),
  path('resend/', ResendView, 'account-resend'),
  path('login/', LoginView, 'account-login'),
  path('login/code/', LoginCodeView, 'account-login-code'),
  path('login/code/confirm/', LoginCodeConfirmView, 'account-login-code-confirm'),
  path('refresh/', RefreshView, 'account-refresh'),
  path('logout/', LogoutView, 'account-logout'),
  path('logout-all/', LogoutAllView, 'account-logout-all'),
  path('password/change/', PasswordChangeView, 'account-password-change'),
  path('password/reset/', PasswordResetView, 'account-password-reset'),
  path('password/reset/confirm/', PasswordResetConfirmView, 'account-password-reset-confirm'),
  path('email/change/', EmailChangeView, 'account-email-change'),
  path('email/change/confirm/', EmailChangeConfirmView, 'account-email-change-confirm'),
  path('sessions/', SessionListView, 'account-sessions'),
  path('sessions/<uuid:pk>/', SessionDetailView, 'account-session'),
  path('me/', MeView, 'account-me'),
);
