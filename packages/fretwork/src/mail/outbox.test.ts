/** What every outbox does, in memory and in both databases. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { transaction } from '../databases/transaction.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { MemoryOutbox } from './memory-outbox.ts';
import { type Mail, parseMessage } from './message.ts';
import { ModelOutbox } from './model-outbox.ts';
import { mailModels } from './models.ts';
import type { Outbox } from './outbox.ts';

const at = (second: number): Date => new Date(Date.UTC(2024, 4, 1) + second * 1000);
const mailTo = (to: string, second = 0): Mail =>
  parseMessage(
    {
      to,
      subject: 'Größe',
      text: 'Hi',
      html: '<p>Hi</p>',
      cc: 'Ada <ada@example.com>',
      headers: { 'X-Order': '1' },
      expiresAt: at(99),
    },
    { from: 'Shop <shop@example.com>', now: at(second) },
  );

const kinds = [{ name: 'memory', create: null }, ...testDatabases];

describe.each(kinds)('an outbox in $name', ({ create }) => {
  let outbox: Outbox;
  let opened: TestDatabase | undefined;

  beforeAll(async () => {
    if (create === null) return;
    const models = defineModels(mailModels);
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
    outbox = new ModelOutbox({ model: models.OutgoingMail, keepContent: true });
  });
  beforeEach(async () => {
    if (create === null) outbox = new MemoryOutbox();
    await outbox.clear();
  });
  afterAll(() => opened?.drop());

  it('gives back what it took in', async () => {
    const mail = mailTo('a@example.com');
    await outbox.add(mail, at(0));
    expect(await outbox.take(at(0), at(60))).toMatchObject({ attempts: 1, mail });
  });

  it('takes in nothing of a transaction that is rolled back', async () => {
    const failing = transaction(async () => {
      await outbox.add(mailTo('a@example.com'), at(0));
      throw new RangeError('undo');
    });
    await expect(failing).rejects.toThrow('undo');
    expect(await outbox.nextDue()).toBeNull();
  });

  it('gives nothing before it is due, and the one that has waited longest first', async () => {
    await outbox.add(mailTo('late@example.com'), at(9));
    await outbox.add(mailTo('soon@example.com'), at(5));
    expect(await outbox.nextDue()).toEqual(at(5));
    expect(await outbox.take(at(4), at(60))).toBeNull();
    const first = await outbox.take(at(10), at(60));
    const second = await outbox.take(at(10), at(60));
    expect([first, second].map((taken) => taken?.mail.to[0]?.address)).toEqual([
      'soon@example.com',
      'late@example.com',
    ]);
  });

  it('gives a mail to one of many, and again when the lease is over', async () => {
    await outbox.add(mailTo('a@example.com'), at(0));
    const taken = await Promise.all(Array.from({ length: 8 }, () => outbox.take(at(1), at(60))));
    expect(taken.filter((one) => one !== null)).toHaveLength(1);
    expect(await outbox.take(at(59), at(100))).toBeNull();
    expect(await outbox.take(at(60), at(100))).toMatchObject({ attempts: 2 });
  });

  it('shares many mails among many, each once', async () => {
    await Promise.all(Array.from({ length: 30 }, (_, n) => outbox.add(mailTo(`a${n}@example.com`), at(0))));
    const drain = async (): Promise<number[]> => {
      const ids: number[] = [];
      for (let taken = await outbox.take(at(1), at(60)); taken; taken = await outbox.take(at(1), at(60)))
        ids.push(taken.id);
      return ids;
    };
    const ids = (await Promise.all([drain(), drain(), drain()])).flat();
    expect(ids).toHaveLength(30);
    expect(new Set(ids).size).toBe(30);
  });

  it('never gives a mail again that is sent or has failed', async () => {
    for (const end of ['markSent', 'markFailed'] as const) {
      await outbox.add(mailTo('a@example.com'), at(0));
      const taken = await outbox.take(at(0), at(60));
      if (taken) await outbox[end](taken, at(1), '');
      expect(await outbox.take(at(1000), at(2000))).toBeNull();
    }
    expect(await outbox.nextDue()).toBeNull();
  });

  it('gives a postponed mail at its time', async () => {
    await outbox.add(mailTo('a@example.com'), at(0));
    const taken = await outbox.take(at(0), at(60));
    if (taken) await outbox.postpone(taken, at(10), 'ECONNREFUSED');
    expect(await outbox.nextDue()).toEqual(at(10));
    expect(await outbox.take(at(10), at(60))).toMatchObject({ attempts: 2 });
  });

  it('does not listen to whoever has lost the lease, unless the mail was delivered', async () => {
    await outbox.add(mailTo('a@example.com'), at(0));
    const slow = await outbox.take(at(0), at(60));
    const next = await outbox.take(at(60), at(120));
    if (slow === null || next === null) return expect.unreachable();
    await outbox.postpone(slow, at(61), 'late');
    await outbox.markFailed(slow, at(61), 'late');
    expect(await outbox.nextDue()).toEqual(at(120));
    await outbox.markSent(slow, at(62), '');
    expect(await outbox.nextDue()).toBeNull();
    await outbox.postpone(next, at(63), 'too late');
    expect(await outbox.nextDue()).toBeNull();
  });

  it('keeps what is never due, the newest first', async () => {
    await outbox.add(mailTo('first@example.com'), null);
    await outbox.add(mailTo('second@example.com'), null);
    const [newest] = await outbox.list(1);
    expect(newest?.mail.to[0]?.address).toBe('second@example.com');
    expect(await outbox.get(newest?.id ?? 0)).toMatchObject({ mail: { subject: 'Größe' } });
    expect(await outbox.list(10)).toHaveLength(2);
    expect(await outbox.take(at(1000), at(2000))).toBeNull();
    await outbox.clear();
    expect([await outbox.list(10), await outbox.get(newest?.id ?? 0)]).toEqual([[], null]);
  });
});
