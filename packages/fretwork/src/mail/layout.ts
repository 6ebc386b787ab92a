/** The looks of mails: a layout around every template's HTML, and the few parts that most mails need. */
import { MailError } from '../errors.ts';
import type { MailLayoutInput } from '../settings/mail-settings.ts';
import { html, type SafeHtml, trustedHtml } from './html.ts';

/** Puts a page around the HTML of a template. */
export type MailLayout = (content: MailLayoutInput<SafeHtml>) => SafeHtml;

// Tables and inline styles are what mail programs agree on; colours for the dark come last, for those that know them.
const STYLE = trustedHtml(`
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  body { margin: 0; padding: 0; background: #f4f4f6; color: #1d1d24; }
  .card { background: #ffffff; border: 1px solid #e3e3e8; border-radius: 12px; }
  .card p { margin: 0 0 16px; }
  .card a { color: #3a4fd8; }
  @media (prefers-color-scheme: dark) {
    body, .page { background: #131317 !important; color: #ececf1 !important; }
    .card { background: #1d1d24 !important; border-color: #33333d !important; color: #ececf1 !important; }
    .code { background: #2a2a34 !important; color: #ffffff !important; }
    .card a { color: #9aa8ff !important; }
    .card a.button { background: #9aa8ff !important; color: #131317 !important; }
  }
`);

/**
 * The layout of mails that have no other: one column, light and dark, nothing loaded from anywhere.
 */
export const baseLayout: MailLayout = ({ subject, body }) => html`<!doctype html>
<html>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${subject}</title>
<style>${STYLE}</style>
</head>
<body>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background:#f4f4f6">
<tr><td align="center" style="padding:32px 16px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:520px;background:#ffffff;border:1px solid #e3e3e8;border-radius:12px">
<tr><td style="padding:32px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif">
${body}
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;

/** A code to be read and typed: large, and in one piece. */
export const codeBlock = (code: string): SafeHtml =>
  html`<p class="code" style="margin:0 0 16px;padding:16px;background:#f0f0f4;border-radius:8px;text-align:center;font:bold 32px/1.2 ui-monospace,Menlo,Consolas,monospace;letter-spacing:6px">${code}</p>`;

/**
 * A link that looks like a button.
 *
 * @param url An address of HTTP or HTTPS; anything else may be a script.
 * @throws {MailError} code `invalid_link`
 */
export function linkButton(url: string, label: string): SafeHtml {
  const { protocol, href } = URL.parse(url) ?? {};
  if (href === undefined || (protocol !== 'https:' && protocol !== 'http:')) {
    throw new MailError('A link in a mail has to begin with https:// or http://.', {
      code: 'invalid_link',
      permanent: true,
    });
  }
  return html`<p style="margin:0 0 16px"><a class="button" href="${href}" style="display:inline-block;padding:12px 20px;background:#3a4fd8;color:#ffffff;border-radius:8px;text-decoration:none;font-weight:600">${label}</a></p>`;
}
