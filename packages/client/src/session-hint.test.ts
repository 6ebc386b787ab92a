/** The note that there may be a session. */
import { expect, it } from 'vitest';
import { FakeBrowser } from '../tests/fake-browser.ts';
import type { Flags } from './environment.ts';
import { createSessionHint } from './session-hint.ts';

it('is kept for other pages of the browser, without a word of any token', () => {
  const browser = new FakeBrowser();
  const hint = createSessionHint(browser.tab().flags, 'https://shop.example/');
  const other = createSessionHint(browser.tab().flags, 'https://shop.example/');
  expect(hint.read()).toBe('none');
  for (const value of ['maybe', 'ending', 'none'] as const) {
    hint.write(value);
    expect(other.read()).toBe(value);
  }
  hint.write('maybe');
  expect([...browser.notes]).toEqual([['fretwork.session:https://shop.example/', '1']]);
  expect(createSessionHint(browser.tab().flags, 'https://elsewhere.example/').read()).toBe('none');
});

it('says nothing where nothing was noted, and is remembered where nothing can be kept', () => {
  const failing: Flags = {
    getItem: () => {
      throw new DOMException('denied');
    },
    setItem: () => {
      throw new DOMException('denied');
    },
    removeItem: () => {
      throw new DOMException('denied');
    },
  };
  for (const flags of [undefined, failing]) {
    const hint = createSessionHint(flags, 'x');
    expect(hint.read()).toBeUndefined();
    hint.write('maybe');
    expect(hint.read()).toBe('maybe');
    hint.write('none');
    expect(hint.read()).toBe('none');
  }
});
