/** ConsoleTransport: `console:`, mails to read on standard output. */
import { formatAddress, type Mail } from './message.ts';

/**
 * Writes mails for people: the text as it is, not as it travels.
 *
 * @see Django `mail.backends.console`
 */
export class ConsoleTransport {
  readonly #write: (text: string) => void;

  /** @param write Takes the text; standard output where left out. */
  constructor(write: (text: string) => void = (text) => process.stdout.write(text)) {
    this.#write = write;
  }

  async send(mail: Mail): Promise<undefined> {
    this.#write(describeMail(mail));
  }

  async close(): Promise<void> {}
}

const LINE = '-'.repeat(72);

// One write, so that mails at the same moment do not mix.
function describeMail(mail: Mail): string {
  const people = (['to', 'cc', 'bcc'] as const)
    .filter((field) => mail[field].length > 0)
    .map((field) => `${LABELS[field]}: ${mail[field].map(formatAddress).join(', ')}`);
  const headers = Object.entries(mail.headers).map(([name, value]) => `${name}: ${value}`);
  const lines = [
    LINE,
    `From: ${formatAddress(mail.from)}`,
    ...people,
    ...(mail.replyTo === null ? [] : [`Reply-To: ${formatAddress(mail.replyTo)}`]),
    `Subject: ${mail.subject}`,
    `Message-ID: ${mail.messageId}`,
    ...headers,
    ...(mail.html === null ? [] : ['(also as HTML)']),
    '',
    mail.text.replaceAll('\r', ''),
    LINE,
    '',
  ];
  return lines.join('\n').replaceAll(TERMINAL_CONTROLS, '�');
}

const LABELS = { to: 'To', cc: 'Cc', bcc: 'Bcc' } as const;

// What a user wrote must not move the cursor of whoever watches the log.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const TERMINAL_CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
