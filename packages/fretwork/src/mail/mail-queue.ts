/** MailQueue: takes mails out of the outbox and delivers them, beside the requests and never in their way. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { MailError, OperationalError } from '../errors.ts';
import type { Logger } from '../http/logger.ts';
import type { ResolvedMailSettings } from '../settings/mail-settings.ts';
import type { MailTransport } from './mail-transport.ts';
import type { Outbox, TakenMail } from './outbox.ts';

/** What a queue is made of. */
export interface MailQueueOptions {
  readonly outbox: Outbox;
  readonly transport: MailTransport;
  readonly settings: ResolvedMailSettings;
  readonly logger: Logger;
  readonly now: () => Date;
  /** A number from 0 up to 1, for the pauses between attempts. */
  readonly random: () => number;
}

// How much longer than an attempt a lease is: clocks of two processes may differ by this.
const LEASE_MARGIN_MS = 120_000;
const SHORTEST_PAUSE_MS = 250;
const FORGET_EVERY_MS = 3_600_000;

/**
 * Delivers every mail at least once, with growing pauses between attempts.
 *
 * An attempt ends before its lease does, so that no other process takes the mail meanwhile. A process that dies between
 * delivering a mail and saying so makes a second copy, with the same Message-ID.
 */
export class MailQueue {
  readonly #options: MailQueueOptions;
  // Deliveries belong to nobody's request, transaction or query log, whoever wakes the queue.
  readonly #outside = AsyncLocalStorage.snapshot();
  readonly #lanes = new Set<Promise<void>>();
  #busy = 0;
  #woken = false;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;
  #forgotAt = Number.NEGATIVE_INFINITY;

  constructor(options: MailQueueOptions) {
    this.#options = options;
  }

