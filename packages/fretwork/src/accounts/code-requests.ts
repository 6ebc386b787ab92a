/** Asking for a code: the same work and the same answer, whoever has an account. */
import { transaction } from '../databases/transaction.ts';
import { PermissionDenied } from '../errors.ts';
import type { MailTemplate } from '../mail/mail-template.ts';
import { mailOf } from '../mail/mailer.ts';
import type { JsonValue } from '../models/field.ts';
import type { CodePurpose } from '../settings/accounts-settings.ts';
import { networkOf } from './account-limits.ts';
import { accountMails, type CodeMailData, type NoticeMailData } from './account-mails.ts';
import { canonicalAddress, deliveryAddress } from './canonical-address.ts';
import { type AccountCaller, type EmailAccounts, emailAccountsOf } from './email-accounts.ts';
import type { EmailAddressRow } from './email-code-models.ts';
import type { IssuedCode } from './email-codes.ts';
import { inEvenTime } from './even-time.ts';

/** What is asked for. */
export interface WantedCode {
  readonly purpose: CodePurpose;
  /** Untrusted. */
  readonly email: string;
  /** What a captcha gave the client; untrusted. */
  readonly captcha?: string;
  /** Who asks, where somebody is logged in. */
  readonly userId?: string;
  /** Makes what waits for the code; called once nothing refuses the request any more. */
  readonly data?: () => Promise<Readonly<Record<string, JsonValue>>>;
}

/** What whoever asked may know. */
export interface StartedFlow {
  /** Id of the flow; the code is good together with it only. */
  readonly flow: string;
  /** Seconds until the code expires. */
  readonly expiresIn: number;
  /** Seconds until another one may be asked for. */
  readonly resendIn: number;
}

interface Kind {
  /** Whether a code goes to an address that has an account, or to one that has none. */
  readonly to: 'owner' | 'stranger';
  readonly code: MailTemplate<CodeMailData>;
  /** What the others are told. */
  readonly notice: MailTemplate<NoticeMailData>;
}

const { accountExists, emailChangeCode, loginCode, noAccount, passwordResetCode, signUpCode } = accountMails;

const KINDS: Readonly<Record<CodePurpose, Kind>> = {
  signUp: { to: 'stranger', code: signUpCode, notice: accountExists },
  emailChange: { to: 'stranger', code: emailChangeCode, notice: accountExists },
  passwordReset: { to: 'owner', code: passwordResetCode, notice: noAccount },
  login: { to: 'owner', code: loginCode, notice: noAccount },
};

/**
 * Begins a flow: mails a code, or says in the mail why there is none.
 *
 * Limits come before look-ups, and everybody costs the same: one query, a row, a mail. The answer says nothing of accounts.
 *
 * @throws {ValidationError} not an address
 * @throws {Throttled} too many codes for this client, this address, or in all
 * @throws {PermissionDenied} code `not_human`
 */
export async function requestCode(caller: AccountCaller, wanted: WantedCode): Promise<StartedFlow> {
  const own = emailAccountsOf(caller);
  const { captcha, data, purpose, userId } = wanted;
  const address = canonicalAddress(wanted.email, own.addresses.rules);
  const email = deliveryAddress(wanted.email);
  await admitClient(caller, purpose, captcha);
  await own.codes.admit(purpose, address);
  const waiting = await data?.();
  const issued = await evenly(own, async () => {
    const owner = await own.addresses.find(address);
    const isBlind = isBlindTo(owner, purpose, userId);
    const started = await own.codes.issue({ purpose, address, email, userId, data: waiting, isBlind });
    await mailCode(caller, started, { purpose, email, owner });
    return started;
  });
  return startedFlow(own, purpose, issued);
}

/**
 * Sends another code in the place of the last one, which is void from then on. Budgets are what they were.
 *
 * @param flow As the client sent it, a UUID.
 * @throws {AuthenticationFailed} no such flow, or too old
 * @throws {Throttled} too soon, or too many
 */
export async function resendCode(
  caller: AccountCaller,
  { flow, captcha }: { readonly flow: string; readonly captcha?: string },
): Promise<StartedFlow> {
  const own = emailAccountsOf(caller);
  await own.limits.take('codesPerNetwork', networkOf(caller));
  const row = await own.codes.find(flow);
  const purpose = row.purpose as CodePurpose;
  await requireHuman(caller, purpose, captcha);
  await own.codes.admit(purpose, row.address);
  const issued = await evenly(own, async () => {
    const owner = await own.addresses.find(row.address);
    const renewed = await own.codes.renew(row, isBlindTo(owner, purpose, row.userId ?? undefined));
    await mailCode(caller, renewed, { purpose, email: row.email, owner });
    return renewed;
  });
  return startedFlow(own, purpose, issued);
}

async function admitClient(caller: AccountCaller, purpose: CodePurpose, captcha: string | undefined): Promise<void> {
  await emailAccountsOf(caller).limits.take('codesPerNetwork', networkOf(caller));
  await requireHuman(caller, purpose, captcha);
}

async function requireHuman(caller: AccountCaller, purpose: CodePurpose, captcha: string | undefined): Promise<void> {
  const { isHuman } = emailAccountsOf(caller).settings;
  if (isHuman === undefined || (await isHuman({ captcha, purpose, remoteAddress: caller.remoteAddress }))) return;
  throw new PermissionDenied('Show that you are a person, and try again.', 'not_human');
}

const evenly = <T>({ settings }: EmailAccounts, work: () => Promise<T>): Promise<T> =>
  inEvenTime(settings.codeAnswerTickSeconds * 1000, () => transaction(work));

// A change of one's own address to another spelling of it is a code for its owner after all.
const isBlindTo = (owner: EmailAddressRow | null, purpose: CodePurpose, userId: string | undefined): boolean =>
  KINDS[purpose].to === 'owner' ? owner === null : owner !== null && owner.userId !== userId;

interface Recipient {
  readonly purpose: CodePurpose;
  /** As it was typed. */
  readonly email: string;
  readonly owner: EmailAddressRow | null;
}

// To the owner's own spelling where there is an owner: what was typed may be another mailbox.
async function mailCode(caller: AccountCaller, issued: IssuedCode, recipient: Recipient): Promise<void> {
  const { app } = caller;
  const mail = mailOf(app);
  const { code, notice, to } = KINDS[recipient.purpose];
  const { expiresAt } = issued;
  const isOwners = recipient.owner !== null && (to === 'owner' || issued.code === null);
  const email = isOwners ? (recipient.owner?.email ?? recipient.email) : recipient.email;
  const minutes = Math.ceil(emailAccountsOf(caller).settings.codeLifetimeSeconds / 60);
  // Both are written and one is sent, so that either takes the same time.
  const withCode = mail.render(code, { code: issued.code ?? '', minutes });
  const without = mail.render(notice, { email });
  await mail.send({ to: email, ...(issued.code === null ? without : withCode), expiresAt });
}

function startedFlow({ emit, settings }: EmailAccounts, purpose: CodePurpose, { flow }: IssuedCode): StartedFlow {
  emit({ kind: 'codeSent', purpose });
  return { flow, expiresIn: settings.codeLifetimeSeconds, resendIn: settings.codeCooldownSeconds };
}
