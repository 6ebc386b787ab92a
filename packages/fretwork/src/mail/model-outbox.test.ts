/** What only an outbox in a database does. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { parseMessage } from './message.ts';
import { ModelOutbox } from './model-outbox.ts';
import { mailModels } from './models.ts';

const NOW = new Date('2024-05-01T12:00:00Z');
const LATER = new Date('2024-05-01T12:01:00Z');
const mail = (to = 'ada@example.com') =>
  parseMessage(
    { to, subject: '123456 is your code', text: 'Code 123456', html: '<p>123456</p>', headers: { 'X-Code': '123456' } },
    { from: 'shop@example.com', now: NOW },
  );

describe.each(testDatabases)('ModelOutbox on $name', ({ create }) => {
  const models = defineModels(mailModels);
  const { OutgoingMail } = models;
  let opened: TestDatabase;

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
  });
  beforeEach(() => OutgoingMail.objects.delete());
  afterAll(() => opened.drop());

  const end = async (how: 'markSent' | 'markFailed', keepContent: boolean): Promise<string> => {
    const outbox = new ModelOutbox({ model: OutgoingMail, keepContent });
    await outbox.add(mail(), NOW);
    const taken = await outbox.take(NOW, LATER);
    if (taken) await outbox[how](taken, LATER, 'CODE 1');
    const [row] = (await opened.database.query('SELECT * FROM mail_outgoing')).rows;
    return JSON.stringify(row);
  };

  it.each(['markSent', 'markFailed'] as const)('erases the content with %s, and keeps who and when', async (how) => {
    const row = await end(how, false);
    expect(row).not.toContain('123456');
    expect(row).toContain('ada@example.com');
    expect(row).toContain('CODE 1');
  });

  it('keeps the content where it is told to', async () => {
    expect(await end('markSent', true)).toContain('Code 123456');
  });

  it('says what became of a mail', async () => {
    await end('markSent', false);
    expect(await OutgoingMail.objects.get()).toMatchObject({
      attempts: 1,
      sentAt: LATER,
      failedAt: null,
      nextAttemptAt: null,
    });
    await OutgoingMail.objects.delete();
    await end('markFailed', false);
    expect(await OutgoingMail.objects.get()).toMatchObject({ sentAt: null, failedAt: LATER, lastError: 'CODE 1' });
  });

  it('forgets what is done with, and nothing that waits', async () => {
    const outbox = new ModelOutbox({ model: OutgoingMail, keepContent: false });
    await outbox.add(mail('waiting@example.com'), NOW);
    await outbox.add(mail('kept@example.com'), null);
    expect(await outbox.forget(NOW)).toBe(0);
    expect(await outbox.forget(LATER)).toBe(1);
    expect((await outbox.list(9)).map((one) => one.mail.to[0]?.address)).toEqual(['waiting@example.com']);
  });

  it('takes a mail with two statements', async () => {
    const outbox = new ModelOutbox({ model: OutgoingMail, keepContent: false });
    await outbox.add(mail(), NOW);
    const { queries } = await opened.database.captureQueries(() => outbox.take(NOW, LATER));
    expect(queries).toHaveLength(2);
  });
});

describe('ModelOutbox', () => {
  it('refuses a model that is about something else', () => {
    const { OutgoingMail } = defineModels({ OutgoingMail: { stamp: f.char({ maxLength: 9 }) } });
    expect(() => new ModelOutbox({ model: OutgoingMail, keepContent: false })).toThrow(
      /no field 'messageId'.*mailModels/,
    );
  });
});
