/** MailQueue: retries by a clock of the test, leases, time-outs, and what is said in the log. */
import { describe, expect, it } from 'vitest';
import { MailError, OperationalError } from '../errors.ts';
import type { LogFacts, Logger } from '../http/logger.ts';
import { type MailSettings, resolveMailSettings } from '../settings/mail-settings.ts';
import { MailQueue } from './mail-queue.ts';
import type { MailTransport } from './mail-transport.ts';
import { MemoryOutbox } from './memory-outbox.ts';
import { type Mail, parseMessage } from './message.ts';
import type { TakenMail } from './outbox.ts';

const temporary = (code = 'ECONNREFUSED') => new MailError('Away.', { code, permanent: false });
const permanent = () => new MailError('No.', { code: 'EENVELOPE 550 5.1.1', permanent: true });

interface Log {
  readonly level: string;
  readonly facts: LogFacts;
  readonly message: string;
}

function logInto(logs: Log[]): Logger {
  const at = (level: string) => (facts: LogFacts, message: string) => {
    logs.push({ level, facts, message });
  };
  return { error: at('error'), warn: at('warn'), info: at('info') };
}

/** A queue with a transport that does what the test says, a clock that stands still, and jitter of its choice. */
function setUp(send: MailTransport['send'], settings: MailSettings = {}, random = 1, outbox = new MemoryOutbox()) {
  const logs: Log[] = [];
  const clock = { ms: Date.UTC(2024, 4, 1) };
  const now = () => new Date(clock.ms);
  const transport: MailTransport = { send, close: async () => {} };
  const queue = new MailQueue({
    outbox,
    transport,
    settings: resolveMailSettings(settings),
    logger: logInto(logs),
    now,
    random: () => random,
  });
  const add = (to = 'ada@example.com', expiresAt?: Date) =>
    outbox.add(
      parseMessage(
        { to, subject: 'Secret 123456', text: 'Secret 123456', expiresAt },
        { from: 'shop@example.com', now: now() },
      ),
      now(),
    );
  return { queue, outbox, logs, clock, add, now };
}

