/** The looks of mails: escaped, for light and dark, and nothing from elsewhere. */
import { describe, expect, it } from 'vitest';
import { html } from './html.ts';
import { baseLayout, codeBlock, linkButton } from './layout.ts';

describe('baseLayout', () => {
  const page = baseLayout({ subject: 'A & <B>', body: html`<p>${'<x>'}</p>` }).toString();

  it('holds the body and the subject, escaped', () => {
    expect(page).toContain('<p>&lt;x&gt;</p>');
    expect(page).toContain('<title>A &amp; &lt;B&gt;</title>');
  });

  it('is for light and dark', () => {
    expect(page).toContain('color-scheme');
    expect(page).toContain('prefers-color-scheme: dark');
  });

  it('loads nothing and runs nothing', () => {
    expect(page).not.toMatch(/https?:|url\(|@import|<script|<img|<link/i);
  });
});

describe('codeBlock', () => {
  it('shows the code in one piece', () => {
    expect(codeBlock('123456').toString()).toContain('>123456<');
    expect(codeBlock('<b>').toString()).toContain('&lt;b&gt;');
  });
});

describe('linkButton', () => {
  it('links with an escaped address and label', () => {
    const button = linkButton('https://example.com/?a=1&b="x"', '<Go>').toString();
    expect(button).toContain('href="https://example.com/?a=1&amp;b=%22x%22"');
    expect(button).toContain('&lt;Go&gt;');
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', '/relative', '', 'java\nscript:x'])('refuses %j', (url) => {
    expect(() => linkButton(url, 'Go')).toThrow(expect.objectContaining({ code: 'invalid_link' }));
  });
});
