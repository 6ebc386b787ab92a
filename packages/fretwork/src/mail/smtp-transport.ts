/** SmtpTransport: `smtp://…` and `smtps://…`, by nodemailer. */
import type { NodemailerError, Transporter } from 'nodemailer';
import { MailError } from '../errors.ts';
import { compose } from './compose.ts';
import type { SendOptions } from './mail-transport.ts';
import type { Mail } from './message.ts';
import type { SmtpOptions } from './smtp-options.ts';

/** How a mail server is reached, and how long it may take. */
export interface SmtpTransportOptions extends SmtpOptions {
  /** How long one attempt may take in all. */
  readonly timeoutMs: number;
}

const LONGEST_CONNECT_MS = 10_000;

/**
 * Sends mails to a server, each on a connection of its own.
 *
 * @see Django `mail.backends.smtp`; RFC 5321
 */
export class SmtpTransport {
  readonly #options: SmtpTransportOptions;
  #transporter: Promise<Transporter> | undefined;

  constructor(options: SmtpTransportOptions) {
    this.#options = options;
  }

  async send(mail: Mail, { signal }: SendOptions): Promise<{ readonly refused: number }> {
    this.#transporter ??= connectWith(this.#options);
    const transporter = await this.#transporter;
    const sent = await transporter.sendMail({ ...compose(mail), signal }).catch((error: NodemailerError) => {
      throw toMailError(error);
    });
    return { refused: sent.rejected?.length ?? 0 };
  }

  async close(): Promise<void> {
    (await this.#transporter)?.close();
  }
}

// nodemailer is loaded with the first mail: most processes of an app send none.
async function connectWith(options: SmtpTransportOptions): Promise<Transporter> {
  const { createTransport } = await import('nodemailer');
  const { host, port, secure, tls, verify, auth, name, timeoutMs } = options;
  const connectMs = Math.min(timeoutMs, LONGEST_CONNECT_MS);
  return createTransport({
    host,
    port,
    secure,
    requireTLS: tls === 'required',
    ignoreTLS: tls === 'none',
    tls: { rejectUnauthorized: verify },
    ...(auth && { auth: { ...auth } }),
    ...(name !== undefined && { name }),
    dnsTimeout: connectMs,
    connectionTimeout: connectMs,
    greetingTimeout: connectMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  });
}

// What the server says may hold addresses or what it was sent, so only codes are taken over, and there is no `cause`.
function toMailError({ code, originalCode, responseCode, response, permanent = false }: NodemailerError): MailError {
  const enhanced = /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response ?? '')?.[1];
  const parts = [originalCode ?? code ?? 'EUNKNOWN', responseCode, enhanced].filter((part) => part !== undefined);
  const known = parts
    .map((part) =>
      String(part)
        .replaceAll(/[^\w.]/g, '')
        .slice(0, 30),
    )
    .join(' ');
  return new MailError(`The mail server did not take a mail (${known}).`, {
    code: known,
    // A refused login or an impossible TLS is a mistake in the settings, which somebody may mend before the last attempt.
    permanent: permanent && PERMANENT_CODES.has(code ?? ''),
  });
}

const PERMANENT_CODES: ReadonlySet<string> = new Set(['EENVELOPE', 'EMESSAGE']);
