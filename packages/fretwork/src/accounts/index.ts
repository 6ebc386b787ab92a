/** Accounts: users, their passwords, and who may log in. */
export { type AccountOptions, Accounts, type NewUser } from './accounts.ts';
export { accountsOf, createSuperuser, createUser, type NewUserOf } from './create-user.ts';
export { accountModels, type User, type UserModel } from './models.ts';
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
  isPasswordUsable,
  type PasswordCheck,
  type PasswordOptions,
  Passwords,
  unusablePassword,
} from './passwords.ts';
