import { describe, expect, it } from 'vitest';
import { IPAddressField } from './ip-address-field.ts';

describe('IPAddressField', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['2001:DB8::0001', '2001:db8::1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['fe80::1%eth0', 'fe80::1'],
  ])('reads %s as %s', (input, expected) => {
    expect(new IPAddressField().runValidation(input)).toBe(expected);
  });

  it.each([['1.2.3'], ['256.1.1.1'], ['01.2.3.4'], ['1::2::3'], [1], [':'.repeat(1e6)]])('refuses row %#', (input) => {
    expect(() => new IPAddressField().runValidation(input)).toThrow(
      expect.objectContaining({ messages: ['Enter a valid IPv4 or IPv6 address.'] }),
    );
  });

  it('keeps to its protocol', () => {
    expect(() => new IPAddressField({ protocol: 'ipv4' }).runValidation('::1')).toThrow(
      expect.objectContaining({ messages: ['Enter a valid IPv4 address.'] }),
    );
    expect(() => new IPAddressField({ protocol: 'ipv6' }).runValidation('1.2.3.4')).toThrow(
      expect.objectContaining({ messages: ['Enter a valid IPv6 address.'] }),
    );
    expect(() => new IPAddressField({ protocol: 'ipv5' as 'ipv4' })).toThrow('no protocol "ipv5"');
  });
});
