/** Whose e-mail address is whose, by the one spelling of each. */
import { transaction } from '../databases/transaction.ts';
import { IntegrityError, ValidationError } from '../errors.ts';
import type { Registry } from '../models/meta.ts';
import { type AddressRules, canonicalAddress, deliveryAddress } from './canonical-address.ts';
import { type EmailAddressModel, type EmailAddressRow, emailCodeModels } from './email-code-models.ts';

/** What addresses are kept with. */
export interface EmailAddressesOptions {
  readonly model: EmailAddressModel;
  readonly rules: AddressRules;
}

/** Somebody's address. */
export interface OwnedAddress {
  readonly userId: string;
  /** As typed; checked here. */
  readonly email: string;
  /** When a code that was sent there came back; null where none was sent. */
  readonly verifiedAt: Date | null;
}

/**
 * Keeps the addresses of an app's users apart: one user has one, and one address has one user, however it is spelt.
 *
 * The database sees to it, so that of any number of sign-ups at the same moment one succeeds.
 */
export class EmailAddresses {
  readonly rules: AddressRules;
  readonly #model: EmailAddressModel;

  constructor({ model, rules }: EmailAddressesOptions) {
    this.#model = model;
    this.rules = rules;
  }

  /** Whose an address is; one query. @param address As `canonicalAddress` spells it. */
  find(address: string): Promise<EmailAddressRow | null> {
    return this.#model.objects.filter({ address }).first();
  }

  /** Whose an address is, however it is spelt; one query, and none for what is no address. @param text Untrusted. */
  async findSpelt(text: string): Promise<EmailAddressRow | null> {
    const address = text.includes('@') ? this.#canonical(text) : null;
    return address === null ? null : this.find(address);
  }

  /** The address of a user. */
  findOf(userId: string): Promise<EmailAddressRow | null> {
    return this.#model.objects.filter({ userId }).first();
  }

  /**
   * Gives a user an address.
   *
   * @throws {IntegrityError} it is somebody's, or the user has one
   * @throws {ValidationError} no address
   */
  async add({ userId, email, verifiedAt }: OwnedAddress): Promise<void> {
    const address = canonicalAddress(email, this.rules);
    await this.#model.objects.create({ address, email: deliveryAddress(email), userId, verifiedAt });
  }

  /**
   * Gives a user who was made by code or came with an older database their address, where it is nobody's yet.
   *
   * Not verified: the first code that comes back does that.
   *
   * @returns False where the address is another's, or none, or the user has one.
   */
  async adopt(userId: string, email: string): Promise<boolean> {
    if (this.#canonical(email) === null) return false;
    try {
      await transaction(() => this.add({ userId, email, verifiedAt: null }));
      return true;
    } catch (error) {
      if (error instanceof IntegrityError && error.kind === 'unique') return false;
      throw error;
    }
  }

  /**
   * Gives a user another address instead of the one they have.
   *
   * @throws {IntegrityError} it is somebody else's
   */
  async change({ userId, email, verifiedAt }: OwnedAddress): Promise<void> {
    const values = { address: canonicalAddress(email, this.rules), email: deliveryAddress(email), verifiedAt };
    if ((await this.#model.objects.filter({ userId }).update(values)) > 0) return;
    await this.add({ userId, email, verifiedAt });
  }

  /** Takes note that a code came back from an address. */
  async verify(address: string, at: Date): Promise<void> {
    await this.#model.objects.filter({ address, verifiedAt: { isnull: true } }).update({ verifiedAt: at });
  }

  #canonical(text: string): string | null {
    try {
      return canonicalAddress(text, this.rules);
    } catch (error) {
      if (error instanceof ValidationError) return null;
      throw error;
    }
  }
}

/** The addresses of the users of a `defineModels` call; `undefined` where it has no `...emailCodeModels`. */
export function addressesIn({ models }: Registry, rules: AddressRules): EmailAddresses | undefined {
  const meta = models.get('EmailAddress');
  const fields = Object.keys(emailCodeModels.EmailAddress.fields);
  if (meta === undefined || !fields.every((field) => meta.columnsByName.has(field))) return undefined;
  return new EmailAddresses({ model: meta.instanceClass as unknown as EmailAddressModel, rules });
}
