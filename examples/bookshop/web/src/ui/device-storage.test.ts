/** DeviceStorage: remembers, whatever the browser allows. */
import { expect, it } from 'vitest';
import { type DeviceStorage, openStorage } from './device-storage.ts';

const fail = (): never => {
  throw new DOMException('no', 'SecurityError');
};

function memory(): DeviceStorage & { isFull: boolean } {
  const kept = new Map<string, string>();
  return {
    isFull: false,
    getItem: (key) => kept.get(key) ?? null,
    setItem(key, text) {
      if (this.isFull) fail();
      kept.set(key, text);
    },
  };
}

it('keeps what the browser keeps', () => {
  const browser = memory();
  openStorage(() => browser).setItem('theme', 'dark');
  expect(openStorage(() => browser).getItem('theme')).toBe('dark');
});

it('remembers for as long as the page is open where the browser forbids it', () => {
  const storage = openStorage(fail);
  expect(storage.getItem('theme')).toBeNull();
  storage.setItem('theme', 'dark');
  expect(storage.getItem('theme')).toBe('dark');
});

it('knows the newest where the browser has room no longer, or again', () => {
  const browser = memory();
  const storage = openStorage(() => browser);
  storage.setItem('theme', 'dark');
  browser.isFull = true;
  storage.setItem('theme', 'light');
  expect([storage.getItem('theme'), browser.getItem('theme')]).toEqual(['light', 'dark']);
  browser.isFull = false;
  storage.setItem('theme', 'dark');
  expect([storage.getItem('theme'), browser.getItem('theme')]).toEqual(['dark', 'dark']);
});
