/** JSON as DRF writes it. */
import { describe, expect, it } from 'vitest';
import { JSONText } from '../serializers/json-text.ts';
import { parseMediaType } from './media-type.ts';
import { JSONRenderer } from './renderers.ts';

describe('JSONRenderer', () => {
  const render = (data: unknown, accepted = 'application/json') =>
    new JSONRenderer().render(data, parseMediaType(accepted));

  it.each([
    [{ a: [1, 'é ☃ 𝄞', null, true] }, '{"a":[1,"é ☃ 𝄞",null,true]}'],
    [12345678901234567890n, '12345678901234567890'],
    [
      { big: 9007199254740993n, at: new Date('2024-05-06T07:08:09Z') },
      '{"big":9007199254740993,"at":"2024-05-06T07:08:09Z"}',
    ],
    [[new Date('2024-05-06T07:08:09.5Z'), new Date(Number.NaN)], '["2024-05-06T07:08:09.500000Z",null]'],
    [
      { map: new Map([['a', 1n]]), set: new Set([1]), bytes: new TextEncoder().encode('hi') },
      '{"map":{"a":1},"set":[1],"bytes":"hi"}',
    ],
    ['</script>\u2028\u2029', '"</script>\\u2028\\u2029"'],
    [0, '0'],
    ['', '""'],
    [null, ''],
    [undefined, ''],
  ])('writes value %# as DRF does', (data, expected) => {
    expect(render(data)).toBe(expected);
  });

  it('indents where the client asks, never without end', () => {
    expect(render({ a: [1] }, 'application/json; indent=2')).toBe('{\n  "a": [\n    1\n  ]\n}');
    expect(render({ a: 1 }, 'application/json; indent=999')).toBe(`{\n${' '.repeat(8)}"a": 1\n}`);
    expect(render({ a: 1 }, 'application/json; indent=x')).toBe('{"a":1}');
    expect(render({ a: 2n ** 60n }, 'application/json; indent=1')).toBe('{\n "a": 1152921504606846976\n}');
  });

  it('copies ready text, alone and inside a page', () => {
    expect(render(new JSONText('[1,2]'))).toBe('[1,2]');
    expect(render({ count: 2, next: null, results: new JSONText('[{"id":1}]') })).toBe(
      '{"count":2,"next":null,"results":[{"id":1}]}',
    );
    expect(JSON.stringify({ deep: [new JSONText('{"a":1}')] })).toBe('{"deep":[{"a":1}]}');
  });
});
