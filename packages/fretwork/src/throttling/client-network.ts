/** Which network an address belongs to, as far as one client is concerned. */
import { isIP } from 'node:net';

const GROUPS = 8;
const NETWORK_GROUPS = 4; // 64 bits: a subscriber has all addresses below them

/**
 * What counts as one client: an IPv4 address, or the /64 network of an IPv6 address.
 *
 * An IPv4 address in the clothes of IPv6 (`::ffff:192.0.2.1`) counts as what it is, and a port that a proxy wrote behind
 * the address is left out.
 *
 * @param address As the socket or a proxy says it; anything else is given back as it is.
 * @see RFC 6177; RFC 4291 section 2.5.5.2
 */
export function clientNetwork(address: string): string {
  const [, bracketed, dotted] = /^(?:\[([^\]]{2,45})\](?::\d{1,5})?|(\d[\d.]{6,14}):\d{1,5})$/.exec(address) ?? [];
  const bare = bracketed ?? dotted ?? address;
  if (isIP(bare) !== 6) return bare;
  const groups = groupsOf(bare);
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped)
    return groups
      .slice(6)
      .flatMap((group) => [group >> 8, group & 0xff])
      .join('.');
  const network = groups.slice(0, NETWORK_GROUPS).map((group) => group.toString(16));
  return `${network.join(':')}::/64`;
}

// The eight numbers of an IPv6 address that is known to be one.
function groupsOf(address: string): readonly number[] {
  const [text = ''] = address.split('%', 1); // a zone says which of the machine's own interfaces
  const [head = '', tail] = text.split('::', 2);
  const before = numbersOf(head);
  if (tail === undefined) return before;
  const after = numbersOf(tail);
  return [...before, ...new Array<number>(GROUPS - before.length - after.length).fill(0), ...after];
}

const numbersOf = (text: string): readonly number[] =>
  text === ''
    ? []
    : text.split(':').flatMap((group) => (group.includes('.') ? fromDotted(group) : [Number.parseInt(group, 16)]));

function fromDotted(text: string): readonly number[] {
  const [a = 0, b = 0, c = 0, d = 0] = text.split('.').map(Number);
  return [a * 256 + b, c * 256 + d];
}
