/** Sign-up: an address, a code that is mailed there, and an account once it comes back. */
import { randomBytes } from 'node:crypto';
import { AuthenticationFailed, IntegrityError, NotFound } from '../errors.ts';
import type { RequestUser } from '../http/user.ts';
import { requestCode, type StartedFlow } from './code-requests.ts';
import { type AccountCaller, type EmailAccounts, emailAccountsOf } from './email-accounts.ts';
import type { EmailCodeRow } from './email-code-models.ts';
import { unusablePassword } from './passwords.ts';

/** What somebody signs up with; untrusted, its password checked. */
export interface SignUpInput {
  readonly email: string;
  readonly password?: string;
  readonly captcha?: string;
}

/** What a client sends back of a mail; untrusted. */
export interface ReturnedCode {
  readonly flow: string;
  readonly code: string;
}

/**
 * Begins a sign-up. There is no account yet, and nobody else's code makes one: the password waits with the flow.
 *
 * The owner of an address that has an account gets a mail that says so; the answer is the same, and so is the work.
 *
 * @throws {NotFound} the setting `accounts.signUp` is off
 * @throws {Throttled} too many codes
 */
export async function signUp(caller: AccountCaller, { email, password, captcha }: SignUpInput): Promise<StartedFlow> {
  const { accounts } = openFor(caller);
  const data = async () => ({ password: await accounts.encode(password ?? null) });
  return requestCode(caller, { purpose: 'signUp', email, captcha, data });
}

/**
 * Makes the account of a sign-up, active, in one transaction with the use of the code.
 *
 * @param logIn Logs the new user in, inside the transaction.
 * @throws {AuthenticationFailed} a wrong code, or the address has been taken since
 */
export async function verifySignUp<T>(
  caller: AccountCaller,
  returned: ReturnedCode,
  logIn: (user: RequestUser) => Promise<T>,
): Promise<T> {
  const own = openFor(caller);
  const row = await own.codes.check({ ...returned, purpose: 'signUp' }, caller);
  try {
    const result = await own.codes.spend(row, async () => logIn(await createAccount(own, row)));
    own.emit({ kind: 'codeUsed', purpose: 'signUp' });
    return result;
  } catch (error) {
    // Of several sign-ups with one address at a time, the database lets one through.
    // biome-ignore lint/style/useErrorCause: it is there, behind text and code
    if (error instanceof IntegrityError) throw new AuthenticationFailed(undefined, undefined, { cause: error });
    throw error;
  }
}

function openFor(caller: AccountCaller): EmailAccounts {
  const own = emailAccountsOf(caller);
  if (!own.settings.signUp) throw new NotFound();
  return own;
}

async function createAccount({ accounts, now, settings }: EmailAccounts, row: EmailCodeRow): Promise<RequestUser> {
  const { email } = row;
  const { password } = row.data;
  // Not the address: names are shown to others.
  const name = accounts.usernameField === 'email' ? {} : { [accounts.usernameField]: `user-${randomName()}` };
  const values = { ...name, ...(await settings.newUser?.(email)), email };
  const encoded = typeof password === 'string' ? password : unusablePassword();
  return accounts.createEncoded({ ...values, password: encoded }, now());
}

const randomName = (): string => randomBytes(6).toString('hex');
