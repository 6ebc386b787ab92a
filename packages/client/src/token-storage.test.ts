/** A storage that forgets everything with the program. */
import { expect, it } from 'vitest';
import { memoryStorage } from './token-storage.ts';

it('keeps one token, to itself', async () => {
  const storage = memoryStorage();
  const other = memoryStorage();
  expect(await storage.get()).toBeNull();
  await storage.set('a');
  await storage.set('b');
  expect([await storage.get(), await other.get()]).toEqual(['b', null]);
  await storage.clear();
  expect(await storage.get()).toBeNull();
  expect(storage.isShared).toBe(false);
});
