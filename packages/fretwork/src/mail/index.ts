/** Mail: messages, templates, transports, the outbox, and the mailbox for development. */
export { ConsoleTransport } from './console-transport.ts';
export { FileTransport } from './file-transport.ts';
export { escapeHtml, type HtmlValue, html, SafeHtml, trustedHtml } from './html.ts';
export { baseLayout, codeBlock, linkButton, type MailLayout } from './layout.ts';
export {
  type MailDataOf,
  type MailTemplate,
  type MailTemplateChanges,
  type MailTemplateParts,
  mailTemplate,
  overrideTemplates,
} from './mail-template.ts';
export {
  type MailTransport,
  type OpenMailTransportOptions,
  openMailTransport,
  type SendOptions,
} from './mail-transport.ts';
export type { MailboxEntry } from './mailbox-renderer.ts';
export { mailboxUrls } from './mailbox-urls.ts';
export { type MailApp, Mailer, type MailerOptions, mailOf, sendMail } from './mailer.ts';
export { type Mail, type MailAddress, type MailContent, type MailMessage, parseAddress } from './message.ts';
export { mailModels, type OutgoingMailModel } from './models.ts';
export type { KeptMail, Mailbox } from './outbox.ts';
export { SmtpTransport, type SmtpTransportOptions } from './smtp-transport.ts';
