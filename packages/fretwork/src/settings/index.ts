/** Settings of an app. */
export type {
  AccountEvent,
  AccountsSettings,
  AccountUser,
  CodePurpose,
  HumanCheck,
} from './accounts-settings.ts';
export { duration } from './duration.ts';
export { env } from './env.ts';
export type { JwtKeySettings } from './jwt-key-set.ts';
export type { JwtSettings } from './jwt-settings.ts';
export type { MailLayoutInput, MailSettings, MailTemplateOverride } from './mail-settings.ts';
export type { DurationInput } from './parse-duration.ts';
export { type Rate, type RateParts, rate } from './rate.ts';
export type { RefreshCookieSettings, RefreshTokenHolder, RefreshTokenReuse } from './refresh-settings.ts';
export {
  type ClassWith,
  defineSettings,
  type PaginationSetting,
  type PasswordValidator,
  type PermissionBackendSetting,
  type PermissionSetting,
  type RestFrameworkSettings,
  type Settings,
  type SettingsInput,
} from './settings.ts';
export type { TrustedIssuer } from './trusted-issuers.ts';
