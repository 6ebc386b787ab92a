/** `app.mail` in a whole app: beside requests and transactions, over restarts, crashes and several processes. */
import { spawn } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { createApp } from '../app.ts';
import { openDatabase } from '../databases/open-database.ts';
import { transaction } from '../databases/transaction.ts';
import { ImproperlyConfigured, MailError } from '../errors.ts';
import type { Request } from '../http/request.ts';
import { createTables } from '../migrations/create-tables.ts';
import { defineModels } from '../models/define-models.ts';
import { path } from '../routers/path.ts';
import type { MailSettings } from '../settings/mail-settings.ts';
import { defineSettings } from '../settings/settings.ts';
import { APIClient } from '../testing/api-client.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { apiView } from '../views/function-view.ts';
import type { MailTransport } from './mail-transport.ts';
import { Mailer, mailOf, sendMail } from './mailer.ts';
import type { Mail } from './message.ts';
import { mailModels } from './models.ts';

const secretKey = 'a-secret-key-of-at-least-thirty-two-bytes';
const SIGN_UP = { to: 'ada@example.com', subject: 'Your code', text: 'It is 123456.' };
const quiet = { error: () => {}, warn: () => {}, info: () => {} };

const signUp = apiView(['POST'], async (request: Request) => {
  await transaction(async () => {
    await sendMail(request, SIGN_UP);
  });
  return { sent: true };
});
const urls = [path('sign-up/', signUp)];

/** A transport that notes what it is given. */
function noting(): MailTransport & { readonly sent: Mail[] } {
  const sent: Mail[] = [];
  const send = async (mail: Mail) => {
    sent.push(mail);
    return undefined;
  };
  return { sent, send, close: async () => {} };
}

/** An SMTP server that answers each mail when `answer` says so. */
async function smtpServer(answer: () => Promise<Error | undefined>) {
  const received: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    closeTimeout: 100,
    onData: async (stream, _session, done) => {
      received.push(await readText(stream));
      const error = await answer();
      if (error === undefined) done();
      else done(error);
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `smtp://127.0.0.1:${port}`, received, close };
}

const idOf = (data: string): string | undefined => /^Message-ID: (.+)$/im.exec(data)?.[1]?.trim();

const kinds = [{ name: 'memory', create: null }, ...testDatabases];

