/** html: values are text unless they are HTML. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { escapeHtml, type HtmlValue, html, SafeHtml, trustedHtml } from './html.ts';

describe('html', () => {
  it.each<[HtmlValue, string]>([
    ['plain', 'plain'],
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['" onload="x', '&quot; onload=&quot;x'],
    ["' onload='x", '&#39; onload=&#39;x'],
    ['`x', '&#96;x'],
    ['a &amp; b', 'a &amp;amp; b'],
    [7, '7'],
    [0, '0'],
    [null, ''],
    [undefined, ''],
    [false, ''],
    [html`<b>${'<'}</b>`, '<b>&lt;</b>'],
    [trustedHtml('<hr>'), '<hr>'],
    [['<', html`<i></i>`, null, [1]], '&lt;<i></i>1'],
    [{ toString: () => '<img>' } as unknown as string, '&lt;img&gt;'],
  ])('writes the value %# as it should', (value, expected) => {
    expect(html`${value}`.toString()).toBe(expected);
  });

  it('writes big integers', () => {
    expect(html`${12n}`.toString()).toBe('12');
  });

  it('keeps what the developer wrote', () => {
    expect(html`<p title="${'"'}">A\tB</p>`.toString()).toBe('<p title="&quot;">A\tB</p>');
  });

  it('makes HTML that a template takes', () => {
    expectTypeOf(html``).toEqualTypeOf<SafeHtml>();
    expect(html`x`).toBeInstanceOf(SafeHtml);
    // @ts-expect-error an object has no text of its own
    const wrong: HtmlValue = {};
    expect(wrong).toBeDefined();
  });

  it('escapes text by itself', () => {
    expect(escapeHtml('<&>')).toBe('&lt;&amp;&gt;');
  });
});
