/** ModelOutbox: mails wait in a table of the app's database, which all its processes share. */
import { ImproperlyConfigured } from '../errors.ts';
import type { AnyModels, InstanceOf } from '../models/define-models.ts';
import type { Mail } from './message.ts';
import { mailModels, type OutgoingMailModel } from './models.ts';
import type { KeptMail, Outbox, TakenMail } from './outbox.ts';

/** How mails are kept. */
export interface ModelOutboxOptions {
  /** The model `OutgoingMail` of the app. */
  readonly model: AnyModels[string];
  /** Whether content stays when a mail is done with. */
  readonly keepContent: boolean;
}

const CANDIDATES = 10;
const WITHOUT_CONTENT = { subject: '', text: '', html: null, headers: {} } as const;

/**
 * Relies on one thing only: an UPDATE with a condition changes a row once. Taking a mail is a SELECT and an UPDATE.
 */
export class ModelOutbox implements Outbox {
  readonly isVolatile = false;
  readonly #model: OutgoingMailModel;
  readonly #ending: Partial<typeof WITHOUT_CONTENT>;

  /** @throws {ImproperlyConfigured} the model is not that of `mailModels` */
  constructor({ model, keepContent }: ModelOutboxOptions) {
    const missing = Object.keys(mailModels.OutgoingMail.fields).find((name) => !model.meta.columnsByName.has(name));
    if (missing !== undefined) {
      throw new ImproperlyConfigured(
        `The model ${model.meta.name} has no field '${missing}', which mails need. Use \`...mailModels\` (fretwork/mail).`,
      );
    }
    // Its type names the models beside it, which make no difference here.
    this.#model = model as unknown as OutgoingMailModel;
    this.#ending = keepContent ? {} : WITHOUT_CONTENT;
  }

  async add(mail: Mail, nextAttemptAt: Date | null): Promise<void> {
    const sentAt = nextAttemptAt === null ? mail.createdAt : null;
    await this.#model.objects.create({ ...mail, nextAttemptAt, sentAt, lastError: '' });
  }

  async take(now: Date, leaseUntil: Date): Promise<TakenMail | null> {
    for (;;) {
      const due = await this.#model.objects
        .filter({ nextAttemptAt: { lte: now } })
        .orderBy('nextAttemptAt', 'id')
        .slice(0, CANDIDATES);
      for (const row of due) {
        const attempts = row.attempts + 1;
        // The one statement that decides: of all callers at once, the database lets one change the row.
        const mine = this.#model.objects.filter({ id: row.id, attempts: row.attempts, nextAttemptAt: { lte: now } });
        if ((await mine.update({ attempts, nextAttemptAt: leaseUntil })) === 1) {
          return { id: row.id, attempts, mail: toMail(row) };
        }
      }
      if (due.length < CANDIDATES) return null; // others have taken them all
    }
  }

  async markSent({ id }: TakenMail, sentAt: Date, lastError: string): Promise<void> {
    // Whoever has the lease by now: it was delivered, and nobody needs to try again.
    const unsent = this.#model.objects.filter({ id, sentAt: { isnull: true } });
    await unsent.update({ sentAt, failedAt: null, nextAttemptAt: null, lastError, ...this.#ending });
  }

  async postpone(taken: TakenMail, nextAttemptAt: Date, lastError: string): Promise<void> {
    await this.#leased(taken).update({ nextAttemptAt, lastError });
  }

  async markFailed(taken: TakenMail, failedAt: Date, lastError: string): Promise<void> {
    await this.#leased(taken).update({ failedAt, nextAttemptAt: null, lastError, ...this.#ending });
  }

  async nextDue(): Promise<Date | null> {
    const waiting = this.#model.objects.filter({ nextAttemptAt: { isnull: false } }).orderBy('nextAttemptAt');
    const [next = null] = await waiting.slice(0, 1).valuesList('nextAttemptAt', { flat: true });
    return next;
  }

  forget(before: Date): Promise<number> {
    return this.#model.objects.filter({ createdAt: { lt: before }, nextAttemptAt: { isnull: true } }).delete();
  }

  async list(limit: number): Promise<readonly KeptMail[]> {
    const rows = await this.#model.objects.orderBy('-id').slice(0, limit);
    return rows.map((row) => ({ id: row.id, mail: toMail(row) }));
  }

  async get(id: number): Promise<KeptMail | null> {
    const row = await this.#model.objects.filter({ id }).first();
    return row && { id: row.id, mail: toMail(row) };
  }

  async clear(): Promise<void> {
    await this.#model.objects.delete();
  }

  #leased({ id, attempts }: TakenMail) {
    return this.#model.objects.filter({ id, attempts, sentAt: { isnull: true }, failedAt: { isnull: true } });
  }
}

function toMail(row: InstanceOf<OutgoingMailModel>): Mail {
  const { messageId, createdAt, from, to, cc, bcc, replyTo, subject, text, html, headers, expiresAt } = row;
  return { messageId, createdAt, from, to, cc, bcc, replyTo, subject, text, html, headers, expiresAt };
}
