import { describe, expect, it } from 'vitest';
import { LruMap } from './lru-map.ts';

describe('LruMap', () => {
  it('drops what was not used for longest', () => {
    const map = new LruMap<string, number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.get('a');
    map.set('c', 3);
    expect(['a', 'b', 'c'].map((key) => map.get(key))).toEqual([1, undefined, 3]);
  });

  it('keeps a key once, however often it is set', () => {
    const map = new LruMap<string, number>(2);
    for (const value of [1, 2, 3]) map.set('a', value);
    expect(map.size).toBe(1);
    expect(map.get('a')).toBe(3);
  });

  it('keeps nothing at capacity 0, and forgets what it is told to', () => {
    const none = new LruMap<string, number>(0);
    none.set('a', 1);
    expect(none.get('a')).toBeUndefined();
    const map = new LruMap<string, number>(3);
    for (const key of ['a', '__proto__', 'c']) map.set(key, 1);
    map.delete('a');
    expect(map.size).toBe(2);
    map.clear();
    expect(map.get('__proto__')).toBeUndefined();
  });
});
