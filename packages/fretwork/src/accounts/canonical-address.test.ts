/** One spelling for each address, and no address for what is none. */
import { describe, expect, it } from 'vitest';
import { ValidationError } from '../errors.ts';
import { canonicalAddress, deliveryAddress } from './canonical-address.ts';

const FOLDED = { foldSubaddresses: true };
const APART = { foldSubaddresses: false };

describe('canonicalAddress', () => {
  it.each([
    ['ada@example.org', 'ada@example.org', 'ada@example.org'],
    [' Ada@Example.ORG\n', 'ada@example.org', 'Ada@example.org'],
    ['ada+shop@example.org', 'ada@example.org', 'ada+shop@example.org'],
    ['ada+a+b@example.org', 'ada@example.org', 'ada+a+b@example.org'],
    ['+@example.org', '+@example.org', '+@example.org'], // nothing would be left
    ['ada@example.org.', 'ada@example.org', 'ada@example.org'],
    ['ＡＤＡ＠example.org', 'ada@example.org', 'ADA@example.org'], // full width
    ['ada@ｅｘａｍｐｌｅ。org', 'ada@example.org', 'ada@example.org'],
    ['ada@bücher.example', 'ada@xn--bcher-kva.example', 'ada@xn--bcher-kva.example'],
    ['ADA@BÜCHER.example', 'ada@xn--bcher-kva.example', 'ADA@xn--bcher-kva.example'],
    ['josé@example.org', 'josé@example.org', 'josé@example.org'],
    ['jose\u0301@example.org', 'josé@example.org', 'josé@example.org'],
    ['mıke@example.org', 'mıke@example.org', 'mıke@example.org'], // a dotless i is another letter (CVE-2019-19844)
    ['ﬁona@example.org', 'fiona@example.org', 'fiona@example.org'], // a ligature is not
    ["o'hara@example.org", "o'hara@example.org", "o'hara@example.org"],
    ['a.d.a@example.org', 'a.d.a@example.org', 'a.d.a@example.org'], // dots count, except at one provider
  ])('spells %j as %j, and mails to %j', (typed, canonical, delivered) => {
    expect(canonicalAddress(typed, FOLDED)).toBe(canonical);
    expect(deliveryAddress(typed)).toBe(delivered);
    expect(canonicalAddress(delivered, FOLDED)).toBe(canonical);
    expect(canonicalAddress(canonical, FOLDED)).toBe(canonical);
  });

  it('tells subaddresses apart where the setting says so', () => {
    expect(canonicalAddress('Ada+Shop@example.org', APART)).toBe('ada+shop@example.org');
  });

  it.each([
    '',
    '@',
    'ada',
    'ada@',
    '@example.org',
    'ada@localhost',
    'ada@example..org',
    'ada@-example.org',
    'a b@example.org',
    'a@b@example.org',
    '"a@b"@example.org',
    'ada@[192.0.2.1]',
    'ada@example.org, eve@example.org',
    'ada@example.org\r\nBcc: eve@example.org',
    'Ada <ada@example.org>',
    'ada\0@example.org',
    'ada\u202e@example.org',
    'ada\ud800@example.org',
    `${'a'.repeat(65)}@example.org`,
    `ada@${'a'.repeat(64)}.org`,
    `ada@${'a.'.repeat(126)}org`,
    'a'.repeat(1_000_000),
    `${'a'.repeat(500_000)}@${'b'.repeat(500_000)}`,
  ])('refuses %j', (typed) => {
    expect(() => canonicalAddress(typed, FOLDED)).toThrow(ValidationError);
    expect(() => deliveryAddress(typed)).toThrow(ValidationError);
  });
});
