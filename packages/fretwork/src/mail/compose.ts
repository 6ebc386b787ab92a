/** `compose`: a mail as nodemailer takes it, so that all transports send the same. */
import type { MailComposerOptions } from 'nodemailer/lib/mail-composer';
import { type Mail, recipientsOf } from './message.ts';

/**
 * The mail for nodemailer. Every part is plain text or a parsed address: none of them names a file or an address to read.
 */
export const compose = (mail: Mail): MailComposerOptions => ({
  from: mail.from,
  to: [...mail.to],
  cc: [...mail.cc],
  bcc: [...mail.bcc],
  ...(mail.replyTo && { replyTo: mail.replyTo }),
  envelope: { from: mail.from.address, to: [...recipientsOf(mail)] },
  messageId: mail.messageId,
  date: mail.createdAt,
  subject: mail.subject,
  text: mail.text,
  ...(mail.html !== null && { html: mail.html }),
  headers: { ...mail.headers },
  disableFileAccess: true,
  disableUrlAccess: true,
});
