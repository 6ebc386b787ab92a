/** Accounts: users, their passwords, and who may log in. */
export {
  type Group,
  type GroupModel,
  groupModels,
  groupModelsFor,
  type Permission,
  type PermissionModel,
} from '../permissions/models.ts';
export { type AccountOptions, Accounts, type NewUser } from './accounts.ts';
export type { AccountsApp, AccountsParts } from './accounts-app.ts';
export { type AdoptOptions, AuthTokens, type TokenOwner } from './auth-tokens.ts';
export { accountsOf, createSuperuser, createUser, type NewUserOf } from './create-user.ts';
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
export {
  type Argon2Options,
  argon2Hasher,
  md5Hasher,
  type PasswordHasher,
  pbkdf2Hasher,
  randomText,
  scryptHasher,
} from './password-hashers.ts';
export {
  breachedPasswordValidator,
  commonPasswordValidator,
  defaultPasswordValidators,
  maximumLengthValidator,
  minimumLengthValidator,
  numericPasswordValidator,
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
