/** `file:` one file for each mail. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileTransport } from './file-transport.ts';
import { parseMessage } from './message.ts';

describe('FileTransport', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'fretwork-mail-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  const mailWith = (newId: string) =>
    parseMessage(
      { to: 'ada@example.com', subject: 'Hello', text: 'Hi there' },
      { from: 'shop@example.com', now: new Date('2024-05-01T12:00:00Z'), newId: () => newId },
    );

  it('writes mails that only this user may read, each once', async () => {
    const transport = new FileTransport(join(root, 'sent/mail'));
    await transport.send(mailWith('one'));
    await transport.send(mailWith('two'));
    await transport.send(mailWith('one'));
    await transport.close();
    const names = (await readdir(join(root, 'sent/mail'))).sort();
    expect(names).toEqual([
      '2024-05-01T12-00-00-000Z-_one_example_com_.eml',
      '2024-05-01T12-00-00-000Z-_two_example_com_.eml',
    ]);
    const path = join(root, 'sent/mail', String(names[0]));
    expect(await readFile(path, 'utf8')).toMatch(/Subject: Hello\r\n[\s\S]*Hi there/);
    expect((await stat(path)).mode & 0o077).toBe(0);
  });

  it('stays in its directory, whatever the id', async () => {
    const mail = { ...mailWith('x'), messageId: '<../../../evil@example.com>' };
    await new FileTransport(join(root, 'sent')).send(mail);
    expect(await readdir(root)).toEqual(['sent']);
    expect(await readdir(join(root, 'sent'))).toHaveLength(1);
  });

  it('fails for the moment where it cannot write', async () => {
    await writeFile(join(root, 'file'), '');
    const sending = new FileTransport(join(root, 'file')).send(mailWith('x'));
    await expect(sending).rejects.toMatchObject({ name: 'MailError', code: 'EEXIST', permanent: false });
  });
});
