/** Messages: what is asked to be sent, and the mail that is made of it once every part of it has been checked. */
import { randomUUID } from 'node:crypto';
import parseAddresses from 'nodemailer/lib/addressparser';
import { MailError } from '../errors.ts';
import type { SafeHtml } from './html.ts';

/** What a mail says; templates make it. */
export interface MailContent {
  /** One line. */
  readonly subject: string;
  readonly text: string;
  /** The same as HTML, for those who show it. */
  readonly html?: SafeHtml | string;
}

/** A mail to be sent. Addresses are `ada@example.com` or `Ada Lovelace <ada@example.com>`, one in each string. */
export interface MailMessage extends MailContent {
  readonly to: string | readonly string[];
  readonly cc?: string | readonly string[];
  /** Whom nobody else sees. */
  readonly bcc?: string | readonly string[];
  /** The setting `mail.from` where left out. */
  readonly from?: string;
  readonly replyTo?: string;
  /** Further headers; not those that the fields above make, nor those of MIME. */
  readonly headers?: Readonly<Record<string, string>>;
  /** After this moment the mail is not sent any more: a code that has expired helps nobody. */
  readonly expiresAt?: Date;
}

/** Somebody's address. */
export type MailAddress = {
  /** Empty where there is none. */
  readonly name: string;
  /** `local@domain`, without quotes, comments or blanks. */
  readonly address: string;
};

/** A mail whose every part has been checked; what transports send. */
export interface Mail {
  /** With its angle brackets; the same at every attempt, so that a second copy can be recognised. */
  readonly messageId: string;
  readonly createdAt: Date;
  readonly from: MailAddress;
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  readonly bcc: readonly MailAddress[];
  readonly replyTo: MailAddress | null;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAt: Date | null;
}

/** What a message does not say by itself. */
export interface MessageDefaults {
  readonly from: string;
  readonly now: Date;
  /** Makes the unique part of the Message-ID. */
  readonly newId?: () => string;
}

const LONGEST_HEADER = 998; // RFC 5322 section 2.1.1
const MOST_RECIPIENTS = 100; // RFC 5321 section 4.5.3.1.8: what every server takes at least

/**
 * Checks a message. What comes from users may be in any part of it: none can add a header or a recipient.
 *
 * @throws {MailError} codes `invalid_address`, `invalid_header`, `invalid_message`; the text holds nothing of the message
 * @see Django `EmailMessage`, `BadHeaderError`; RFC 5322
 */
export function parseMessage(message: MailMessage, { from, now, newId = randomUUID }: MessageDefaults): Mail {
  const sender = parseAddress(message.from ?? from, 'from');
  const [to, cc, bcc] = (['to', 'cc', 'bcc'] as const).map((field) =>
    toList(message[field]).map((text) => parseAddress(text, field)),
  ) as [MailAddress[], MailAddress[], MailAddress[]];
  const count = to.length + cc.length + bcc.length;
  if (count === 0 || count > MOST_RECIPIENTS) {
    throw invalid('message', `A mail goes to at least one address and at most ${MOST_RECIPIENTS}.`);
  }
  if (typeof message.text !== 'string') throw invalid('message', 'A mail needs a text.');
  return {
    messageId: `<${newId()}@${sender.address.slice(sender.address.lastIndexOf('@') + 1)}>`,
    createdAt: now,
    from: sender,
    to,
    cc,
    bcc,
    replyTo: message.replyTo === undefined ? null : parseAddress(message.replyTo, 'replyTo'),
    subject: checkLine(message.subject, 'subject'),
    text: clean(message.text),
    html: message.html === undefined ? null : clean(String(message.html)),
    headers: checkHeaders(message.headers ?? {}),
    expiresAt: message.expiresAt ?? null,
  };
}

// What passes here cannot be read in two ways: no quoted local parts, comments, groups or routes. See CVE-2025-13033.
const ADDRESS = /^[^\s@<>()[\]\\,;:"]{1,64}@[^\s@<>()[\]\\,;:"]{1,255}$/;

/**
 * Reads one address.
 *
 * @param text Untrusted. A second address in it, as in `a@example.com, b@example.com`, is a mistake.
 * @param field Name of the field that it stands in, for the error.
 * @throws {MailError} code `invalid_address`
 */
export function parseAddress(text: string, field = 'to'): MailAddress {
  if (typeof text === 'string' && text.length <= LONGEST_HEADER && !CONTROLS.test(text) && text.isWellFormed()) {
    const [first, ...more] = parseAddresses(text);
    // With one @ in all of it, no second address hides in a name or a comment.
    const isSingle = more.length === 0 && text.indexOf('@') === text.lastIndexOf('@');
    if (isSingle && first?.address !== undefined && ADDRESS.test(first.address)) {
      return { name: first.name, address: first.address };
    }
  }
  throw invalid('address', `\`${field}\` of a mail has to be one address: ada@example.com or Ada <ada@example.com>.`);
}

/** An address for people and for JSON: `Ada <ada@example.com>`. */
export const formatAddress = ({ name, address }: MailAddress): string =>
  name === '' ? address : `${name} <${address}>`;

/** Everybody who gets a mail. */
export const recipientsOf = ({ to, cc, bcc }: Mail): readonly string[] => [
  ...new Set([...to, ...cc, ...bcc].map(({ address }) => address)),
];

// Made by the fields of a message or by MIME, or added by servers on the way.
const RESERVED =
  /^(?:from|sender|to|cc|bcc|reply-to|subject|date|message-id|mime-version|content-.*|received|return-path|dkim-.*|arc-.*|resent-.*)$/i;
const HEADER_NAME = /^[A-Za-z][A-Za-z0-9-]{0,75}$/;
const MOST_HEADERS = 50;

function checkHeaders(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const entries = Object.entries(headers);
  if (entries.length > MOST_HEADERS) throw invalid('header', `A mail has at most ${MOST_HEADERS} further headers.`);
  for (const [name] of entries) {
    if (!HEADER_NAME.test(name)) throw invalid('header', 'The name of a header is letters, digits and hyphens.');
    if (RESERVED.test(name)) throw invalid('header', `The header ${name} is made by the mail's own fields.`);
  }
  return Object.fromEntries(entries.map(([name, value]) => [name, checkLine(value, 'headers')]));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: all but tab and the ends of lines
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

function checkLine(text: string, field: string): string {
  if (typeof text !== 'string' || CONTROLS.test(text)) {
    throw invalid('header', `\`${field}\` of a mail has to be one line, without control characters.`);
  }
  if (text.length > LONGEST_HEADER) {
    throw invalid('header', `\`${field}\` of a mail has at most ${LONGEST_HEADER} characters.`);
  }
  return text.toWellFormed();
}

// Databases refuse null bytes, and no reader shows the others.
const clean = (text: string): string => text.toWellFormed().replaceAll(UNPRINTABLE, '');

const toList = (value: string | readonly string[] = []): readonly string[] =>
  typeof value === 'string' ? [value] : value;

const invalid = (what: 'address' | 'header' | 'message', text: string): MailError =>
  new MailError(text, { code: `invalid_${what}`, permanent: true });
