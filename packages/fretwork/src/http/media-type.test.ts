/** Media types as headers carry them. */
import { describe, expect, it } from 'vitest';
import { matchesMediaType, parseMediaType, precedenceOf, splitOutsideQuotes } from './media-type.ts';

describe('parseMediaType', () => {
  it.each([
    ['application/json', 'application', 'json', {}],
    [' Application/JSON ; Indent=4 ', 'application', 'json', { indent: '4' }],
    ['text/plain; charset="utf-8"; a="x;\\"y"', 'text', 'plain', { charset: 'utf-8', a: 'x;"y' }],
    ['*/*;q=0.1', '*', '*', { q: '0.1' }],
    ['', '', '', {}],
    ['nonsense;;=;', 'nonsense', '', {}],
  ])('reads %j', (text, mainType, subType, params) => {
    const parsed = parseMediaType(text);
    expect([parsed.mainType, parsed.subType, Object.fromEntries(parsed.params)]).toEqual([mainType, subType, params]);
  });
});

it.each([
  ['*/*', 0],
  ['*/*; q=1', 0],
  ['text/*', 1],
  ['text/plain', 2],
  ['text/plain; q=1', 3],
])('ranks %s %i', (text, rank) => {
  expect(precedenceOf(parseMediaType(text))).toBe(rank);
});

it.each([
  ['application/json', 'application/json; indent=4', true],
  ['application/json', '*/*', true],
  ['application/json', 'application/*', true],
  ['application/json', 'text/*', false],
  ['application/json; version=2', 'application/json', false],
  ['application/json; version=2', 'application/json; version=2; q=0.1', true],
])('an offer of %s meets %s: %s', (offered, asked, expected) => {
  expect(matchesMediaType(parseMediaType(offered), parseMediaType(asked))).toBe(expected);
});

it('splits only outside quotes', () => {
  expect(splitOutsideQuotes('a, b;c="x, \\", y", d', ',')).toEqual(['a', ' b;c="x, \\", y"', ' d']);
});
