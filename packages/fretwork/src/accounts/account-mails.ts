/** The mails of accounts: codes, and what owners should know. */
import { html } from '../mail/html.ts';
import { codeBlock } from '../mail/layout.ts';
import { type MailTemplate, mailTemplate } from '../mail/mail-template.ts';

/** Data of a mail with a code. */
export interface CodeMailData {
  readonly code: string;
  /** How long it is good. */
  readonly minutes: number;
}

/** Data of a mail that tells an owner something. */
export interface NoticeMailData {
  /** The address that it is about. */
  readonly email: string;
}

/** Data of a mail about a login that was ended because one of its tokens came back. */
export interface ReuseMailData {
  /** What the device of the login says it is; empty where it says nothing. */
  readonly userAgent: string;
}

const codeMail = (subject: string, what: string, otherwise: string): MailTemplate<CodeMailData> =>
  mailTemplate({
    subject: () => subject,
    text: ({ code, minutes }) => `${what}

    ${code}

It is good for ${inMinutes(minutes)} and for one use. Nobody of us will ever ask you for it.
${otherwise}
`,
    html: ({ code, minutes }) => html`<p>${what}</p>${codeBlock(code)}
<p>It is good for ${inMinutes(minutes)} and for one use. Nobody of us will ever ask you for it.</p>
<p>${otherwise}</p>`,
  });

const notice = <TData>(subject: string, paragraphs: (data: TData) => readonly string[]): MailTemplate<TData> =>
  mailTemplate({
    subject: () => subject,
    text: (data) => `${paragraphs(data).join('\n\n')}\n`,
    html: (data) => html`${paragraphs(data).map((text) => html`<p>${text}</p>`)}`,
  });

const inMinutes = (minutes: number): string => (minutes === 1 ? 'one minute' : `${minutes} minutes`);

const NOT_YOU = 'If you did not ask for it, you need not do anything.';

/**
 * What accounts mail; override them with `overrideTemplates(accountMails, …)` in the setting `mail.templates`.
 *
 * Whoever asks for a code gets a mail whether there is an account or not: only its reader learns which.
 */
export const accountMails = {
  signUpCode: codeMail('Your code', 'This is the code for your new account:', NOT_YOU),
  loginCode: codeMail('Your code to log in', 'This is the code to log in with:', NOT_YOU),
  passwordResetCode: codeMail('Your code for a new password', 'This is the code for a new password:', NOT_YOU),
  emailChangeCode: codeMail('Confirm your new address', 'This is the code to confirm your new address:', NOT_YOU),
  /** To the owner of an address that somebody signs up with, or wants to change to. */
  accountExists: notice<NoticeMailData>('You already have an account', ({ email }) => [
    `Somebody, probably you, gave the address ${email} for an account. It already has one: log in, or ask for a new password if you have forgotten it.`,
    'If it was not you, you need not do anything. Your account is as it was.',
  ]),
  /** To an address that is asked for as if it had an account. */
  noAccount: notice<NoticeMailData>('There is no account with this address', ({ email }) => [
    `Somebody, probably you, asked to get into the account of ${email}. There is none: perhaps it has another address, or you have not signed up yet.`,
    'If it was not you, you need not do anything.',
  ]),
  passwordChanged: notice<NoticeMailData>('Your password was changed', ({ email }) => [
    `The password of the account of ${email} was changed, and all other logins were ended.`,
    'If it was not you, ask for a new password at once.',
  ]),
  /** To the old address. */
  emailChanged: notice<NoticeMailData>('Your address was changed', ({ email }) => [
    `Your account has another address now: ${email}.`,
    'If it was not you, tell us at once.',
  ]),
  tokenReused: notice<ReuseMailData>('One of your logins was ended', ({ userAgent }) => [
    `We have ended one of your logins${userAgent === '' ? '' : ` (${userAgent})`}, because something that only your device should have came from elsewhere too.`,
    'Log in again. If you do not know why this happened, change your password and log out everywhere.',
  ]),
} as const;
