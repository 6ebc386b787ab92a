/** EmailCodes: codes by e-mail, issued, tried so many times, and used once. */
import { createHmac, randomBytes, randomInt, randomUUID, timingSafeEqual } from 'node:crypto';
import { onCommit, transaction } from '../databases/transaction.ts';
import { AuthenticationFailed } from '../errors.ts';
import type { JsonValue } from '../models/field.ts';
import { F } from '../queries/where.ts';
import type { CodePurpose, ResolvedAccountsSettings } from '../settings/accounts-settings.ts';
import { type AccountLimits, networkOf } from './account-limits.ts';
import type { EmailCodeModel, EmailCodeRow } from './email-code-models.ts';

/** What codes are kept with. */
export interface EmailCodesOptions {
  readonly model: EmailCodeModel;
  readonly settings: ResolvedAccountsSettings;
  readonly limits: AccountLimits;
  /** The app's; with another one every code that is under way is void. */
  readonly secretKey: string;
  readonly now: () => Date;
}

/** Whoever asks, as far as limits go; a `Request` is one. */
export interface CodeClient {
  readonly remoteAddress: string | undefined;
}

/** What a new flow is about. */
export interface CodeRequest {
  readonly purpose: CodePurpose;
  /** As `canonicalAddress` spells it. */
  readonly address: string;
  /** As mail is sent to it. */
  readonly email: string;
  /** Who asks, where somebody is logged in. */
  readonly userId?: string;
  /** What waits for the code. */
  readonly data?: Readonly<Record<string, JsonValue>>;
  /** Whether no code will do: the flow is there so that nothing tells it from others. */
  readonly isBlind: boolean;
}

/** A code that was made and has to be sent. */
export interface IssuedCode {
  /** Id of the flow: says nothing of the code, and is needed beside it. */
  readonly flow: string;
  /** Null where no code will do. */
  readonly code: string | null;
  readonly expiresAt: Date;
}

/** What a client sends back; untrusted. */
export interface CodeAnswer {
  readonly purpose: CodePurpose;
  readonly flow: string;
  readonly code: string;
}

/**
 * The codes of an app.
 *
 * A code is good for one flow, one purpose and one address: its HMAC is made of all three, with a key of the server. It is
 * void after `codeLifetime`, after `codeAttempts` wrong ones, and once it was used. Limits are taken here and not in a
 * view, so that code that calls it from elsewhere is bound by them too.
 *
 * @see OWASP ASVS 6.5, 6.6; NIST SP 800-63B-4 section 3.1.3
 */
export class EmailCodes {
  readonly #model: EmailCodeModel;
  readonly #settings: ResolvedAccountsSettings;
  readonly #limits: AccountLimits;
  readonly #secretKey: string;
  readonly #now: () => Date;

  constructor({ model, settings, limits, secretKey, now }: EmailCodesOptions) {
    this.#model = model;
    this.#settings = settings;
    this.#limits = limits;
    this.#secretKey = secretKey;
    this.#now = now;
  }

  /**
   * Takes a code to an address from every budget that it costs; before anybody looks whose address it is.
   *
   * The limit of the client is not among them: whoever knows the client takes it first.
   *
   * @throws {Throttled} one is used up
   */
  async admit(purpose: CodePurpose, address: string): Promise<void> {
    await this.#limits.pause(purpose, address);
    await this.#limits.take('codesPerAddress', address);
    await this.#limits.take('codesInAll');
  }

  /** Begins a flow with its first code; one statement, whether a code will do or not. */
  async issue({ purpose, address, email, userId, data = {}, isBlind }: CodeRequest): Promise<IssuedCode> {
    const flow = randomUUID();
    const { code, codeHash, expiresAt } = this.#make({ id: flow, purpose, address }, isBlind);
    const row = { id: flow, purpose, address, email, userId: userId ?? null, data, codeHash, expiresAt };
    await this.#model.objects.create({ ...row, createdAt: this.#now() });
    return { flow, code, expiresAt };
  }

  /** Puts a new code in the place of a flow's last one, with all its tries; one statement. */
  async renew(row: EmailCodeRow, isBlind: boolean): Promise<IssuedCode> {
    const { code, codeHash, expiresAt } = this.#make(row, isBlind);
    const changed = await this.#model.objects.filter({ id: row.id }).update({ codeHash, expiresAt, attempts: 0 });
    if (changed !== 1) throw new AuthenticationFailed();
    return { flow: row.id, code, expiresAt };
  }