describe('MailQueue', () => {
  it('delivers what is due, all of it, and forgets it', async () => {
    const sent: string[] = [];
    const { queue, outbox, add } = setUp(async (mail) => {
      sent.push(String(mail.to[0]?.address));
      return undefined;
    });
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await add(`${name}@example.com`);
    await queue.deliverDue();
    expect(sent.sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}@example.com`));
    expect(await outbox.nextDue()).toBeNull();
    await queue.stop();
  });

  it.each([
    [1, [5, 10, 20, 40, 80, 160, 300, 300]],
    [0, [2.5, 5, 10, 20, 40, 80, 150, 150]],
  ])('waits twice as long each time, with jitter %d', async (random, pauses) => {
    const { queue, outbox, clock, add } = setUp(
      async () => {
        throw temporary();
      },
      { retryAfter: '5s', retryAtMost: '5m', maxAttempts: 20 },
      random,
    );
    await add();
    const seen: number[] = [];
    for (let attempt = 0; attempt < pauses.length; attempt += 1) {
      await queue.deliverDue();
      const next = (await outbox.nextDue())?.getTime() ?? Number.NaN;
      seen.push((next - clock.ms) / 1000);
      clock.ms = next;
    }
    expect(seen).toEqual(pauses);
    await queue.stop();
  });

  it('does not try before the pause is over, and recovers', async () => {
    let attempts = 0;
    const { queue, outbox, clock, add } = setUp(async () => {
      attempts += 1;
      if (attempts < 3) throw temporary();
      return undefined;
    });
    await add();
    await queue.deliverDue();
    clock.ms += 4_999;
    await queue.deliverDue();
    expect(attempts).toBe(1);
    clock.ms += 1;
    await queue.deliverDue();
    expect(attempts).toBe(2);
    clock.ms += 10_000;
    await queue.deliverDue();
    expect([attempts, await outbox.nextDue()]).toEqual([3, null]);
    await queue.stop();
  });

  it.each([
    ['after the last attempt', temporary, 3],
    ['at once where another attempt would be in vain', permanent, 1],
  ])('gives up %s', async (_, failure, expected) => {
    let attempts = 0;
    const { queue, outbox, clock, logs, add } = setUp(
      async () => {
        attempts += 1;
        throw failure();
      },
      { maxAttempts: 3 },
    );
    await add();
    for (let n = 0; n < 5; n += 1) {
      await queue.deliverDue();
      clock.ms += 3_600_000;
    }
    expect([attempts, await outbox.nextDue()]).toEqual([expected, null]);
    expect(logs.at(-1)).toMatchObject({ level: 'error', facts: { code: failure().code, attempts: expected } });
    await queue.stop();
  });

  it('says codes in its log, and nothing of the mail', async () => {
    const { queue, logs, clock, add } = setUp(
      async (mail) => {
        throw new RangeError(`cannot send ${mail.text} to ${mail.to[0]?.address}`);
      },
      { maxAttempts: 2 },
    );
    await add();
    await queue.deliverDue();
    clock.ms += 3_600_000;
    await queue.deliverDue();
    expect(logs.map(({ level, facts }) => [level, facts.code])).toEqual([
      ['warn', 'unexpected'],
      ['error', 'unexpected'],
    ]);
    expect(JSON.stringify(logs)).not.toMatch(/123456|ada@/);
    await queue.stop();
  });

  it('does not send what has expired', async () => {
    let attempts = 0;
    const { queue, outbox, clock, add, now } = setUp(async () => {
      attempts += 1;
      throw temporary();
    });
    await add('ada@example.com', new Date(now().getTime() + 10_000));
    await queue.deliverDue();
    clock.ms += 10_000;
    await queue.deliverDue();
    expect([attempts, await outbox.nextDue()]).toEqual([1, null]);
    await queue.stop();
  });

  it('ends an attempt that takes too long, also where the transport does not listen', async () => {
    let aborted = false;
    const { queue, outbox, logs, add } = setUp(
      (_, { signal }) => {
        signal.addEventListener('abort', () => {
          aborted = true;
        });
        return new Promise(() => {});
      },
      { timeout: '100ms' },
    );
    await add();
    await queue.deliverDue();
    expect([aborted, logs[0]?.facts.code]).toEqual([true, 'ETIMEDOUT']);
    expect(await outbox.nextDue()).not.toBeNull();
    await queue.stop();
  });

  it('sends other mails while one is slow, and no more at a time than it is told', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: through, resolve: arrived } = Promise.withResolvers<void>();
    let running = 0;
    let most = 0;
    const { queue, add } = setUp(
      async (mail) => {
        running += 1;
        most = Math.max(most, running);
        if (mail.to[0]?.address === 'slow@example.com') await released;
        if (mail.to[0]?.address === 'last@example.com') arrived();
        running -= 1;
        return undefined;
      },
      { concurrency: 2 },
    );
    await add('slow@example.com');
    queue.wake();
    for (const name of ['a', 'b', 'c', 'last']) {
      await add(`${name}@example.com`);
      queue.wake();
    }
    await through; // while the slow one is under way
    release();
    await queue.deliverDue();
    expect(most).toBe(2);
    await queue.stop();
  });

  it('misses no mail that comes while it looks for the last time', async () => {
    class SlowOutbox extends MemoryOutbox {
      looks = 0;
      override async take(now: Date, leaseUntil: Date): Promise<TakenMail | null> {
        const found = await super.take(now, leaseUntil);
        this.looks += 1;
        if (this.looks === 1) {
          await add(); // comes after the look, before the answer
          queue.wake();
        }
        return found;
      }
    }
    const sent: Mail[] = [];
    const send = async (mail: Mail) => {
      sent.push(mail);
      return undefined;
    };
    const { queue, add } = setUp(send, { concurrency: 1 }, 1, new SlowOutbox());
    await queue.deliverDue();
    expect(sent).toHaveLength(1);
    await queue.stop();
  });

  it('makes a second copy with the same id where a process died before it said so', async () => {
    class DyingOutbox extends MemoryOutbox {
      dead = true;
      override async markSent(taken: TakenMail): Promise<void> {
        if (this.dead) throw new OperationalError('gone');
        await super.markSent(taken);
      }
    }
    const outbox = new DyingOutbox();
    const ids: string[] = [];
    const { queue, clock, logs, add } = setUp(
      async (mail) => {
        ids.push(mail.messageId);
        return undefined;
      },
      {},
      1,
      outbox,
    );
    await add();
    await queue.deliverDue();
    expect(logs[0]).toMatchObject({ level: 'error', facts: { err: expect.any(OperationalError) } });
    outbox.dead = false;
    await queue.deliverDue();
    expect(ids).toHaveLength(1); // the lease goes on
    clock.ms += 150_000;
    await queue.deliverDue();
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(1);
    await queue.stop();
  });

  it('does not try a mail for ever that brings every process down', async () => {
    let attempts = 0;
    const { queue, outbox, clock, logs, add } = setUp(
      async () => {
        attempts += 1;
        return undefined;
      },
      { maxAttempts: 2 },
    );
    await add();
    for (let crash = 0; crash < 2; crash += 1) {
      await outbox.take(new Date(clock.ms), new Date(clock.ms + 1000)); // and then nothing
      clock.ms += 1000;
    }
    await queue.deliverDue();
    expect([attempts, logs.at(-1)?.facts.code, await outbox.nextDue()]).toEqual([0, 'too_many_attempts', null]);
    await queue.stop();
  });

  it('warns of recipients that a server refused, and does not send to the others again', async () => {
    let attempts = 0;
    const { queue, outbox, logs, add } = setUp(async () => {
      attempts += 1;
      return { refused: 1 };
    });
    await add();
    await queue.deliverDue();
    await queue.deliverDue();
    expect([attempts, logs[0]?.facts.refused, await outbox.nextDue()]).toEqual([1, 1, null]);
    await queue.stop();
  });

  it.each([
    [3, 1],
    [9, 2],
  ])('says what became of a mail though the database fails %d times: %d copies', async (failures, copies) => {
    class BusyOutbox extends MemoryOutbox {
      left = failures;
      override async markSent(taken: TakenMail): Promise<void> {
        this.left -= 1;
        if (this.left >= 0) throw new OperationalError('busy');
        await super.markSent(taken);
      }
    }
    let sent = 0;
    const send = async () => {
      sent += 1;
      return undefined;
    };
    const { queue, clock, add } = setUp(send, {}, 1, new BusyOutbox());
    await add();
    await queue.deliverDue();
    clock.ms += 150_000;
    await queue.deliverDue();
    expect(sent).toBe(copies);
    await queue.stop();
  });

  it('tries once more what only memory holds when it stops, and says what is lost', async () => {
    let attempts = 0;
    const { queue, logs, add } = setUp(async () => {
      attempts += 1;
      throw temporary();
    });
    await add();
    await queue.stop();
    expect([attempts, logs.at(-1)?.message]).toEqual([1, expect.stringMatching(/lost/)]);
  });

  it('does not wait for ever when it stops', async () => {
    let attempts = 0;
    const send = () => {
      attempts += 1;
      return new Promise<undefined>(() => {});
    };
    const { queue, add } = setUp(send, { timeout: '100ms', concurrency: 1 });
    for (let n = 0; n < 50; n += 1) await add();
    await queue.stop();
    expect(attempts).toBeLessThan(5);
  });

  it('waits for the mail in flight when it stops, and takes no other from the table', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    let ended = 0;
    class LastingOutbox extends MemoryOutbox {
      override readonly isVolatile = false; // as the table is
    }
    const { queue, outbox, add } = setUp(
      async () => {
        begin();
        await released;
        ended += 1;
        return undefined;
      },
      { concurrency: 1 },
      1,
      new LastingOutbox(),
    );
    await add('a@example.com');
    await add('b@example.com');
    queue.wake();
    await begun;
    const stopping = queue.stop();
    release();
    await stopping;
    queue.wake();
    expect(ended).toBe(1);
    expect(await outbox.list(9)).toHaveLength(1);
  });

  it('wakes by itself when a mail is due', async () => {
    const { promise: sent, resolve } = Promise.withResolvers<void>();
    let attempts = 0;
    const { queue, clock, add } = setUp(
      async () => {
        attempts += 1;
        if (attempts === 1) throw temporary();
        resolve();
        return undefined;
      },
      { retryAfter: '1ms', pollInterval: '100ms' },
    );
    await add();
    queue.wake();
    const ticking = setInterval(() => {
      clock.ms += 10;
    }, 10);
    await sent;
    clearInterval(ticking);
    await queue.stop();
    expect(attempts).toBe(2);
  });
});