describe.each(kinds)('mail with its outbox in $name', ({ create }) => {
  const models = defineModels(mailModels);
  let opened: TestDatabase | undefined;
  const closers: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    opened = await create?.();
    if (opened !== undefined) await createTables(opened.database, models);
  });
  beforeEach(async () => {
    await opened?.database.exec('DELETE FROM mail_outgoing');
  });
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  afterAll(() => opened?.drop());

  interface Change {
    readonly email?: string;
    readonly mail?: MailSettings;
    readonly mailTransport?: MailTransport;
    readonly now?: () => Date;
  }
  const start = ({ email = 'console:', mail, ...rest }: Change) => {
    const options = { settings: defineSettings({ secretKey, email, mail }), urls, logger: quiet, ...rest };
    if (opened === undefined) {
      const app = createApp(options);
      closers.push(() => app.close());
      return app;
    }
    const database = openDatabase({ url: opened.url, alias: 'default' });
    const app = createApp({ ...options, models: defineModels(mailModels), databases: { default: database } });
    closers.push(() => app.close());
    return app;
  };

  it('answers the request before the mail server does', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
    const server = await smtpServer(() => released);
    closers.push(server.close);
    const app = start({ email: server.url });
    const { status } = await new APIClient(app).post('/sign-up/');
    expect(status).toBe(200); // while the server may not answer yet
    release(undefined);
    await app.mail.deliverDue();
    expect(server.received).toHaveLength(1);
  });

  it('answers the request where there is no mail server', async () => {
    const server = await smtpServer(async () => undefined);
    await server.close();
    const app = start({ email: server.url });
    expect((await new APIClient(app).post('/sign-up/')).status).toBe(200);
    await app.mail.deliverDue();
  });

  it('delivers after a failure, with the same Message-ID', async () => {
    let failing = true;
    const server = await smtpServer(async () =>
      failing ? Object.assign(new RangeError('later'), { responseCode: 451 }) : undefined,
    );
    closers.push(server.close);
    let ms = Date.UTC(2024, 4, 1);
    const app = start({ email: server.url, now: () => new Date(ms) });
    await app.mail.send(SIGN_UP);
    await app.mail.deliverDue();
    failing = false;
    ms += 60_000;
    await app.mail.deliverDue();
    await app.mail.deliverDue();
    expect(server.received).toHaveLength(2);
    expect(new Set(server.received.map(idOf)).size).toBe(1);
  });

  it('sends after the commit, and not before', async () => {
    const mailTransport = noting();
    const app = start({ mailTransport });
    await transaction(async () => {
      await app.mail.send(SIGN_UP);
      expect(mailTransport.sent).toEqual([]);
    });
    await app.mail.deliverDue();
    expect(mailTransport.sent).toMatchObject([{ text: 'It is 123456.' }]);
  });

  it('begins by itself once the transaction commits', async () => {
    const { promise: delivered, resolve } = Promise.withResolvers<Mail>();
    const send = async (mail: Mail) => {
      resolve(mail);
      return undefined;
    };
    const app = start({ mailTransport: { send, close: async () => {} } });
    await transaction(async () => {
      await app.mail.send(SIGN_UP);
      await new Promise((later) => setTimeout(later, 100)); // whoever looks too early finds nothing
    });
    expect(await delivered).toMatchObject({ subject: 'Your code' });
  });

  it('sends nothing of a transaction, or of a savepoint, that is rolled back', async () => {
    const mailTransport = noting();
    const app = start({ mailTransport });
    const fail = () => {
      throw new RangeError('undo');
    };
    await transaction(async () => {
      await app.mail.send({ ...SIGN_UP, subject: 'kept' });
      await transaction(() => app.mail.send(SIGN_UP).then(fail)).catch(() => {});
    });
    await transaction(() => app.mail.send(SIGN_UP).then(fail)).catch(() => {});
    await app.mail.deliverDue();
    expect(mailTransport.sent.map(({ subject }) => subject)).toEqual(['kept']);
  });

  it('waits for the mail in flight when the app closes', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const order: string[] = [];
    const app = start({
      mailTransport: {
        send: async () => {
          begin();
          await released;
          order.push('delivered');
          return undefined;
        },
        close: async () => {
          order.push('transport closed');
        },
      },
    });
    await app.mail.send(SIGN_UP);
    await begun;
    const closing = app.close().then(() => order.push('app closed'));
    release();
    await closing;
    expect(order).toEqual(['delivered', 'transport closed', 'app closed']);
  });

  it('refuses a message that cannot be sent, where it is sent', async () => {
    const app = start({ mailTransport: noting() });
    await expect(app.mail.send({ ...SIGN_UP, to: 'a@example.com, b@example.com' })).rejects.toBeInstanceOf(MailError);
    await expect(app.mail.send({ ...SIGN_UP, subject: 'a\r\nBcc: b@example.com' })).rejects.toMatchObject({
      code: 'invalid_header',
    });
  });
});

