/** `/mailbox/`: what it shows, to whom, and that it cannot be left open by mistake. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { transaction } from '../databases/transaction.ts';
import { ImproperlyConfigured } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { defineModels } from '../models/define-models.ts';
import { IsAuthenticated } from '../permissions/permissions.ts';
import { path } from '../routers/path.ts';
import { defineSettings, type SettingsInput } from '../settings/settings.ts';
import { APIClient } from '../testing/api-client.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { mailboxUrls } from './mailbox-urls.ts';
import { mailModels } from './models.ts';

const SETTINGS: SettingsInput = {
  secretKey: 'a-secret-key-of-at-least-thirty-two-bytes',
  email: 'mailbox:',
  defaultPermissionClasses: [IsAuthenticated],
};
const urls = [path('mailbox/', mailboxUrls)];
const BROWSER = { headers: { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' } };

describe.each([{ name: 'memory', create: null }, ...testDatabases])('the mailbox in $name', ({ create }) => {
  let opened: TestDatabase | undefined;
  let app: ReturnType<typeof make>;
  let client: APIClient;
  const make = () =>
    opened === undefined
      ? createApp({ settings: defineSettings(SETTINGS), urls })
      : createApp({
          settings: defineSettings(SETTINGS),
          urls,
          models: defineModels(mailModels),
          databases: { default: opened.database },
        });

  beforeAll(async () => {
    if (create === null) return;
    opened = await create();
    await createTables(opened.database, defineModels(mailModels));
  });
  beforeEach(async () => {
    app = make();
    client = new APIClient(app);
    await client.delete('/mailbox/');
  });
  afterAll(() => opened?.drop());

  it('shows a mail as JSON, whoever asks, in time to read the code', async () => {
    await app.mail.send({ to: 'Ada <ada@example.com>', subject: 'Your code', text: 'It is 123456.' });
    const { status, data } = await client.get('/mailbox/');
    expect(status).toBe(200);
    expect(data).toEqual([
      {
        id: expect.any(Number),
        messageId: expect.stringMatching(/^<.+@localhost>$/),
        createdAt: expect.any(String),
        from: 'webmaster@localhost',
        to: ['Ada <ada@example.com>'],
        cc: [],
        bcc: [],
        replyTo: null,
        subject: 'Your code',
        headers: {},
        text: 'It is 123456.',
        html: null,
      },
    ]);
    expect(/\d{6}/.exec(data[0].text)?.[0]).toBe('123456');
    for (const address of ['/mailbox/.json', `/mailbox/${data[0].id}.json`, `/mailbox/${data[0].id}/`]) {
      expect([address, JSON.stringify((await client.get(address)).data)]).toEqual([
        address,
        expect.stringContaining('It is 123456.'),
      ]);
    }
  });

  it('lists the newest first, and those to one address', async () => {
    for (const to of ['a@example.com', 'B@example.com']) await app.mail.send({ to, subject: to, text: 'x' });
    const subjects = async (query: string) =>
      (await client.get(`/mailbox/${query}`)).data.map(({ subject }: { subject: string }) => subject);
    expect(await subjects('')).toEqual(['B@example.com', 'a@example.com']);
    expect(await subjects('?to=b@EXAMPLE.com')).toEqual(['B@example.com']);
    expect((await client.delete('/mailbox/')).status).toBe(204);
    expect(await subjects('')).toEqual([]);
  });

  it('keeps nothing of a transaction that is rolled back', async () => {
    const failing = transaction(async () => {
      await app.mail.send({ to: 'a@example.com', subject: 'x', text: 'x' });
      throw new RangeError('undo');
    });
    await expect(failing).rejects.toThrow('undo');
    expect((await client.get('/mailbox/')).data).toEqual([]);
  });

  it('shows pages to browsers, in which a mail can do nothing', async () => {
    await app.mail.send({
      to: 'Eve <eve@example.com>',
      subject: '<script>alert(1)</script>',
      text: '</pre><script>alert(2)</script>',
      html: '<p>Hello</p>"><script>alert(3)</script><img src=https://evil.example/>',
    });
    const list = await client.get('/mailbox/', BROWSER);
    expect(list.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const link = /href="\.\/(\d+)\/"/.exec(list.text)?.[1];
    const page = await client.get(`/mailbox/${link}/`, BROWSER);
    for (const { text, headers } of [list, page]) {
      expect(text).not.toMatch(/<script|<img/);
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'unsafe-inline'; img-src data:;/,
      );
      expect(headers.get('cache-control')).toBe('no-store');
    }
    expect(page.text).toMatch(/<iframe sandbox="allow-popups allow-popups-to-escape-sandbox"[^>]* srcdoc="&lt;base/);
  });

  it('answers 404 for what is not there', async () => {
    expect((await client.get('/mailbox/4711/')).status).toBe(404);
    const page = await client.get('/mailbox/4711/', BROWSER);
    expect([page.status, page.text]).toEqual([404, expect.stringContaining('Not found.')]);
  });
});

describe('mailboxUrls', () => {
  const start = (settings: Partial<SettingsInput>) =>
    createApp({ settings: defineSettings({ ...SETTINGS, ...settings }), urls });

  it('are refused at the start where mails are really sent', () => {
    expect(() => start({ email: 'console:' })).toThrow(ImproperlyConfigured);
    expect(() => start({ email: 'smtp://127.0.0.1:25' })).toThrow(/mailboxUrls/);
  });

  it('lead nowhere while developing without a mailbox', async () => {
    const app = start({ email: 'console:', debug: true });
    expect((await new APIClient(app).get('/mailbox/')).status).toBe(404);
    expect((await new APIClient(app).delete('/mailbox/')).status).toBe(404);
  });
});
