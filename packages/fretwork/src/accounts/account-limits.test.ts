/** Limits by themselves: what is counted under which key, and what happens without a cache. */
import { describe, expect, it } from 'vitest';
import { MemoryCache } from '../cache/memory-cache.ts';
import { OperationalError, Throttled } from '../errors.ts';
import { resolveAccountsSettings } from '../settings/accounts-settings.ts';
import { AccountLimits, type Budgets, networkOf } from './account-limits.ts';

const settings = resolveAccountsSettings({ loginsPerName: ['2/hour', '3/day'], codeCooldown: '60s' });

function someLimits(budgets: Budgets = new MemoryCache()) {
  const reached: string[] = [];
  return { reached, limits: new AccountLimits({ settings, budgets, onReached: (limit) => reached.push(limit) }) };
}

describe('AccountLimits', () => {
  it('takes from every rate of a limit, for each subject by itself', async () => {
    const { limits, reached } = someLimits();
    await limits.take('loginsPerName', 'ada');
    await limits.take('loginsPerName', 'ada');
    await expect(limits.take('loginsPerName', 'ada')).rejects.toThrow(Throttled);
    await limits.take('loginsPerName', 'bea');
    await limits.take('loginsPerName', 'ada', '');
    expect(reached).toEqual(['loginsPerName']);
  });

  it('looks without counting', async () => {
    const { limits, reached } = someLimits();
    for (let index = 0; index < 5; index += 1) await limits.peek('loginsPerName', 'ada');
    await limits.take('loginsPerName', 'ada');
    await limits.take('loginsPerName', 'ada');
    await expect(limits.peek('loginsPerName', 'ada')).rejects.toThrow(Throttled);
    await limits.peek('loginsPerName', 'bea');
    expect(reached).toEqual(['loginsPerName']);
  });

  it('forgets what was taken', async () => {
    const { limits } = someLimits();
    for (let index = 0; index < 6; index += 1) {
      await limits.take('loginsPerName', 'ada');
      await limits.restore('loginsPerName', 'ada');
    }
    await limits.take('loginsPerName', 'ada');
  });

  it('lets a pause pass', async () => {
    const { limits } = someLimits();
    await limits.pause('signUp', 'ada@example.org');
    await limits.pause('passwordReset', 'ada@example.org');
    const early = limits.pause('signUp', 'ada@example.org');
    await expect(early).rejects.toMatchObject({ status: 429, waitSeconds: expect.any(Number) });
  });

  it('tells no two subjects apart by a separator that one holds', async () => {
    const { limits } = someLimits();
    for (const subject of [['a', 'b'], ['a","b'], ['a,b'], ['a b']]) {
      await limits.take('loginsPerName', ...subject);
      await limits.take('loginsPerName', ...subject);
    }
  });

  it('lets nobody try while the cache is away, and takes nothing back from who succeeded', async () => {
    const away = () => Promise.reject(new OperationalError('The cache is away.'));
    const { limits } = someLimits({ take: away, peek: away, restore: away });
    await expect(limits.take('loginsPerName', 'ada')).rejects.toThrow(OperationalError);
    await expect(limits.peek('loginsPerName', 'ada')).rejects.toThrow(OperationalError);
    await expect(limits.restore('loginsPerName', 'ada')).resolves.toBeUndefined();
  });
});

describe('networkOf', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    [undefined, ''],
  ])('of %s is %s', (remoteAddress, expected) => {
    expect(networkOf({ remoteAddress })).toBe(expected);
  });
});