describe.each(testDatabases)('mail on $name', ({ create }) => {
  let opened: TestDatabase;
  const closers: (() => Promise<void>)[] = [];
  beforeEach(async () => {
    opened = await create();
    await createTables(opened.database, defineModels(mailModels));
  });
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
    await opened.drop();
  });

  const start = (mailTransport: MailTransport, now?: () => Date, concurrency = 4) => {
    const app = createApp({
      settings: defineSettings({ secretKey, mail: { concurrency } }),
      models: defineModels(mailModels),
      databases: { default: openDatabase({ url: opened.url, alias: 'default' }) },
      urls,
      logger: quiet,
      mailTransport,
      now,
    });
    closers.push(() => app.close());
    return app;
  };
  const failing: MailTransport = {
    send: async () => {
      throw new MailError('Away.', { code: 'ECONNREFUSED', permanent: false });
    },
    close: async () => {},
  };

  it('outlives a restart: the next process delivers with its first request', async () => {
    const first = start(failing);
    await first.mail.send(SIGN_UP);
    await first.close();
    const { promise: delivered, resolve } = Promise.withResolvers<Mail>();
    const send = async (mail: Mail) => {
      resolve(mail);
      return undefined;
    };
    const second = start({ send, close: async () => {} }, () => new Date(Date.now() + 3_600_000));
    await new APIClient(second).get('/nowhere/');
    expect(await delivered).toMatchObject({ text: 'It is 123456.', to: [{ address: 'ada@example.com' }] });
  });

  it('keeps codes in no table once they are delivered', async () => {
    const app = start(noting());
    await app.mail.send({ ...SIGN_UP, html: '<p>123456</p>' });
    await app.mail.deliverDue();
    const { rows } = await opened.database.query('SELECT * FROM mail_outgoing');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain('123456');
  });

  it('delivers each mail once, however many processes look', async () => {
    const transports = [noting(), noting(), noting()];
    const apps = transports.map((transport) => start(transport));
    const [first] = apps;
    for (let n = 0; n < 30; n += 1) await first?.mail.send({ ...SIGN_UP, subject: `${n}` });
    await Promise.all(apps.map((app) => app.mail.deliverDue()));
    const subjects = transports.flatMap(({ sent }) => sent.map(({ subject }) => subject));
    expect(subjects).toHaveLength(30);
    expect(new Set(subjects).size).toBe(30);
  });

  it('costs a request one statement', async () => {
    const app = start(noting());
    const { queries } = (await app.databases.default?.captureQueries(() => app.mail.send(SIGN_UP))) ?? { queries: [] };
    expect(queries.map(({ sql }) => sql.split(' ')[0])).toEqual(['INSERT']);
  });

  it('delivers again, with the same Message-ID, what a process delivered before it was killed', async () => {
    const server = await smtpServer(async () => undefined);
    closers.push(server.close);
    const code = `
      import { defineModels } from '${new URL('../models/define-models.ts', import.meta.url)}';
      import { bindDatabases } from '${new URL('../models/define-models.ts', import.meta.url)}';
      import { openDatabase } from '${new URL('../databases/open-database.ts', import.meta.url)}';
      import { mailModels } from '${new URL('./models.ts', import.meta.url)}';
      import { Mailer } from '${new URL('./mailer.ts', import.meta.url)}';
      import { openMailTransport } from '${new URL('./mail-transport.ts', import.meta.url)}';
      const models = defineModels(mailModels);
      bindDatabases(models, { default: openDatabase({ url: process.env.TEST_DATABASE, alias: 'default' }) });
      const smtp = openMailTransport({ url: process.env.TEST_EMAIL, timeoutMs: 10000 });
      const send = async (mail, options) => {
        await smtp.send(mail, options);
        process.kill(process.pid, 'SIGKILL'); // delivered, and nobody knows
      };
      const mailer = new Mailer({ url: 'console:', models, transport: { send, close: async () => {} } });
      await mailer.send({ to: 'ada@example.com', subject: 'Your code', text: 'It is 123456.' });
      await mailer.deliverDue();
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
      env: { ...process.env, TEST_DATABASE: opened.url, TEST_EMAIL: server.url },
      stdio: 'inherit',
    });
    const signal = await new Promise((resolve) => child.once('exit', (_, by) => resolve(by)));
    expect([signal, server.received.length]).toEqual(['SIGKILL', 1]);

    const sent = noting();
    const soon = start(sent);
    await soon.mail.deliverDue();
    expect(sent.sent).toEqual([]); // the lease of the dead process goes on
    const later = start(sent, () => new Date(Date.now() + 200_000));
    await later.mail.deliverDue();
    await later.mail.deliverDue();
    expect(sent.sent.map(({ messageId }) => messageId)).toEqual([idOf(server.received[0] ?? '')]);
  });
});

describe('Mailer', () => {
  it.each([
    ['smtp:', {}, /`email`/],
    ['pigeon:', {}, /`email`/],
    ['console:', { from: 'nobody' }, /`mail.from`/],
    ['console:', { from: 'a@example.com\r\nBcc: b@example.com' }, /`mail.from`/],
    ['console:', { concurrency: 0 }, /`mail.concurrency`/],
  ])('refuses %s with %j when the app starts', (email, mail, message) => {
    const start = () => createApp({ settings: defineSettings({ secretKey, email, mail }), urls: [] });
    expect(start).toThrow(ImproperlyConfigured);
    expect(start).toThrow(message);
  });

  it('sends from the setting, unless a message says otherwise', async () => {
    const transport = noting();
    const mailer = new Mailer({ url: 'console:', transport, settings: { from: 'Shop <shop@example.com>' } });
    await mailer.send(SIGN_UP);
    await mailer.send({ ...SIGN_UP, from: 'ada@example.com' });
    await mailer.close();
    expect(transport.sent.map(({ from }) => from.address)).toEqual(['shop@example.com', 'ada@example.com']);
  });

  it('makes ids and moments as it is told', async () => {
    const mailer = new Mailer({ url: 'mailbox:', now: () => new Date(0), newId: () => 'id-7' });
    expect(await mailer.send(SIGN_UP)).toBe('<id-7@localhost>');
    expect((await mailer.mailbox?.list(1))?.[0]?.mail.createdAt).toEqual(new Date(0));
  });

  it('is found through the app and through a request', () => {
    const app = createApp({ settings: defineSettings({ secretKey }), urls: [] });
    expect(mailOf(app)).toBe(app.mail);
    expect(mailOf({ app })).toBe(app.mail);
    const { settings, logger, responseHeaders, reverse } = app;
    expect(() => mailOf({ settings, logger, responseHeaders, reverse })).toThrow(ImproperlyConfigured);
    expectTypeOf(app.mail).toEqualTypeOf<Mailer>();
  });
});