  /**
   * A flow that may ask for another code.
   *
   * @throws {AuthenticationFailed} none of that id, or too old
   */
  async find(flow: string): Promise<EmailCodeRow> {
    const oldest = this.#before(this.#settings.codeFlowLifetimeSeconds);
    const row = await this.#model.objects.filter({ id: flow, createdAt: { gt: oldest } }).first();
    if (row === null) throw new AuthenticationFailed();
    return row;
  }

  /**
   * Checks a code and counts the try, whatever becomes of the request; the code is not used yet.
   *
   * However many try at the same moment, no more of them are compared than `codeAttempts`: a try is counted by one
   * conditional UPDATE before the code is looked at.
   *
   * @throws {AuthenticationFailed} wrong, void, expired or used; the same for each
   * @throws {Throttled} too many tries of this client, or of this address
   */
  async check({ purpose, flow, code }: CodeAnswer, client: CodeClient): Promise<EmailCodeRow> {
    await this.#limits.take('guessesPerNetwork', networkOf(client));
    const row = await this.#countTry(flow, purpose);
    if (row === null) throw new AuthenticationFailed();
    // After the look-up, unlike every other limit: the flow's id is no secret that one could guess, so that nobody can use
    // up the tries of somebody else's flow.
    await this.#limits.take('guessesPerAddress', purpose, row.address);
    if (!isSame(row.codeHash, this.#hash(row, code))) throw new AuthenticationFailed();
    return row;
  }

  /**
   * Uses a code that was checked, once, together with what it is for: both happen or neither.
   *
   * @param use Runs inside the transaction, perhaps again after a conflict.
   * @throws {AuthenticationFailed} somebody was faster
   */
  async spend<T>(row: EmailCodeRow, use: () => Promise<T>): Promise<T> {
    const { id, codeHash, purpose, address } = row;
    const result = await transaction(
      async () => {
        if ((await this.#model.objects.filter({ id, codeHash }).delete()) !== 1) throw new AuthenticationFailed();
        return use();
      },
      { retryOnConflict: 3 },
    );
    // Afterwards and not inside: transactions that delete each other's rows would wait for each other.
    await onCommit(() => this.voidAll(address));
    await onCommit(() => this.#limits.restore('guessesPerAddress', purpose, address));
    await onCommit(() => this.#limits.endPause(purpose, address));
    return result;
  }

  /** Makes every code of an address void, whatever it is for. @returns How many flows there were. */
  voidAll(address: string): Promise<number> {
    return this.#model.objects.filter({ address }).delete();
  }

  /** Forgets flows that are over; for a job every day. @returns How many there were. */
  flushExpired(): Promise<number> {
    const { codeFlowLifetimeSeconds, codeLifetimeSeconds } = this.#settings;
    const oldest = this.#before(Math.max(codeFlowLifetimeSeconds, codeLifetimeSeconds));
    return this.#model.objects.filter({ createdAt: { lt: oldest }, expiresAt: { lt: this.#now() } }).delete();
  }

  async #countTry(flow: string, purpose: CodePurpose): Promise<EmailCodeRow | null> {
    const live = { id: flow, purpose, attempts: { lt: this.#settings.codeAttempts }, expiresAt: { gt: this.#now() } };
    const counted = await this.#model.objects.filter(live).update({ attempts: F<number>('attempts').plus(1) });
    return counted === 1 ? this.#model.objects.filter({ id: flow }).first() : null;
  }

  #make(row: Pick<EmailCodeRow, 'id' | 'purpose' | 'address'>, isBlind: boolean) {
    const { codeLength, codeLifetimeSeconds } = this.#settings;
    const code = String(randomInt(10 ** codeLength)).padStart(codeLength, '0');
    const nothing = randomBytes(32).toString('hex'); // drawn for every flow, so that both kinds take the same time
    const codeHash = this.#hash(row, isBlind ? nothing : code);
    const expiresAt = new Date(this.#now().getTime() + codeLifetimeSeconds * 1000);
    return { code: isBlind ? null : code, codeHash, expiresAt };
  }

  // Few digits are no secret that hashing could keep; the key of the server is what whoever copies the table lacks.
  #hash({ id, purpose, address }: Pick<EmailCodeRow, 'id' | 'purpose' | 'address'>, code: string): string {
    const facts = JSON.stringify(['fretwork email code', purpose, address, id, code]);
    return createHmac('sha256', this.#secretKey).update(facts).digest('hex');
  }

  #before(seconds: number): Date {
    return new Date(this.#now().getTime() - seconds * 1000);
  }
}

const isSame = (one: string, other: string): boolean =>
  one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
