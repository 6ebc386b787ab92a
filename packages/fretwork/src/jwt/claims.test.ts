/** Claims that have the names of what objects inherit. */
import { describe, expect, it } from 'vitest';
import { copyClaims } from './claims.ts';

describe('copyClaims', () => {
  const odd = JSON.parse('{"__proto__": {"admin": true}, "constructor": 1, "toString": 2, "a": 3}');
  const copy = copyClaims(odd);

  it('keeps claims of any name, and nothing else', () => {
    expect(Object.keys(copy)).toEqual(['__proto__', 'constructor', 'toString', 'a']);
    expect(JSON.parse(JSON.stringify(copy))).toEqual(odd);
    expect(copy.admin).toBeUndefined();
    const none = copyClaims(undefined);
    for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'admin']) {
      expect(none[name]).toBeUndefined();
      expect(name in none).toBe(false);
    }
  });

  it('takes a prototype for a claim like any other', () => {
    const claims = copyClaims({});
    Reflect.set(claims, '__proto__', { admin: true });
    expect([claims.admin, Object.keys(claims)]).toEqual([undefined, ['__proto__']]);
    expect(copyClaims({}).admin).toBeUndefined();
  });

  it('gives a copy of what is frozen that can be changed, and leaves the rest alone', () => {
    const frozen = Object.freeze(copyClaims({ a: 1 }));
    const changed = copyClaims(frozen);
    changed.a = 2;
    expect([frozen.a, changed.a]).toEqual([1, 2]);
  });
});
