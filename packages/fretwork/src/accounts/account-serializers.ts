/** What the account endpoints read. */
import { ValidationError } from '../errors.ts';
import type { Request } from '../http/request.ts';
import { serializer } from '../serializers/callable.ts';
import type { Scope } from '../serializers/field.ts';
import { s } from '../serializers/s.ts';
import { emailAccountsOf } from './email-accounts.ts';
import { requireGoodPassword } from './new-password.ts';

const LONGEST_TEXT = 1_024; // what an address or a code is checked for costs something beyond

/** What of a text makes one password: neither trimmed nor cut, and of any length that `passwords` bears. */
const passwordField = { trimWhitespace: false, writeOnly: true, style: { inputType: 'password' } } as const;
const email = () => s.char({ maxLength: LONGEST_TEXT });
const captcha = () => s.char({ maxLength: 4_096, required: false, writeOnly: true });
/** How the refresh token travels: in the body, or as a cookie that no script can read. */
const transport = () => s.choice({ choices: ['body', 'cookie'], default: 'body' });
const returnedCode = () => ({ flow: s.uuid(), code: s.char({ maxLength: 20, writeOnly: true }) });

const requestOf = ({ context }: Scope): Request => context.request as Request;

/** A sign-up: `email`, and `password` as the setting `accounts.signUpPassword` wants it. */
export const RegisterSerializer = serializer(
  { email: email(), password: s.char({ ...passwordField, required: false }), captcha: captcha() },
  {
    validate: async (attrs, scope) => {
      const request = requestOf(scope);
      const { signUpPassword } = emailAccountsOf(request).settings;
      const { password, ...others } = attrs;
      if (signUpPassword === 'never') return others;
      if (password === undefined) {
        if (signUpPassword === 'optional') return others;
        throw new ValidationError({ password: ['This field is required.'] }, 'required');
      }
      await requireGoodPassword('password', password, { email: attrs.email }, request);
      return attrs;
    },
  },
);

/** A code that came back, to be logged in with: `flow`, `code`, and how the refresh token travels. */
export const VerifySerializer = serializer({ ...returnedCode(), transport: transport() });

/** A code that came back. */
export const ReturnedCodeSerializer = serializer(returnedCode());

/** A flow that wants another code. */
export const ResendSerializer = serializer({ flow: s.uuid(), captcha: captcha() });

/** An address whose account is asked for. */
export const AddressSerializer = serializer({ email: email(), captcha: captcha() });

/** A login: `email` or `username`, and `password`. */
export const LoginSerializer = serializer(
  {
    email: s.char({ maxLength: LONGEST_TEXT, required: false }),
    username: s.char({ maxLength: LONGEST_TEXT, required: false }),
    password: s.char(passwordField),
    transport: transport(),
  },
  {
    validate: (attrs) => {
      if ((attrs.email === undefined) !== (attrs.username === undefined)) return attrs;
      throw new ValidationError('Must include either "email" or "username".', 'required');
    },
  },
);

/** A refresh token in the body; absent where it is in the cookie. */
export const RefreshSerializer = serializer({ refresh: s.char({ required: false, writeOnly: true }) });

/** A new password for somebody who knows the old one. */
export const PasswordChangeSerializer = serializer({
  currentPassword: s.char(passwordField),
  newPassword: s.char(passwordField),
});

/** A new password for somebody who has a code. */
export const PasswordResetConfirmSerializer = serializer(
  { ...returnedCode(), newPassword: s.char(passwordField) },
  {
    // As far as one can without knowing whose it is; a code is not tried for a password that nobody may have.
    validate: async (attrs, scope) => {
      await requireGoodPassword('newPassword', attrs.newPassword, null, requestOf(scope));
      return attrs;
    },
  },
);

/** Another address, and the password to show that it is its owner who wants it. */
export const EmailChangeSerializer = serializer({
  email: email(),
  password: s.char(passwordField),
  captcha: captcha(),
});
