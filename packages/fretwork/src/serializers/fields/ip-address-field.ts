/** IPAddressField: an IPv4 or IPv6 address. */
import { isIPv4, isIPv6 } from 'node:net';
import { ImproperlyConfigured } from '../../errors.ts';
import { ERROR_TEXTS, type ErrorTexts } from '../error-messages.ts';
import { refusal } from '../validators.ts';
import { CharField, type CharFieldOptions } from './char-field.ts';

/** Which addresses are accepted. */
export type IpProtocol = 'both' | 'ipv4' | 'ipv6';

/** Options of `IPAddressField`. */
export interface IPAddressFieldOptions extends CharFieldOptions {
  /** @default 'both' */
  readonly protocol?: IpProtocol;
}

const isAddress: Readonly<Record<IpProtocol, (text: string) => boolean>> = {
  both: (text) => isIPv4(text) || isPlainIPv6(text),
  ipv4: (text) => isIPv4(text),
  ipv6: (text) => isPlainIPv6(text),
};
const isPlainIPv6 = (text: string): boolean => isIPv6(text) && !text.includes('%');

/**
 * An IPv4 or IPv6 address; IPv6 is kept in its shortest form.
 *
 * @throws {ValidationError} code `invalid`, and those of `CharField`
 * @see DRF `fields.IPAddressField`; RFC 5952
 */
export class IPAddressField extends CharField<IPAddressFieldOptions> {
  static override readonly texts: ErrorTexts = { ...CharField.texts, ...ERROR_TEXTS.IPAddressField };
  readonly #protocol: IpProtocol;

  constructor(options: IPAddressFieldOptions = {}) {
    super(options);
    const protocol = (options.protocol ?? 'both').toLowerCase();
    if (!isProtocol(protocol)) {
      throw new ImproperlyConfigured(`IPAddressField knows no protocol "${protocol}". Use both, ipv4 or ipv6.`);
    }
    this.#protocol = protocol;
    const message = protocol === 'both' ? IPAddressField.texts.invalid : ERROR_TEXTS.IPAddressValidator[protocol];
    this.validators.push((value) => {
      if (!isAddress[protocol](value)) throw refusal(message ?? '', 'invalid', { value });
    });
  }

  override toInternalValue(input: unknown): string {
    if (typeof input !== 'string') throw this.error('invalid', { value: input });
    if (input.includes(':') && this.#protocol !== 'ipv4') {
      const address = shortest(input, this.#protocol === 'both');
      if (address === undefined) throw this.error('invalid', { value: input });
      return address;
    }
    return super.toInternalValue(input);
  }
}

const isProtocol = (text: string): text is IpProtocol => Object.hasOwn(isAddress, text);

/** An IPv6 address in its shortest form; an embedded IPv4 address keeps its dots, and `unpack` leaves nothing else. */
function shortest(text: string, unpack: boolean): string | undefined {
  const [plain = ''] = text.split('%', 1); // a zone means something on its own machine only
  if (text.length > 64 || !isIPv6(text)) return undefined;
  const address = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address);
  if (!mapped) return address;
  const bytes = [mapped[1], mapped[2]].flatMap((group = '') => {
    const value = Number.parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
  return `${unpack ? '' : '::ffff:'}${bytes.join('.')}`;
}
