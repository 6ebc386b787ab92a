/** `html`: HTML as a template literal, whose values are escaped unless they are HTML themselves. */

/** HTML that is safe to send: made by `html`, or vouched for with `trustedHtml`. */
export class SafeHtml {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  toString(): string {
    return this.#text;
  }
}

/** What may stand in an `html` template; nothing is written for `null`, `undefined` and `false`. */
export type HtmlValue = SafeHtml | string | number | bigint | null | undefined | false | readonly HtmlValue[];

/**
 * HTML from a template: `` html`<p>Hello ${name}</p>` ``.
 *
 * Values are escaped for text and for quoted attributes. They are not checked as addresses: see `linkButton`.
 *
 * @see Django `format_html`
 */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): SafeHtml {
  return new SafeHtml(String.raw({ raw: strings }, ...values.map(write)));
}

/**
 * Vouches for HTML that comes from somewhere else.
 *
 * @param text Written by the developer, never by a user.
 * @see Django `mark_safe`
 */
export const trustedHtml = (text: string): SafeHtml => new SafeHtml(text);

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Text as HTML. */
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"'`]/g, (sign) => ENTITIES[sign] ?? sign);

function write(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof SafeHtml) return value.toString();
  if (Array.isArray(value)) return value.map(write).join('');
  return escapeHtml(String(value));
}
