/** The views of an account's life: sign-up, login, refresh, logout, and what is forgotten or changed. */
import { findOriginFailure } from '../authentication/csrf.ts';
import { AuthenticationFailed, PermissionDenied } from '../errors.ts';
import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';
import type { RequestUser } from '../http/user.ts';
import { clientFactsOf } from '../jwt/client-facts.ts';
import { jwtOf } from '../jwt/context.ts';
import { logOutFamily, rotate } from '../jwt/families.ts';
import {
  answerTokens,
  clearRefreshCookie,
  type RefreshTransport,
  readRefreshToken,
  refreshCookieName,
} from '../jwt/refresh-cookie.ts';
import {
  AddressSerializer,
  EmailChangeSerializer,
  LoginSerializer,
  PasswordChangeSerializer,
  PasswordResetConfirmSerializer,
  RefreshSerializer,
  RegisterSerializer,
  ResendSerializer,
  ReturnedCodeSerializer,
  VerifySerializer,
} from './account-serializers.ts';
import { OpenAccountView, OwnAccountView } from './account-view.ts';
import { logInByCode, requestLoginCode } from './code-login.ts';
import { resendCode } from './code-requests.ts';
import { emailAccountsOf } from './email-accounts.ts';
import { confirmEmailChange, requestEmailChange } from './email-change.ts';
import { endLogins } from './end-logins.ts';
import { changePassword } from './password-change.ts';
import { logInWithPassword } from './password-login.ts';
import { confirmPasswordReset, requestPasswordReset } from './password-reset.ts';
import { signUp, verifySignUp } from './sign-up.ts';
import { loginIdOf, openLogin } from './token-logins.ts';

const ACCEPTED = 202;
const NO_CONTENT = 204;

/** Signs up: mails a code. 202 for every address, with the id of the flow. */
export class RegisterView extends OpenAccountView {
  override description = 'Signs up: mails a code to the address.';
  readonly serializerClass = RegisterSerializer;

  override async post(request: Request): Promise<Response> {
    return this.answer(await signUp(request, await this.read(RegisterSerializer)), ACCEPTED);
  }
}

/** Makes the account that a code was for, and logs in. */
export class VerifyView extends OpenAccountView {
  override description = 'Makes the account that a code was for, and logs in.';
  readonly serializerClass = VerifySerializer;

  override async post(request: Request): Promise<Response> {
    const { transport, ...returned } = await this.read(VerifySerializer);
    requireOwnSite(request, transport);
    const open = (user: RequestUser) => openLogin(request, user);
    return answerTokens(request, await verifySignUp(request, returned, open), transport);
  }
}

/** Mails another code for a flow, in the place of the last one. */
export class ResendView extends OpenAccountView {
  override description = 'Mails another code for a flow, in the place of the last one.';
  readonly serializerClass = ResendSerializer;

  override async post(request: Request): Promise<Response> {
    return this.answer(await resendCode(request, await this.read(ResendSerializer)), ACCEPTED);
  }
}

/** Logs in with a password, for tokens. */
export class LoginView extends OpenAccountView {
  override description = 'Logs in with an e-mail address or a name, and a password.';
  readonly serializerClass = LoginSerializer;

  override async post(request: Request): Promise<Response> {
    const { email, username, password, transport } = await this.read(LoginSerializer);
    requireOwnSite(request, transport);
    const user = await logInWithPassword(request, { name: email ?? username ?? '', password });
    return answerTokens(request, await openLogin(request, user), transport);
  }
}

/** Mails a code to log in with; 404 unless the setting `accounts.loginByCode` is on. */
export class LoginCodeView extends OpenAccountView {
  override description = 'Mails a code to log in with.';
  readonly serializerClass = AddressSerializer;

  override async post(request: Request): Promise<Response> {
    return this.answer(await requestLoginCode(request, await this.read(AddressSerializer)), ACCEPTED);
  }
}

/** Logs in with a code, for tokens; 404 unless the setting `accounts.loginByCode` is on. */
export class LoginCodeConfirmView extends OpenAccountView {
  override description = 'Logs in with a code.';
  readonly serializerClass = VerifySerializer;

