/** Dividing a search into terms. */
import { expect, it } from 'vitest';
import { searchTerms } from './search-filter.ts';

it.each([
  ['', []],
  ['  river  golden ', ['river', 'golden']],
  ['river,golden,,', ['river', 'golden']],
  ['"Golden River" x', ['Golden River', 'x']],
  [",'a b',", ['a b']],
  ['"say \\"hi\\""', ['say "hi"']],
  ['"open', ['"open']],
  ['a"b c"d', ['a"b c"d']],
  ['"', ['"']],
])('%j becomes %j', (text, terms) => {
  expect(searchTerms(text)).toEqual(terms);
});

it.each(['"'.repeat(20_000), '\'" '.repeat(5_000), `a${','.repeat(20_000)}b`, '\\'.repeat(20_000)])(
  'takes no time to explode (%#)',
  (text) => {
    const started = performance.now();
    searchTerms(text);
    expect(performance.now() - started).toBeLessThan(500);
  },
);
