/** MailboxRenderer: the pages of `/mailbox/`. */
import { BaseRenderer, type RendererContext } from '../http/renderers.ts';
import { html, type SafeHtml, trustedHtml } from './html.ts';

/** A mail of the mailbox as JSON. */
export interface MailboxEntry {
  readonly id: number;
  readonly messageId: string;
  readonly createdAt: Date;
  readonly from: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly replyTo: string | null;
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly html: string | null;
}

/** Shows a list of mails, one mail, or an error. */
export class MailboxRenderer extends BaseRenderer {
  readonly mediaType = 'text/html';
  readonly format = 'html';

  render(data: unknown, _accepted: unknown, { status }: RendererContext): string {
    if (data === undefined || data === null) return '';
    if (status >= 400) return page('Mailbox', errorPart(data)).toString();
    if (Array.isArray(data)) return page('Mailbox', listPart(data)).toString();
    const entry = data as MailboxEntry;
    return page(entry.subject, 'messageId' in entry ? mailPart(entry) : errorPart(data)).toString();
  }
}

const STYLE = trustedHtml(`
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  table { width: 100%; border-collapse: collapse; }
  td, th { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid #8884; vertical-align: top; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: 1rem; border: 1px solid #8884; border-radius: 8px; }
  iframe { width: 100%; height: 36rem; border: 1px solid #8884; border-radius: 8px; background: #fff; }
`);

const page = (title: string | undefined, body: SafeHtml): SafeHtml => html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${STYLE}</style></head>
<body>${body}</body></html>
`;

const listPart = (mails: readonly MailboxEntry[]): SafeHtml => html`<h1>Mailbox</h1>
${mails.length === 0 && html`<p>No mail yet. What the app sends is kept here.</p>`}
<table>${mails.map(
  ({ id, to, subject, createdAt }) =>
    html`<tr><td>${createdAt.toISOString()}</td><td>${to.join(', ')}</td><td><a href="./${id}/">${subject || '(no subject)'}</a></td></tr>`,
)}</table>`;

const mailPart = (mail: MailboxEntry): SafeHtml => {
  const rows: readonly (readonly [string, string])[] = [
    ['From', mail.from],
    ['To', mail.to.join(', ')],
    ['Cc', mail.cc.join(', ')],
    ['Bcc', mail.bcc.join(', ')],
    ['Reply-To', mail.replyTo ?? ''],
    ['Date', mail.createdAt.toISOString()],
    ['Message-ID', mail.messageId],
    ...Object.entries(mail.headers),
  ];
  return html`<p><a href="../">Mailbox</a></p><h1>${mail.subject}</h1>
<table>${rows.map(([name, value]) => value !== '' && html`<tr><th>${name}</th><td>${value}</td></tr>`)}</table>
<h2>Text</h2><pre>${mail.text}</pre>
${mail.html !== null && html`<h2>HTML</h2>${frame(mail.html)}`}`;
};

// An origin of its own, no scripts, no forms; the policy of the page holds inside as well, so nothing is loaded.
const frame = (content: string): SafeHtml =>
  html`<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" title="The mail as HTML" srcdoc="${`<base target="_blank">${content}`}"></iframe>`;

const errorPart = (data: unknown): SafeHtml =>
  html`<h1>Mailbox</h1><p>${String(Reflect.get(Object(data), 'detail') ?? '')}</p>`;
