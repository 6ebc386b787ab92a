/** The one spelling of an e-mail address, by which it is counted, found and kept apart from others. */
import { domainToASCII } from 'node:url';
import { ValidationError } from '../errors.ts';

/** How addresses are told apart. */
export interface AddressRules {
  /** Whether `alice+shop@` is `alice@`. */
  readonly foldSubaddresses: boolean;
}

const LONGEST = 254; // RFC 3696, erratum 1690
const LONGEST_LOCAL = 64; // RFC 5321 section 4.5.3.1.1

/**
 * The spelling of an address that stands for all others: no blanks around it, lower case, one Unicode form, the domain as
 * DNS has it, and nothing after a `+`.
 *
 * Limits, look-ups and the unique constraint all go by it, so that no spelling gets a second budget or a second account.
 * Never send mail to it: mail goes to the address as its owner wrote it.
 *
 * @param address Untrusted.
 * @throws {ValidationError} code `invalid`: not an address that mail could go to
 * @see RFC 5321 section 2.4, RFC 5233; CVE-2019-19844 for what happens where mail goes to what was typed
 */
export function canonicalAddress(address: string, { foldSubaddresses }: AddressRules): string {
  const { local, domain } = parse(address);
  const lower = local.toLowerCase().normalize('NFKC');
  const [mailbox = ''] = lower.split('+', 1);
  return `${foldSubaddresses && mailbox !== '' ? mailbox : lower}@${domain}`;
}

/**
 * An address as mail is sent to it: as its owner wrote it, in the Unicode form that the canonical spelling has, so that a
 * look-alike in full-width letters is not another mailbox.
 *
 * @param address Untrusted.
 * @throws {ValidationError} code `invalid`
 */
export function deliveryAddress(address: string): string {
  const { local, domain } = parse(address);
  return `${local}@${domain}`;
}

function parse(address: string): { readonly local: string; readonly domain: string } {
  // Before anything that costs: normalising a megabyte does.
  if (address.length > 4 * LONGEST || !address.isWellFormed()) throw invalid();
  const text = address.normalize('NFKC').trim();
  const at = text.lastIndexOf('@');
  const local = text.slice(0, Math.max(at, 0));
  const domain = domainToASCII(text.slice(at + 1).replace(/\.$/, ''));
  const isAddress = local.length <= LONGEST_LOCAL && LOCAL.test(local) && DOMAIN.test(domain);
  if (!isAddress || local.length + domain.length >= LONGEST) throw invalid();
  return { local, domain };
}

// Neither quoted local parts nor comments: nobody has them, and parsers read them in different ways.
const LOCAL = /^[^\s@<>()[\]\\,;:"\p{C}\p{Z}]+$/u;
const DOMAIN = /^(?=.{1,253}$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)+$/;

const invalid = (): ValidationError => new ValidationError({ email: ['Enter a valid email address.'] }, 'invalid');
