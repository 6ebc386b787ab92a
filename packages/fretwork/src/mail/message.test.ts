/** Messages: whatever a user writes into a part, no header and no recipient is added. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { MailError } from '../errors.ts';
import { formatAddress, type Mail, type MailMessage, parseAddress, parseMessage, recipientsOf } from './message.ts';

const NOW = new Date('2024-05-01T12:00:00Z');
const DEFAULTS = { from: 'Bookshop <shop@example.com>', now: NOW, newId: () => 'id-1' };
const HELLO: MailMessage = { to: 'ada@example.com', subject: 'Hello', text: 'Hi' };
const parse = (change: Partial<MailMessage> = {}): Mail => parseMessage({ ...HELLO, ...change }, DEFAULTS);

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof MailError) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('parseMessage', () => {
  it('fills in what the message does not say', () => {
    expect(parse()).toEqual({
      messageId: '<id-1@example.com>',
      createdAt: NOW,
      from: { name: 'Bookshop', address: 'shop@example.com' },
      to: [{ name: '', address: 'ada@example.com' }],
      cc: [],
      bcc: [],
      replyTo: null,
      subject: 'Hello',
      text: 'Hi',
      html: null,
      headers: {},
      expiresAt: null,
    });
  });

  it('takes everything that a message can say', () => {
    const mail = parse({
      from: 'Ada <ada@elsewhere.example>',
      to: ['a@example.com', 'B <b@example.com>'],
      cc: 'a@example.com',
      bcc: ['c@example.com'],
      replyTo: 'help@example.com',
      html: '<p>Hi</p>',
      headers: { 'X-Order': '17' },
      expiresAt: NOW,
    });
    expect(mail).toMatchObject({ messageId: '<id-1@elsewhere.example>', headers: { 'X-Order': '17' }, expiresAt: NOW });
    expect(recipientsOf(mail)).toEqual(['a@example.com', 'b@example.com', 'c@example.com']);
    expect(mail.to.map(formatAddress)).toEqual(['a@example.com', 'B <b@example.com>']);
  });

  const ENDS = [
    '\r\nBcc: eve@example.com',
    '\nBcc: eve@example.com',
    '\rBcc: eve@example.com',
    '\0',
    '\u2028x',
    '\u0085x',
  ];
  const FIELDS: readonly (readonly [string, (end: string) => Partial<MailMessage>])[] = [
    ['subject', (end) => ({ subject: `Hello${end}` })],
    ['to', (end) => ({ to: `ada@example.com${end}` })],
    ['the name in to', (end) => ({ to: `Ada${end} <ada@example.com>` })],
    ['cc', (end) => ({ cc: [`ada@example.com${end}`] })],
    ['bcc', (end) => ({ bcc: `ada@example.com${end}` })],
    ['from', (end) => ({ from: `ada@example.com${end}` })],
    ['replyTo', (end) => ({ replyTo: `"Ada${end}" <ada@example.com>` })],
    ['the value of a header', (end) => ({ headers: { 'X-Order': `17${end}` } })],
    ['the name of a header', (end) => ({ headers: { [`X-Order${end}`]: '17' } })],
  ];

  it.each(FIELDS.flatMap(([field, make]) => ENDS.map((end) => [field, JSON.stringify(end), make(end)] as const)))(
    'refuses in %s the end of a line %s',
    (_, __, change) => {
      expect(codeOf(() => parse(change))).toMatch(/^invalid_(?:header|address)$/);
    },
  );

  it.each<[string, Partial<MailMessage>]>([
    ['Bcc', { headers: { Bcc: 'eve@example.com' } }],
    ['content-type', { headers: { 'content-type': 'text/html' } }],
    ['Message-ID', { headers: { 'Message-ID': '<x@y>' } }],
    ['DKIM-Signature', { headers: { 'DKIM-Signature': 'x' } }],
    ['X Order', { headers: { 'X Order': '1' } }],
    ['X-Order:', { headers: { 'X-Order:': '1' } }],
    ['an empty name', { headers: { '': '1' } }],
    ['a value that is no text', { headers: { 'X-Order': { prepared: true, value: 'a\r\nb' } as unknown as string } }],
    ['51 headers', { headers: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`X-${n}`, '1'])) }],
    ['a subject of 999 characters', { subject: 'x'.repeat(999) }],
  ])('refuses the header %s', (_, change) => {
    expect(codeOf(() => parse(change))).toBe('invalid_header');
  });

  it.each<[string, Partial<MailMessage>]>([
    ['nobody', { to: [] }],
    ['101 recipients', { to: Array.from({ length: 101 }, (_, n) => `a${n}@example.com`) }],
    ['a text that names a file', { text: { path: '/etc/passwd' } as unknown as string }],
  ])('refuses %s', (_, change) => {
    expect(codeOf(() => parse(change))).toBe('invalid_message');
  });

  it('cleans texts of what databases refuse and terminals obey', () => {
    const mail = parse({ text: 'a\0b\u001b[2J\tc\r\n\ud800', html: '<p>\0</p>' });
    expect(mail).toMatchObject({ text: 'ab[2J\tc\r\n\ufffd', html: '<p></p>' });
  });

  it('says nothing of the message in its errors', () => {
    expect(() => parse({ to: 'secret person' })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining('secret') }),
    );
  });

  it('is typed', () => {
    expectTypeOf(parseMessage).returns.toEqualTypeOf<Mail>();
    // @ts-expect-error a mail needs a text
    const lacking: MailMessage = { to: 'ada@example.com', subject: 'Hello' };
    expect(codeOf(() => parseMessage(lacking, DEFAULTS))).toBe('invalid_message');
  });
});

describe('parseAddress', () => {
  it.each([
    ['ada@example.com', '', 'ada@example.com'],
    ['webmaster@localhost', '', 'webmaster@localhost'],
    ['Ada Lovelace <ada@example.com>', 'Ada Lovelace', 'ada@example.com'],
    ['"Lovelace, Ada" <ada@example.com>', 'Lovelace, Ada', 'ada@example.com'],
    ['ada+books@example.com', '', 'ada+books@example.com'],
    ['Ünal <jürgen@bücher.example>', 'Ünal', 'jürgen@bücher.example'],
  ])('reads %s', (text, name, address) => {
    expect(parseAddress(text)).toEqual({ name, address });
  });

  it.each([
    '',
    'ada',
    '@example.com',
    'ada@',
    'ada@example.com, eve@example.com',
    'ada@example.com; eve@example.com',
    'ada@example.com eve@example.com',
    'friends: ada@example.com, eve@example.com;',
    'friends: ada@example.com;',
    '"eve@evil.example x"@example.com', // once read as a mail to evil.example
    '<ada@example.com> <eve@example.com>',
    'ada@example.com@evil.example',
    'ada(comment)@example.com, x@y',
    `${'a'.repeat(65)}@example.com`,
    `ada@${'a'.repeat(256)}`,
    `${'<'.repeat(5000)}ada@example.com`,
    'ada@exam\ud800ple.com',
    null as unknown as string,
  ])('refuses the address %#', (text) => {
    expect(codeOf(() => parseAddress(text))).toBe('invalid_address');
  });
});
