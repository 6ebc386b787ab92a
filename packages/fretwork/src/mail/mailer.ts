/** Mailer: `app.mail`, which sends mails after the commit, or keeps them where nothing is sent. */
import { onCommit } from '../databases/transaction.ts';
import { ImproperlyConfigured } from '../errors.ts';
import type { AppContext } from '../http/app-context.ts';
import { type Logger, stderrLogger } from '../http/logger.ts';
import type { AnyModels } from '../models/define-models.ts';
import { type MailSettings, type ResolvedMailSettings, resolveMailSettings } from '../settings/mail-settings.ts';
import { baseLayout, type MailLayout } from './layout.ts';
import { MailQueue } from './mail-queue.ts';
import type { MailTemplate } from './mail-template.ts';
import { type MailTransport, openMailTransport } from './mail-transport.ts';
import { MemoryOutbox } from './memory-outbox.ts';
import { type MailContent, type MailMessage, parseAddress, parseMessage } from './message.ts';
import { ModelOutbox } from './model-outbox.ts';
import type { Mailbox, Outbox } from './outbox.ts';

/** What an app's mail is made of. */
export interface MailerOptions {
  /** Where mails go; the setting `email`. */
  readonly url: string;
  /** The setting `mail`. */
  readonly settings?: MailSettings;
  /** The app's models; with `mailModels` among them, mails outlive a restart. */
  readonly models?: AnyModels;
  /** Sends instead of what the URL names. */
  readonly transport?: MailTransport;
  readonly logger?: Logger;
  /** The clock; the machine's where left out. */
  readonly now?: () => Date;
  /** A number from 0 up to 1, for the pauses between attempts; `Math.random` where left out. */
  readonly random?: () => number;
  /** Makes the unique part of a Message-ID; a UUID where left out. */
  readonly newId?: () => string;
}

/**
 * Sends the mails of an app. Neither slows a request down nor fails one, however slow or dead the mail server is.
 *
 * @see Django `django.core.mail`
 */
export class Mailer {
  /** Mails that were kept instead of sent; `null` unless the setting `email` is `mailbox:`. */
  readonly mailbox: Mailbox | null;
  readonly #settings: ResolvedMailSettings;
  readonly #options: MailerOptions;
  readonly #outbox: Outbox;
  readonly #transport: MailTransport | null;
  readonly #queue: MailQueue | null;
  readonly #templates: ReadonlyMap<object, object>;
  readonly #now: () => Date;
  #started = false;

  /** @throws {ImproperlyConfigured} a setting cannot work, or the model is not that of `mailModels` */
  constructor(options: MailerOptions) {
    const { url, models = {}, now = () => new Date(), random = Math.random, logger = stderrLogger } = options;
    const settings = resolveMailSettings(options.settings);
    checkFrom(settings.from);
    this.#options = options;
    this.#settings = settings;
    this.#now = now;
    this.#templates = new Map(settings.templates.map(({ template, replacement }) => [template, replacement]));
    const model = Object.hasOwn(models, 'OutgoingMail') ? models.OutgoingMail : undefined;
    const { keepContent, timeoutMs } = settings;
    this.#outbox = model === undefined ? new MemoryOutbox() : new ModelOutbox({ model, keepContent });
    const transport = options.transport ?? openMailTransport({ url, timeoutMs });
    this.#transport = transport;
    this.#queue = transport && new MailQueue({ outbox: this.#outbox, transport, settings, logger, now, random });
    this.mailbox = transport === null ? this.#outbox : null;
  }

  /**
   * Sends a mail once the current transaction commits; at once where there is none. Returns before it is delivered.
   *
   * Costs one INSERT where the app's models have a place for mails, and nothing where they have none.
   *
   * @returns The mail's Message-ID.
   * @throws {MailError} the message cannot be sent as it is: codes `invalid_address`, `invalid_header`, `invalid_message`
   */
  async send(message: MailMessage): Promise<string> {
    const now = this.#now();
    const mail = parseMessage(message, { from: this.#settings.from, now, newId: this.#options.newId });
    const queue = this.#queue;
    await this.#outbox.add(mail, queue === null ? null : now);
    if (queue !== null) await onCommit(() => queue.wake());
    return mail.messageId;
  }

  /** What a template says of its data, as the app's settings override it. */
  render<TData>(template: MailTemplate<TData>, data: NoInfer<TData>): MailContent {
    const chosen = (this.#templates.get(template) ?? template) as MailTemplate<TData>;
    return chosen(data, (this.#settings.layout as MailLayout | undefined) ?? baseLayout);
  }

  /** Begins to deliver what an earlier process left behind; `serve` does it when it listens, the app with its first request. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    if (!this.#outbox.isVolatile) this.#queue?.wake();
  }

  /** Delivers what is due now and waits for it: for tests, and for scripts that end. */
  async deliverDue(): Promise<void> {
    await this.#queue?.deliverDue();
  }

  /**
   * Waits for the mails that are being sent, and lets go of connections. What waits in the table stays there; what waits
   * in memory alone is tried once more.
   */
  async close(): Promise<void> {
    await this.#queue?.stop();
    await this.#transport?.close();
  }
}

/** An app that sends mail; `createApp` makes one. */
export interface MailApp extends AppContext {
  readonly mail?: Mailer;
}

/**
 * The mailer of an app, or of the app that answers a request.
 *
 * @throws {ImproperlyConfigured} the app has none
 */
export function mailOf(owner: AppContext | { readonly app: AppContext }): Mailer {
  const { mail } = ('app' in owner ? owner.app : owner) as MailApp;
  if (mail !== undefined) return mail;
  throw new ImproperlyConfigured('Mail needs the app to have `mail`, as the apps of createApp() have.');
}

/**
 * Sends a mail once the current transaction commits: `Mailer.send` of the app.
 *
 * @param owner The app, or a request that it answers.
 * @returns The mail's Message-ID.
 * @throws {MailError} the message cannot be sent as it is
 * @see Django `send_mail`
 */
export const sendMail = (owner: AppContext | { readonly app: AppContext }, message: MailMessage): Promise<string> =>
  mailOf(owner).send(message);

function checkFrom(from: string): void {
  try {
    parseAddress(from, 'from');
  } catch (cause) {
    throw new ImproperlyConfigured(
      "Setting `mail.from` has to be one address: 'shop@example.com' or 'Bookshop <shop@example.com>'.",
      { cause },
    );
  }
}
