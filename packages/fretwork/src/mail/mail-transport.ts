/** MailTransport: where mails go, and `openMailTransport`, which finds it by the setting `email`. */
import { ImproperlyConfigured } from '../errors.ts';
import { ConsoleTransport } from './console-transport.ts';
import { FileTransport } from './file-transport.ts';
import type { Mail } from './message.ts';
import { parseSmtpUrl } from './smtp-options.ts';
import { SmtpTransport } from './smtp-transport.ts';

/** How one attempt is made. */
export interface SendOptions {
  /** Ends the attempt, which then has failed. */
  readonly signal: AbortSignal;
}

/**
 * Sends one mail at a time; the queue does everything else. Safe to call several times at once.
 *
 * @see Django `EmailBackend`
 */
export interface MailTransport {
  /**
   * Sends a mail, or says why not.
   *
   * @returns How many of several recipients were refused, where the others were not.
   * @throws {MailError} whose code says nothing of the mail; `permanent` where another attempt would be in vain
   */
  send(mail: Mail, options: SendOptions): Promise<{ readonly refused: number } | undefined>;
  /** Lets go of connections. */
  close(): Promise<void>;
}

/** What a transport may need besides its URL. */
export interface OpenMailTransportOptions {
  /** The setting `email`. */
  readonly url: string;
  /** How long one attempt may take in all. */
  readonly timeoutMs: number;
  /** Where `console:` writes; standard output where left out. */
  readonly write?: (text: string) => void;
}

/** The URL of the mailbox: mails are kept instead of sent, for `/mailbox/`. */
export const MAILBOX_URL = 'mailbox:';

const SCHEMES: ReadonlyMap<string, (location: string, options: OpenMailTransportOptions) => MailTransport> = new Map([
  ['console', openConsole],
  ['file', openFile],
  ['smtp', openSmtp],
  ['smtps', openSmtp],
]);

/**
 * Makes the transport of a URL. Nothing is connected before a mail is sent.
 *
 * @returns `null` for `mailbox:`, which sends nothing.
 * @throws {ImproperlyConfigured} an unknown scheme or option; never names any part of the URL
 * @see Django `EMAIL_BACKEND`
 */
export function openMailTransport(options: OpenMailTransportOptions): MailTransport | null {
  if (options.url === MAILBOX_URL) return null;
  const [, scheme = '', location = ''] = /^([a-z]+):(.*)$/s.exec(options.url) ?? [];
  const open = SCHEMES.get(scheme);
  if (open !== undefined) return open(location, options);
  throw new ImproperlyConfigured(
    'Setting `email` must be smtp://…, smtps://…, console:, file:./directory or mailbox:.',
  );
}

function openConsole(location: string, { write }: OpenMailTransportOptions): MailTransport {
  if (location !== '') throw new ImproperlyConfigured('Setting `email`: nothing follows console:.');
  return new ConsoleTransport(write);
}

function openFile(location: string): MailTransport {
  const directory = location.replace(/^\/\/(?=\/)/, ''); // file:///var/mail is /var/mail
  if (directory !== '' && !directory.startsWith('//')) return new FileTransport(directory);
  throw new ImproperlyConfigured('Setting `email`: a directory follows file:, such as file:./sent-mail.');
}

function openSmtp(_: string, { url, timeoutMs }: OpenMailTransportOptions): MailTransport {
  return new SmtpTransport({ ...parseSmtpUrl(url), timeoutMs });
}
