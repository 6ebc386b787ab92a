/** Templates: mails as typed functions of their data, which an app may override. */
import type { MailTemplateOverride } from '../settings/mail-settings.ts';
import type { SafeHtml } from './html.ts';
import { baseLayout, type MailLayout } from './layout.ts';
import type { MailContent } from './message.ts';

/** What a template says, each part a function of its data. */
export interface MailTemplateParts<TData> {
  subject(data: TData): string;
  text(data: TData): string;
  /** The part inside of the layout; a mail without it has no HTML. */
  html?(data: TData): SafeHtml;
  /** What is put around `html`, instead of the setting `mail.layout`; `null` for nothing. */
  readonly layout?: MailLayout | null;
}

/** A mail as a function of its data. */
export interface MailTemplate<TData> {
  (data: TData, layout?: MailLayout): MailContent;
  readonly parts: MailTemplateParts<TData>;
}

/** The data of a template. */
export type MailDataOf<T> = T extends MailTemplate<infer TData> ? TData : never;

/**
 * Makes a template. Send it with `app.mail.send({ to, ...app.mail.render(template, data) })`.
 *
 * @param parts `subject` and `text` make plain text; in `html`, what is not HTML is escaped.
 */
export function mailTemplate<TData>(parts: MailTemplateParts<TData>): MailTemplate<TData> {
  const template = (data: TData, layout: MailLayout = baseLayout): MailContent => {
    const subject = parts.subject(data);
    const body = parts.html?.(data);
    const around = parts.layout === undefined ? layout : parts.layout;
    return {
      subject,
      text: parts.text(data),
      ...(body !== undefined && { html: around === null ? body : around({ subject, body }) }),
    };
  };
  return Object.assign(template, { parts });
}

/** What an app says instead, by the names of the templates; parts that are left out stay. */
export type MailTemplateChanges<T> = {
  readonly [N in keyof T]?: MailTemplate<MailDataOf<T[N]>> | Partial<MailTemplateParts<MailDataOf<T[N]>>>;
};

/**
 * Says otherwise what templates of a package say; for the setting `mail.templates`.
 *
 * @param templates The templates, by name, as the package exports them.
 * @param changes A template instead, or some parts of it.
 */
export function overrideTemplates<T extends { readonly [name: string]: MailTemplate<never> }>(
  templates: T,
  changes: MailTemplateChanges<T>,
): readonly MailTemplateOverride[] {
  return Object.entries(changes).flatMap(([name, change]) => {
    const template = Object.hasOwn(templates, name) ? templates[name] : undefined;
    if (template === undefined || change === undefined) return [];
    const replacement =
      typeof change === 'function' ? change : mailTemplate({ ...template.parts, ...(change as object) });
    return [{ template, replacement }];
  });
}
