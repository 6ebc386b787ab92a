/** Accounts: users, their passwords, and who may log in. */

export {
  type Group,
  type GroupModel,
  groupModels,
  groupModelsFor,
  type Permission,
  type PermissionModel,
} from '../permissions/models.ts';
export { type AccountLimits, type Budgets, networkOf } from './account-limits.ts';
export { accountMails, type CodeMailData, type NoticeMailData, type ReuseMailData } from './account-mails.ts';
export {
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
export { accountUrls } from './account-urls.ts';
export { AccountView, OpenAccountView, OwnAccountView } from './account-view.ts';
export {
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
export { type AccountOptions, Accounts, type NewUser } from './accounts.ts';
export type { AccountsApp, AccountsParts } from './accounts-app.ts';
export { type AdoptOptions, AuthTokens, type TokenOwner } from './auth-tokens.ts';
export { type AddressRules, canonicalAddress, deliveryAddress } from './canonical-address.ts';
export { logInByCode, requestLoginCode } from './code-login.ts';
export { requestCode, resendCode, type StartedFlow, type WantedCode } from './code-requests.ts';
export { accountsOf, createSuperuser, createUser, type NewUserOf } from './create-user.ts';
export { type AccountCaller, type EmailAccounts, emailAccountsOf } from './email-accounts.ts';
export { EmailAddresses, type OwnedAddress } from './email-addresses.ts';
export { confirmEmailChange, type EmailChange, requestEmailChange } from './email-change.ts';
export {
  type EmailAddressModel,
  type EmailAddressRow,
  type EmailCodeModel,
  type EmailCodeRow,
  emailCodeModels,
} from './email-code-models.ts';
export {
  type CodeAnswer,
  type CodeClient,
  type CodeRequest,
  EmailCodes,
  type IssuedCode,
} from './email-codes.ts';
export { type EndLoginsOptions, endLogins } from './end-logins.ts';
export { authenticate, login, logout, type UntrustedCredentials } from './login.ts';
export {
  accountModels,
  emailUserFields,
  type SessionModel,
  sessionModels,
  type TokenModel,
  tokenModels,
  type User,
  type UserModel,
  userFields,
  userModel,
} from './models.ts';
export {
  AuthTokenSerializer,
  type CheckedCredentials,
  type CredentialsSerializerClass,
  ObtainAuthToken,
} from './obtain-auth-token.ts';
export { MeView, SessionDetailView, SessionListView } from './own-views.ts';
export { changePassword, type PasswordChange } from './password-change.ts';
export {
  type Argon2Options,
  argon2Hasher,
  md5Hasher,
  type PasswordHasher,
  pbkdf2Hasher,
  randomText,
  scryptHasher,
} from './password-hashers.ts';
export { logInWithPassword, type PasswordLogin, requirePassword } from './password-login.ts';
export {
  confirmPasswordReset,
  type NewPasswordInput,
  type PasswordResetInput,
  requestPasswordReset,
} from './password-reset.ts';
export {
  breachedPasswordValidator,
  commonPasswordValidator,
  defaultPasswordValidators,
  maximumLengthValidator,
  minimumLengthValidator,
  numericPasswordValidator,
  passwordChanged,
  passwordHelpTexts,
  type SimilarityOptions,
  userAttributeSimilarityValidator,
  validatePassword,
} from './password-validators.ts';
export {
  isPasswordUsable,
  type PasswordCheck,
  type PasswordOptions,
  Passwords,
  unusablePassword,
} from './passwords.ts';
export { Sessions } from './sessions.ts';
export { type ReturnedCode, type SignUpInput, signUp, verifySignUp } from './sign-up.ts';
export { loginIdOf, openLogin, type TokenLogin } from './token-logins.ts';
