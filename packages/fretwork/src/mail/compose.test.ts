/** compose: how mails travel. */
import MailComposer from 'nodemailer/lib/mail-composer';
import { describe, expect, it } from 'vitest';
import { compose } from './compose.ts';
import { type MailMessage, parseMessage } from './message.ts';

const write = async (message: Partial<MailMessage>): Promise<string> => {
  const mail = parseMessage(
    { to: 'ada@example.com', subject: 'Hello', text: 'Hi', ...message },
    { from: 'shop@example.com', now: new Date('2024-05-01T12:00:00Z'), newId: () => 'id-1' },
  );
  return (await new MailComposer(compose(mail)).compile().build()).toString();
};
const headOf = (mail: string): string => mail.slice(0, mail.indexOf('\r\n\r\n'));

describe('compose', () => {
  it('writes both parts, the date of the message and its stable id', async () => {
    const mail = await write({ html: '<p>Hi</p>', headers: { 'X-Order': '17' } });
    expect(headOf(mail)).toContain('Message-ID: <id-1@example.com>');
    expect(headOf(mail)).toContain('Date: Wed, 01 May 2024 12:00:00 +0000');
    expect(headOf(mail)).toContain('X-Order: 17');
    expect(mail).toMatch(/multipart\/alternative[\s\S]*text\/plain[\s\S]*Hi[\s\S]*text\/html[\s\S]*<p>Hi<\/p>/);
  });

  it.each([
    ['long words', 'word '.repeat(60).trim()],
    ['no blanks', 'x'.repeat(500)],
    ['signs of other scripts', 'Bücher 書籍 '.repeat(30).trim()],
  ])('folds a subject of %s', async (_, subject) => {
    const head = headOf(await write({ subject }));
    const lines = head.split('\r\n');
    const from = lines.findIndex((line) => line.startsWith('Subject:'));
    const more = lines.slice(from + 1).findIndex((line) => !/^[ \t]/.test(line));
    const folded = lines.slice(from, from + 1 + more);
    if (subject.includes(' ')) {
      expect(folded.length).toBeGreaterThan(1);
      for (const line of folded) expect(line.length).toBeLessThanOrEqual(78);
    }
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(998);
  });

  it('hides whom nobody sees, and writes names as names', async () => {
    const mail = await write({ bcc: 'eve@example.com', to: '"Lovelace, Ada" <ada@example.com>' });
    expect(mail).not.toContain('eve@example.com');
    expect(mail).toContain('"Lovelace, Ada" <ada@example.com>');
  });

  it('names every recipient once in the envelope', () => {
    const mail = parseMessage(
      { to: ['a@example.com'], cc: 'a@example.com', bcc: 'b@example.com', subject: '', text: '' },
      { from: 'Shop <shop@example.com>', now: new Date() },
    );
    expect(compose(mail).envelope).toEqual({ from: 'shop@example.com', to: ['a@example.com', 'b@example.com'] });
  });
});
