import { describe, expect, it } from 'vitest';
import { formList, formObject, QueryDict } from './query-dict.ts';

describe('QueryDict', () => {
  const form = new QueryDict([
    ['a', '1'],
    ['a', '2'],
    ['__proto__', 'x'],
  ]);

  it('gives the last value, or all of them', () => {
    expect([form.get('a'), form.getAll('a'), form.get('b'), form.getAll('b')]).toEqual([
      '2',
      ['1', '2'],
      undefined,
      [],
    ]);
    expect([...form.keys()]).toEqual(['a', '__proto__']);
  });

  it('keeps prototype names as names', () => {
    expect(Object.keys(form.toJSON())).toEqual(['a', '__proto__']);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  it('takes FormData and URLSearchParams', () => {
    expect(new QueryDict(new URLSearchParams('a=1&a=2')).getAll('a')).toEqual(['1', '2']);
  });

  it('reads lists by index, however large', () => {
    const list = new QueryDict([
      ['i[999999999999999999]', 'last'],
      ['i[0]', 'first'],
      ['i[1]name', 'x'],
      ['i[x]', 'no'],
    ]);
    const [first, second, third] = formList(list, 'i') ?? [];
    expect([first, (second as QueryDict).get('name'), third]).toEqual(['first', 'x', 'last']);
    expect(formList(list, 'j')).toBeUndefined();
  });

  it('reads objects by dot', () => {
    expect(
      formObject(
        new QueryDict([
          ['a.b', '1'],
          ['a.', 'no'],
        ]),
        'a',
      )?.toJSON(),
    ).toEqual({ b: '1' });
    expect(formObject(new QueryDict([['ab', '1']]), 'a')).toBeUndefined();
  });
});