  override async post(request: Request): Promise<Response> {
    const { transport, ...returned } = await this.read(VerifySerializer);
    requireOwnSite(request, transport);
    const open = (user: RequestUser) => openLogin(request, user);
    return answerTokens(request, await logInByCode(request, returned, open), transport);
  }
}

/** Exchanges a refresh token, from the body or from the cookie, for new tokens that go the same way. */
export class RefreshView extends OpenAccountView {
  override description = 'Exchanges a refresh token for new tokens.';
  readonly serializerClass = RefreshSerializer;

  override async post(request: Request): Promise<Response> {
    const token = await readRefreshToken(request);
    if (token === null) throw new AuthenticationFailed();
    return answerTokens(request, await rotate(token.text, jwtOf(request), clientFactsOf(request)), token.transport);
  }
}

/** Ends the login of a refresh token. 204 whatever the token was: afterwards nobody is logged in with it. */
export class LogoutView extends OpenAccountView {
  override description = 'Ends the login of a refresh token.';
  readonly serializerClass = RefreshSerializer;

  override async post(request: Request): Promise<Response> {
    const token = await readRefreshToken(request);
    if (token !== null) await logOutFamily(token.text, jwtOf(request));
    emailAccountsOf(request).emit({ kind: 'loggedOut' });
    return withoutCookie(request, this.answer(undefined, NO_CONTENT));
  }
}

/** Ends every login of whoever asks, this one included. */
export class LogoutAllView extends OwnAccountView {
  override description = 'Ends every login of yours, this one included.';

  override async post(request: Request): Promise<Response> {
    const { user } = request;
    await endLogins(request, user, { reason: 'logout' });
    emailAccountsOf(request).emit({ kind: 'loggedOut', userId: String(user.id) });
    return withoutCookie(request, this.answer(undefined, NO_CONTENT));
  }
}

/** Changes the password of whoever asks, and ends their other logins. */
export class PasswordChangeView extends OwnAccountView {
  override description = 'Changes your password, and ends your other logins.';
  readonly serializerClass = PasswordChangeSerializer;

  override async post(request: Request): Promise<Response> {
    await changePassword(request, await this.read(PasswordChangeSerializer), loginIdOf(request));
    return this.answer(undefined, NO_CONTENT);
  }
}

/** Mails a code for a new password. 202 for every address. */
export class PasswordResetView extends OpenAccountView {
  override description = 'Mails a code for a new password.';
  readonly serializerClass = AddressSerializer;

  override async post(request: Request): Promise<Response> {
    return this.answer(await requestPasswordReset(request, await this.read(AddressSerializer)), ACCEPTED);
  }
}

/** Gives an account the new password that a code was for, and ends all its logins. */
export class PasswordResetConfirmView extends OpenAccountView {
  override description = 'Sets the new password that a code was for, and ends all logins.';
  readonly serializerClass = PasswordResetConfirmSerializer;

  override async post(request: Request): Promise<Response> {
    await confirmPasswordReset(request, await this.read(PasswordResetConfirmSerializer));
    return this.answer(undefined, NO_CONTENT);
  }
}

/** Mails a code to the new address of whoever asks. */
export class EmailChangeView extends OwnAccountView {
  override description = 'Mails a code to your new address.';
  readonly serializerClass = EmailChangeSerializer;

  override async post(request: Request): Promise<Response> {
    return this.answer(await requestEmailChange(request, await this.read(EmailChangeSerializer)), ACCEPTED);
  }
}

/** Gives whoever asks the address that a code was for. */
export class EmailChangeConfirmView extends OwnAccountView {
  override description = 'Sets the new address that a code was for.';
  readonly serializerClass = ReturnedCodeSerializer;

  override async post(request: Request): Promise<Response> {
    await confirmEmailChange(request, await this.read(ReturnedCodeSerializer));
    return this.answer(undefined, NO_CONTENT);
  }
}

// A page of another site could log its visitors in as somebody else, to see what they do then.
function requireOwnSite(request: Request, transport: RefreshTransport): void {
  const failure = transport === 'cookie' ? findOriginFailure(request) : null;
  if (failure !== null) throw new PermissionDenied(`CSRF Failed: ${failure}`);
}

function withoutCookie(request: Request, response: Response): Response {
  if (request.cookies[refreshCookieName(request)] !== undefined) clearRefreshCookie(request, response);
  return response;
}
