/** `/mailbox/`: the mails that the app "sent", as pages and as JSON; for development. */
import { ImproperlyConfigured, NotFound } from '../errors.ts';
import type { Kwargs } from '../http/app-context.ts';
import { JSONRenderer } from '../http/renderers.ts';
import type { Request } from '../http/request.ts';
import { Response } from '../http/response.ts';
import { AllowAny } from '../permissions/permissions.ts';
import { type AnyRoute, path, urlpatterns } from '../routers/path.ts';
import { formatSuffixPatterns } from '../routers/routers.ts';
import type { Settings } from '../settings/settings.ts';
import { APIView } from '../views/api-view.ts';
import { MAILBOX_URL } from './mail-transport.ts';
import { type MailboxEntry, MailboxRenderer } from './mailbox-renderer.ts';
import { mailOf } from './mailer.ts';
import { formatAddress, recipientsOf } from './message.ts';
import type { KeptMail, Mailbox } from './outbox.ts';

const MOST_LISTED = 100;

// What a mail brings may show nothing but itself: no scripts, no pictures from elsewhere, no forms.
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
} as const;

/**
 * What the views of the mailbox have in common: everybody on the machine may look, whatever the app's defaults.
 *
 * 404 unless the setting `email` is `mailbox:`.
 */
export class MailboxView extends APIView {
  override authenticationClasses = [];
  override permissionClasses = [AllowAny];
  override throttleClasses = [];
  override versioningClass = null;
  // JSON for programs, which rarely say what they accept; browsers do.
  override rendererClasses = [JSONRenderer, MailboxRenderer];

  protected mailboxOf(request: Request): Mailbox {
    const { mailbox } = mailOf(request);
    if (mailbox === null) throw new NotFound();
    return mailbox;
  }
}

/** The mails, the newest first: `?to=ada@example.com` for those to one address. `DELETE` forgets them all. */
export class MailboxListView extends MailboxView {
  override async get(request: Request): Promise<Response> {
    const kept = await this.mailboxOf(request).list(MOST_LISTED);
    const to = request.queryParams.get('to')?.toLowerCase();
    const wanted = to === undefined ? kept : kept.filter(({ mail }) => goesTo(mail, to));
    return new Response(wanted.map(toEntry), { headers: HEADERS });
  }

  override async delete(request: Request): Promise<Response> {
    await this.mailboxOf(request).clear();
    return new Response(undefined, { status: 204 });
  }
}

/** One mail. */
export class MailboxDetailView extends MailboxView {
  override async get(request: Request, { pk }: Kwargs): Promise<Response> {
    const kept = await this.mailboxOf(request).get(Number(pk));
    if (kept === null) throw new NotFound();
    return new Response(toEntry(kept), { headers: HEADERS });
  }
}

/**
 * The addresses of the mailbox: `path('mailbox/', mailboxUrls)`.
 *
 * An app that has them does not start unless `debug` is on or `email` is `mailbox:`.
 */
export const mailboxUrls: readonly AnyRoute[] = urlpatterns(
  ...formatSuffixPatterns(
    [path('', MailboxListView, 'mailbox-list'), path('<int:pk>/', MailboxDetailView, 'mailbox-detail')],
    { allowed: ['json', 'html'] },
  ),
);

/**
 * Refuses an app that would show its mails to the world; `createApp` asks for every view.
 *
 * @throws {ImproperlyConfigured} neither `debug` nor `mailbox:`
 */
export function checkMailbox(view: object, { debug, email }: Settings): void {
  if (!(view instanceof MailboxView) || debug || email === MAILBOX_URL) return;
  throw new ImproperlyConfigured(
    "`mailboxUrls` shows every mail to everybody. Leave it out of urls unless `debug` is on or `email` is 'mailbox:'.",
  );
}

const goesTo = (mail: KeptMail['mail'], address: string): boolean =>
  recipientsOf(mail).some((recipient) => recipient.toLowerCase() === address);

const toEntry = ({ id, mail }: KeptMail): MailboxEntry => ({
  id,
  messageId: mail.messageId,
  createdAt: mail.createdAt,
  from: formatAddress(mail.from),
  to: mail.to.map(formatAddress),
  cc: mail.cc.map(formatAddress),
  bcc: mail.bcc.map(formatAddress),
  replyTo: mail.replyTo && formatAddress(mail.replyTo),
  subject: mail.subject,
  headers: mail.headers,
  text: mail.text,
  html: mail.html,
});
