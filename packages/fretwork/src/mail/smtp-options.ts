/** `parseSmtpUrl`: the setting `email` where it names a mail server. */
import { isIP } from 'node:net';
import { ImproperlyConfigured } from '../errors.ts';

/** How a mail server is reached. */
export interface SmtpOptions {
  readonly host: string;
  readonly port: number;
  /** Whether the connection begins with TLS, as at port 465. */
  readonly secure: boolean;
  /** What STARTTLS is: a must, welcome, or not used. */
  readonly tls: TlsMode;
  /** Whether the server's certificate has to be good. */
  readonly verify: boolean;
  readonly auth: { readonly user: string; readonly pass: string } | null;
  /** What the app calls itself in EHLO; the machine's name where left out. */
  readonly name: string | undefined;
}

/** What STARTTLS is to a connection. */
export type TlsMode = 'required' | 'opportunistic' | 'none';

const OPTIONS = {
  tls: /^(?:required|opportunistic|none)$/,
  verify: /^(?:true|false)$/,
  name: /^[\w.-]{1,255}$/,
} as const;

const isOption = (name: string): name is keyof typeof OPTIONS => Object.hasOwn(OPTIONS, name);

/**
 * Reads `smtp://user:password@host:587?tls=required`.
 *
 * With a password and a host that is not this machine, TLS is a must unless the URL says otherwise.
 *
 * @param url Holds a password: no part of it is in any message.
 * @throws {ImproperlyConfigured} no host, or an option that is unknown or cannot be read
 */
export function parseSmtpUrl(url: string): SmtpOptions {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.hostname === '' || !['', '/'].includes(parsed.pathname) || parsed.hash !== '') {
    throw new ImproperlyConfigured(
      'Setting `email` cannot be read. Write smtp://user:password@host:587, with user and password percent-encoded.',
    );
  }
  const options = readOptions(parsed.searchParams);
  const secure = parsed.protocol === 'smtps:';
  const host = decode(parsed.hostname).replace(/^\[(.*)\]$/, '$1');
  const auth = parsed.username === '' ? null : { user: decode(parsed.username), pass: decode(parsed.password) };
  const tls =
    (options.tls as TlsMode | undefined) ?? (auth !== null && !isLoopback(host) ? 'required' : 'opportunistic');
  return {
    host,
    port: parsed.port === '' ? (secure ? 465 : 587) : Number(parsed.port),
    secure,
    tls,
    // Where going on without TLS is fine, an attacker would take it away rather than forge a certificate.
    verify: options.verify === undefined ? secure || tls === 'required' : options.verify === 'true',
    auth,
    name: options.name,
  };
}

function readOptions(params: URLSearchParams): Partial<Record<keyof typeof OPTIONS, string>> {
  for (const [name, value] of params) {
    if (!isOption(name)) {
      throw new ImproperlyConfigured(
        `Setting \`email\` has an unknown option. Known are: ${Object.keys(OPTIONS).join(', ')}.`,
      );
    }
    if (!OPTIONS[name].test(value)) {
      throw new ImproperlyConfigured(
        `Setting \`email\`: the option \`${name}\` cannot be read. See docs/mail.md for what it may be.`,
      );
    }
  }
  return Object.fromEntries(params);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Without its cause, which would name a part of the password.
    throw new ImproperlyConfigured('Setting `email`: user and password have to be percent-encoded.');
  }
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
