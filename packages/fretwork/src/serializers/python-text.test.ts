import { describe, expect, it } from 'vitest';
import {
  asciiDigits,
  codePoints,
  isPlainObject,
  itemsOf,
  numberText,
  strip,
  typeName,
  valueText,
} from './python-text.ts';
import { QueryDict } from './query-dict.ts';

describe('texts as Python has them', () => {
  it.each([
    [null, 'NoneType'],
    [true, 'bool'],
    [1, 'int'],
    [1.5, 'float'],
    [10n ** 20n, 'int'],
    ['', 'str'],
    [[], 'list'],
    [{}, 'dict'],
    [new QueryDict(), 'QueryDict'],
    [new Uint8Array(), 'bytes'],
    [undefined, 'NoneType'],
  ])('typeName(%o) is %s', (value, name) => {
    expect(typeName(value)).toBe(name);
  });

  it.each([
    [null, 'None'],
    [[1, 'a', null, true], "[1, 'a', None, True]"],
    [{ a: "it's" }, "{'a': \"it's\"}"],
    ['x', 'x'],
    [new Date('2024-01-02T03:04:05Z'), '2024-01-02 03:04:05+00:00'],
  ])('valueText(%j) is %s', (value, text) => {
    expect(valueText(value)).toBe(text);
  });

  it('cuts what would make a message huge', () => {
    expect(valueText(Array(1e5).fill('x'.repeat(1e4))).length).toBeLessThanOrEqual(1000);
    const deep = Array.from({ length: 1e4 }).reduce<unknown>((inner) => [inner], 1);
    expect(valueText(deep)).toContain('...');
  });

  it.each([
    [0.00001, '1e-05'],
    [1e22, '1e+22'],
    [1e16, '1e+16'],
    [0.1, '0.1'],
    [Number.NaN, 'nan'],
    [-Infinity, '-inf'],
    [0, '0'],
    [-0, '-0.0'],
  ])('numberText(%d) is %s', (value, text) => {
    expect(numberText(value)).toBe(text);
  });

  it.each([
    ['\u001c a\u0085', 'a'],
    ['\ufeffa', '\ufeffa'],
    [' ', ''],
  ])('strip(%j) is %j', (text, expected) => {
    expect(strip(text)).toBe(expected);
  });

  it.each([
    ['٣.5', '3.5'],
    ['１２', '12'],
    ['𝟙𝟘', '10'],
    ['12a', '12a'],
  ])('asciiDigits(%s) is %s', (text, expected) => {
    expect(asciiDigits(text)).toBe(expected);
  });

  it.each([
    [
      [1, 2],
      [1, 2],
    ],
    [{ b: 1, a: 2 }, ['b', 'a']],
    [{}, []],
    [
      new QueryDict([
        ['a', '1'],
        ['a', '2'],
      ]),
      ['a'],
    ],
    ['ab', undefined],
    [null, undefined],
    [new Map([['a', 1]]), undefined],
  ])('itemsOf(%j) is %j', (value, items) => {
    expect(itemsOf(value)).toEqual(items);
  });

  it('counts code points', () => {
    expect([codePoints('a😀'), codePoints('\ud83d'), codePoints('')]).toEqual([2, 1, 0]);
  });

  it('knows what JSON makes', () => {
    expect([{}, Object.create(null), [], new Date(), null].map(isPlainObject)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
