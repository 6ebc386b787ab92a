import { describe, expect, it } from 'vitest';
import { bufferedCursor, closeOnce } from './cursors.ts';

describe('bufferedCursor', () => {
  it('hands out every row once', async () => {
    const cursor = bufferedCursor([[1], [2], [3]]);
    expect(await cursor.fetch(2)).toEqual([[1], [2]]);
    expect(await cursor.fetch(2)).toEqual([[3]]);
    expect(await cursor.fetch(2)).toEqual([]);
  });

  it('has no more rows once it is closed', async () => {
    const cursor = bufferedCursor([[1], [2]]);
    await cursor.close();
    expect(await cursor.fetch(2)).toEqual([]);
  });
});

describe('closeOnce', () => {
  it('closes once and swallows what goes wrong', async () => {
    let calls = 0;
    const close = closeOnce(async () => {
      calls += 1;
      throw new RangeError('gone');
    });
    await close();
    await close();
    expect(calls).toBe(1);
  });
});
