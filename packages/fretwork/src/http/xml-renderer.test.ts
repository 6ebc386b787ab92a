/** Answers as XML. */
import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { JSONText } from '../serializers/json-text.ts';
import { XMLRenderer } from './xml-renderer.ts';

const render = (data: unknown): string => new XMLRenderer().render(data);
const inside = (text: string): string =>
  text.replace(/^<\?xml version="1.0" encoding="utf-8"\?>\n<root>([\s\S]*)<\/root>$/, '$1');

describe('XMLRenderer', () => {
  it('writes a document', () => {
    const { mediaType, format, charset } = new XMLRenderer();
    expect([mediaType, format, charset]).toEqual(['application/xml', 'xml', 'utf-8']);
    expect(render({ a: 1 })).toBe('<?xml version="1.0" encoding="utf-8"?>\n<root><a>1</a></root>');
    expect(render(null)).toBe('');
  });

  it.each([
    [
      { name: 'é', no: null, yes: true, price: '12.50', big: 2n ** 60n },
      '<name>é</name><no></no><yes>True</yes><price>12.50</price><big>1152921504606846976</big>',
    ],
    [[1, { a: 2 }], '<list-item>1</list-item><list-item><a>2</a></list-item>'],
    [
      { tags: ['x', 'y'], none: [], empty: {} },
      '<tags><list-item>x</list-item><list-item>y</list-item></tags><none></none><empty></empty>',
    ],
    [
      { rows: [[1, 2], [3]] },
      '<rows><list-item><list-item>1</list-item><list-item>2</list-item></list-item><list-item><list-item>3</list-item></list-item></rows>',
    ],
    [{ at: new Date('2024-01-02T03:04:05Z'), left: undefined }, '<at>2024-01-02T03:04:05Z</at>'],
    [new JSONText('{"a":[1]}'), '<a><list-item>1</list-item></a>'],
    [new Map([['a', new Set([1])]]), '<a><list-item>1</list-item></a>'],
    ['text', 'text'],
  ])('writes row %#', (data, expected) => {
    expect(inside(render(data))).toBe(expected);
  });

  it.each([
    [{ 'a><b>': 1 }, '<a__b_>1</a__b_>'],
    [{ '1': 'x', '': 'y' }, '<_1>x</_1><_>y</_>'],
    [{ '#text': 'x', '@_id': 'y', '?xml': 'z' }, '<_text>x</_text><__id>y</__id><_xml>z</_xml>'],
    [{ 'a b': 1, 'a-b': 2, a_b: 3 }, '<a_b>1</a_b><a_b>3</a_b><a-b>2</a-b>'],
    [{ a: '</a><script>&\u0000\ud800' }, '<a>&lt;/a&gt;&lt;script&gt;&amp;\ufffd\ufffd</a>'],
    [
      JSON.parse('{"__proto__": {"polluted": 1}, "constructor": 2}'),
      '<__proto__><polluted>1</polluted></__proto__><constructor>2</constructor>',
    ],
  ])('lets nothing out of its place, row %#', (data, expected) => {
    const text = render(data);
    expect(inside(text)).toBe(expected);
    expect(XMLValidator.validate(text)).toBe(true);
    expect({}).not.toHaveProperty('polluted');
  });
});
