/** `console:` mails to read. */
import { describe, expect, it, vi } from 'vitest';
import { ConsoleTransport } from './console-transport.ts';
import { parseMessage } from './message.ts';

const DEFAULTS = { from: 'Shop <shop@example.com>', now: new Date(0), newId: () => 'id-1' };

describe('ConsoleTransport', () => {
  it('writes what people want to read', async () => {
    const written: string[] = [];
    const message = {
      to: 'Ada <ada@example.com>',
      cc: 'b@example.com',
      replyTo: 'help@example.com',
      subject: 'Größe',
      text: 'Your code: 123456\nBye',
      html: '<p>x</p>',
      headers: { 'X-Order': '17' },
    };
    await new ConsoleTransport((text) => written.push(text)).send(parseMessage(message, DEFAULTS));
    expect(written).toHaveLength(1);
    expect(written[0]?.split('\n').slice(1, -2)).toEqual([
      'From: Shop <shop@example.com>',
      'To: Ada <ada@example.com>',
      'Cc: b@example.com',
      'Reply-To: help@example.com',
      'Subject: Größe',
      'Message-ID: <id-1@example.com>',
      'X-Order: 17',
      '(also as HTML)',
      '',
      'Your code: 123456',
      'Bye',
    ]);
  });

  it('lets no mail move the cursor', async () => {
    let written = '';
    const mail = parseMessage({ to: 'a@example.com', subject: 'x', text: 'x' }, DEFAULTS);
    await new ConsoleTransport((text) => {
      written = text;
    }).send({ ...mail, text: '\u001b[2Jgone\u009b1A' });
    expect(written).toContain('�[2Jgone�1A');
  });

  it('writes to standard output by itself', async () => {
    const spy = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const transport = new ConsoleTransport();
    await transport.send(parseMessage({ to: 'a@example.com', subject: 'Out', text: 'x' }, DEFAULTS));
    await transport.close();
    const written = String(spy.mock.calls[0]?.[0]);
    spy.mockRestore();
    expect(written).toContain('Subject: Out');
  });
});
