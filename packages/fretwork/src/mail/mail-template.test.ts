/** Templates: typed by their data, escaped, overridden by name. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { html } from './html.ts';
import { type MailDataOf, mailTemplate, overrideTemplates } from './mail-template.ts';
import { Mailer } from './mailer.ts';
import type { MailContent } from './message.ts';

const templates = {
  welcome: mailTemplate({
    subject: ({ name }: { name: string }) => `Welcome, ${name}`,
    text: ({ name }) => `Hello ${name}`,
    html: ({ name }) => html`<p>Hello ${name}</p>`,
  }),
  code: mailTemplate({ subject: () => 'Your code', text: ({ code }: { code: string }) => code }),
};
const { welcome, code } = templates;

describe('mailTemplate', () => {
  it('makes subject, text and HTML of its data', () => {
    const { subject, text, html: page } = welcome({ name: '<Eve>' });
    expect({ subject, text }).toEqual({ subject: 'Welcome, <Eve>', text: 'Hello <Eve>' });
    expect(String(page)).toContain('<p>Hello &lt;Eve&gt;</p>');
    expect(String(page)).toContain('<!doctype html>');
  });

  it('has no HTML where none was given', () => {
    expect(code({ code: '123456' })).toEqual({ subject: 'Your code', text: '123456' });
  });

  it('takes another layout, or none', () => {
    const bare = mailTemplate({ ...welcome.parts, layout: null });
    expect(String(bare({ name: 'Ada' }).html)).toBe('<p>Hello Ada</p>');
    const own = mailTemplate({ ...welcome.parts, layout: ({ body }) => html`<main>${body}</main>` });
    expect(String(own({ name: 'Ada' }).html)).toBe('<main><p>Hello Ada</p></main>');
  });

  it('is typed by its data', () => {
    expectTypeOf(welcome).returns.toEqualTypeOf<MailContent>();
    expectTypeOf<MailDataOf<typeof welcome>>().toEqualTypeOf<{ name: string }>();
    // @ts-expect-error the data has a name
    expect(() => welcome({})).not.toThrow();
  });
});

describe('overrideTemplates', () => {
  const mailer = (overrides: ReturnType<typeof overrideTemplates>) =>
    new Mailer({ url: 'mailbox:', settings: { templates: overrides } });

  it('replaces the parts that are said, and leaves the rest', () => {
    const { render } = {
      render: mailer(overrideTemplates(templates, { welcome: { subject: ({ name }) => `Salut ${name}` } })),
    };
    const content = render.render(welcome, { name: 'Ada' });
    expect(content).toMatchObject({ subject: 'Salut Ada', text: 'Hello Ada' });
    expect(String(content.html)).toContain('Hello Ada');
    expect(render.render(code, { code: '1' }).subject).toBe('Your code');
  });

  it('takes a whole template instead', () => {
    const other = mailTemplate({ subject: () => 'S', text: ({ name }: { name: string }) => name });
    const content = mailer(overrideTemplates(templates, { welcome: other })).render(welcome, { name: 'Ada' });
    expect(content).toEqual({ subject: 'S', text: 'Ada' });
  });

  it('puts the layout of the settings around all of them', () => {
    const own = new Mailer({
      url: 'mailbox:',
      settings: { layout: ({ body }: { body: never }) => html`<main>${body}</main>` },
    });
    expect(String(own.render(welcome, { name: 'Ada' }).html)).toBe('<main><p>Hello Ada</p></main>');
  });

  it('is typed by name and by data', () => {
    // @ts-expect-error there is no such template
    expect(overrideTemplates(templates, { welcom: {} })).toEqual([]);
    // @ts-expect-error the template has a name and no code
    overrideTemplates(templates, { welcome: { subject: (data: { code: string }) => data.code } });
    // @ts-expect-error the data of this template is a code
    mailer([]).render(code, { name: 'Ada' });
  });
});
