/** The pages of the mailbox. */
import { describe, expect, it } from 'vitest';
import { type MailboxEntry, MailboxRenderer } from './mailbox-renderer.ts';

const ENTRY: MailboxEntry = {
  id: 7,
  messageId: '<id-1@example.com>',
  createdAt: new Date('2024-05-01T12:00:00Z'),
  from: 'Shop <shop@example.com>',
  to: ['ada@example.com', 'b@example.com'],
  cc: [],
  bcc: ['c@example.com'],
  replyTo: null,
  subject: '',
  headers: { 'X-Order': '17' },
  text: 'It is <123456>.',
  html: null,
};
const render = (data: unknown, status = 200): string =>
  new MailboxRenderer().render(data, undefined, { request: null, view: null, status });

describe('MailboxRenderer', () => {
  it('lists mails, also those without a subject', () => {
    expect(render([ENTRY])).toMatch(/ada@example\.com, b@example\.com.*<a href="\.\/7\/">\(no subject\)<\/a>/);
    expect(render([])).toContain('No mail yet.');
  });

  it('shows a mail, and only what it has', () => {
    const page = render(ENTRY);
    expect(page).toContain('<pre>It is &lt;123456&gt;.</pre>');
    expect(page).toContain('<th>Bcc</th><td>c@example.com</td>');
    expect(page).toContain('<th>X-Order</th><td>17</td>');
    expect(page).not.toMatch(/<th>Cc|<th>Reply-To|<iframe/);
  });

  it('keeps the HTML of a mail in its frame', () => {
    const page = render({ ...ENTRY, html: '"></iframe><script>' });
    expect(page).toContain('srcdoc="&lt;base target=&quot;_blank&quot;&gt;&quot;&gt;&lt;/iframe&gt;&lt;script&gt;"');
  });

  it.each([
    [{ detail: 'Not <found>.' }, 404, 'Not &lt;found&gt;.'],
    [['odd'], 400, 'Mailbox'],
    [{ methods: ['get'] }, 200, 'Mailbox'],
  ])('shows %j', (data, status, expected) => {
    expect(render(data, status)).toContain(expected);
  });

  it('shows nothing for nothing', () => {
    expect([render(undefined), render(null)]).toEqual(['', '']);
  });
});
