/** Basket: kept, counted, shared between tabs, and never broken by what a storage holds. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Basket } from './basket.ts';

const DUNE = { id: 1, title: 'Dune', price: '9.90', author: { id: 1, name: 'Frank Herbert' } };
const EMMA = { id: 2, title: 'Emma', price: '0.10', author: { id: 2, name: 'Jane Austen' } };

let kept: Map<string, string>;
let tabs: EventTarget;
const open = (): Basket => {
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => kept.set(key, text),
  };
  return new Basket(storage, tabs as Window);
};
beforeEach(() => {
  kept = new Map();
  tabs = new EventTarget();
});

describe('Basket', () => {
  it('holds what is put in, also after a reload', () => {
    const basket = open();
    const listener = vi.fn();
    basket.subscribe(listener);
    basket.add(DUNE);
    basket.add(EMMA);
    basket.add(DUNE);
    basket.setQuantity(EMMA.id, 3);
    expect(open().read()).toEqual([
      { id: 2, title: 'Emma', price: '0.10', author: 'Jane Austen', quantity: 3 },
      { id: 1, title: 'Dune', price: '9.90', author: 'Frank Herbert', quantity: 2 },
    ]);
    basket.setQuantity(DUNE.id, 0);
    expect(basket.read().map(({ id }) => id)).toEqual([EMMA.id]);
    basket.clear();
    expect([open().read(), listener.mock.calls.length]).toEqual([[], 6]);
  });

  it('takes no more copies than an order does', () => {
    const basket = open();
    basket.add(DUNE);
    basket.setQuantity(DUNE.id, 99);
    basket.add(DUNE);
    expect(basket.read()[0]?.quantity).toBe(99);
  });

  it('follows the other tabs', () => {
    const basket = open();
    const line = { id: 1, title: 'Dune', price: '9.90', author: 'Frank Herbert', quantity: 1 };
    tabs.dispatchEvent(Object.assign(new Event('storage'), { key: 'theme', newValue: 'dark' }));
    tabs.dispatchEvent(Object.assign(new Event('storage'), { key: 'basket', newValue: JSON.stringify([line]) }));
    expect(basket.read()).toEqual([line]);
    tabs.dispatchEvent(Object.assign(new Event('storage'), { key: null, newValue: null })); // everything was cleared
    expect(basket.read()).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['no list', '{"id":1}'],
    ['lines of something else', '[null,1,"x",{"id":1}]'],
    ['a price that is none', '[{"id":1,"title":"x","author":"y","price":"<b>","quantity":1}]'],
    ['half a book', '[{"id":1,"title":"x","author":"y","price":"1","quantity":0.5}]'],
    ['far too many', '[{"id":1,"title":"x","author":"y","price":"1","quantity":100}]'],
  ])('is empty where the storage holds %s', (_what, text) => {
    kept.set('basket', text);
    expect(open().read()).toEqual([]);
  });
});
