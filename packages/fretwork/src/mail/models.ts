/** The model of `mail`: mails on their way, and what became of them. */
import type { Model } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import type { MailAddress } from './message.ts';

/**
 * Models for `defineModels`: with them, mails are written in the request's own transaction and outlive a restart.
 *
 * A mail is waiting as long as `nextAttemptAt` is set; then `sentAt` or `failedAt` says what became of it, and its content
 * is erased.
 */
export const mailModels = {
  OutgoingMail: model(
    {
      /** With its angle brackets; the same at every attempt. */
      messageId: f.char({ maxLength: 400, unique: true, editable: false }),
      from: f.jsonOf<MailAddress>()({ editable: false }),
      to: f.jsonOf<readonly MailAddress[]>()({ editable: false }),
      cc: f.jsonOf<readonly MailAddress[]>()({ editable: false }),
      bcc: f.jsonOf<readonly MailAddress[]>()({ editable: false }),
      replyTo: f.jsonOf<MailAddress>()({ null: true, editable: false }),
      subject: f.text({ blank: true, editable: false, secret: true }),
      text: f.text({ blank: true, editable: false, secret: true }),
      html: f.text({ null: true, editable: false, secret: true }),
      headers: f.jsonOf<Readonly<Record<string, string>>>()({ editable: false }),
      createdAt: f.dateTime({ dbIndex: true, editable: false }),
      /** After this moment it is not sent any more. */
      expiresAt: f.dateTime({ null: true, editable: false }),
      /** How often a process has taken it, this time included. */
      attempts: f.integer({ default: 0, editable: false }),
      /** When it may be taken next: while a process sends it, the end of that process's lease. */
      nextAttemptAt: f.dateTime({ null: true, dbIndex: true, editable: false }),
      sentAt: f.dateTime({ null: true, editable: false }),
      failedAt: f.dateTime({ null: true, editable: false }),
      /** What went wrong last, as a code without content: `ECONNREFUSED`, `EENVELOPE 550 5.1.1`. */
      lastError: f.char({ maxLength: 120, blank: true, editable: false }),
    },
    { table: 'mail_outgoing', ordering: ['id'] },
  ),
};

/** The model that `mailModels` defines. */
export type OutgoingMailModel = Model<typeof mailModels, 'OutgoingMail'>;