  /** Says that there may be something to deliver; returns at once. */
  wake(): void {
    if (this.#stopped) return;
    this.#woken = true;
    if (this.#lanes.size < this.#options.settings.concurrency) this.#openLane();
  }

  /** Delivers what is due now, and waits for the end of it. */
  async deliverDue(): Promise<void> {
    this.wake();
    while (this.#lanes.size > 0) await Promise.all(this.#lanes);
  }

  /**
   * Takes no more mails, and waits for those that are being sent: for as long as one attempt may take. What waits in memory
   * alone is tried once more, for no longer than that.
   */
  async stop(): Promise<void> {
    const { outbox, settings, logger } = this.#options;
    if (outbox.isVolatile)
      await Promise.race([this.deliverDue(), sleep(settings.timeoutMs, undefined, { ref: false })]);
    this.#stopped = true;
    clearTimeout(this.#timer);
    while (this.#lanes.size > 0) await Promise.all(this.#lanes);
    if (outbox.isVolatile && (await outbox.nextDue()) !== null) {
      logger.warn({}, 'Mails that were not delivered are lost with this process. With `mailModels` they are kept.');
    }
  }

  #openLane(): void {
    this.#busy += 1;
    const lane = this.#outside(() => this.#run()).then(() => {
      this.#lanes.delete(lane);
      if (this.#woken) this.wake(); // after the lane had looked for the last time
    });
    this.#lanes.add(lane);
  }

  // Never rejects: what goes wrong here is nobody's request.
  async #run(): Promise<void> {
    let due: Date | null = null;
    try {
      while (!this.#stopped && (await this.#deliverNext()));
      if (!this.#stopped && this.#busy === 1) due = await this.#tidyUp();
    } catch (err) {
      this.#woken = false; // what is broken is not tried again at once
      this.#options.logger.error({ err }, 'The outbox of mails cannot be used. Has its table been migrated?');
    }
    this.#busy -= 1;
    if (!this.#stopped && this.#busy === 0) this.#sleepUntil(due);
  }

  /** @returns Whether there was one. */
  async #deliverNext(): Promise<boolean> {
    const { outbox, settings, now } = this.#options;
    this.#woken = false;
    const at = now();
    const taken = await outbox.take(at, new Date(at.getTime() + settings.timeoutMs + LEASE_MARGIN_MS));
    if (taken === null) return false;
    await this.#deliver(taken);
    return true;
  }

  async #deliver(taken: TakenMail): Promise<void> {
    const { outbox, settings, now, logger } = this.#options;
    const { mail, attempts, id } = taken;
    if (mail.expiresAt !== null && mail.expiresAt <= now()) return outbox.markFailed(taken, now(), 'expired');
    // Taken too often without a word of what became of it: such a mail brings processes down.
    if (attempts > settings.maxAttempts) return this.#giveUp(taken, 'too_many_attempts');
    try {
      const refused = (await this.#send(taken))?.refused ?? 0;
      if (refused > 0) logger.warn({ mail: id, refused }, 'A mail server refused some recipients of a mail.');
      await persist(() => outbox.markSent(taken, now(), refused > 0 ? 'some_recipients_refused' : ''));
    } catch (error) {
      if (!(error instanceof MailError)) throw error;
      if (error.permanent || attempts >= settings.maxAttempts) return this.#giveUp(taken, error.code);
      const until = new Date(now().getTime() + this.#pause(attempts));
      logger.warn({ mail: id, code: error.code, attempts }, 'A mail could not be delivered; it will be tried again.');
      await persist(() => outbox.postpone(taken, until, shorten(error.code)));
    }
  }

  async #giveUp(taken: TakenMail, code: string): Promise<void> {
    const { outbox, now, logger } = this.#options;
    logger.error({ mail: taken.id, code, attempts: taken.attempts }, 'A mail will never be delivered.');
    await persist(() => outbox.markFailed(taken, now(), shorten(code)));
  }

  // Ends in time even where a transport does not heed its signal.
  async #send({ mail }: TakenMail): Promise<{ readonly refused: number } | undefined> {
    const controller = new AbortController();
    const { promise: timeout, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      controller.abort();
      reject(new MailError('A mail took too long to be sent.', { code: 'ETIMEDOUT', permanent: false }));
    }, this.#options.settings.timeoutMs);
    const { transport } = this.#options;
    const sending = Promise.resolve()
      .then(() => transport.send(mail, { signal: controller.signal }))
      .catch(toMailError);
    try {
      return await Promise.race([sending, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The pause after so many attempts: doubled each time, and at random, so that mails do not come back all at once. */
  #pause(attempts: number): number {
    const { settings, random } = this.#options;
    const longest = Math.min(settings.retryAtMostMs, settings.retryAfterMs * 2 ** (attempts - 1));
    return Math.round(longest * (0.5 + random() / 2));
  }

  #sleepUntil(due: Date | null): void {
    const { settings, now } = this.#options;
    const wait = due === null ? settings.pollIntervalMs : due.getTime() - now().getTime();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.wake(), Math.max(SHORTEST_PAUSE_MS, Math.min(wait, settings.pollIntervalMs)));
    this.#timer.unref(); // a process that has nothing else to do may end
  }

  /** Forgets old mails now and then. @returns When the next mail is due. */
  async #tidyUp(): Promise<Date | null> {
    const { outbox, settings, now } = this.#options;
    const at = now().getTime();
    if (at - this.#forgotAt >= FORGET_EVERY_MS) {
      this.#forgotAt = at;
      await outbox.forget(new Date(at - settings.keepForMs));
    }
    return outbox.nextDue();
  }
}

const LONGEST_CODE = 120;
const shorten = (code: string): string => code.slice(0, LONGEST_CODE);

const MOST_TRIES = 4;
const FIRST_TRY_AGAIN_MS = 50;

// What became of a mail is worth another try: a delivered mail that nobody knows of is delivered twice.
async function persist(work: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof OperationalError) || tries >= MOST_TRIES) throw error;
      await sleep(FIRST_TRY_AGAIN_MS * 2 ** tries);
    }
  }
}

// A transport of somebody's own may throw anything; its text may hold the mail.
function toMailError(error: unknown): never {
  if (error instanceof MailError) throw error;
  throw new MailError('A mail could not be sent.', { code: 'unexpected', permanent: false });
}
