import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openShop } from './shop.ts';
import { arrive, isSignedIn, logIn, openTab } from './visitor.ts';

// No grace: a refresh token that comes twice ends the session.
const shop = await openShop({ ACCESS_TOKEN_LIFETIME: '2s', REFRESH_REUSE_GRACE: '0s' });

const REFRESH = '/api/accounts/refresh/';
const refreshes = (): number => shop.visitsOf(REFRESH).filter(({ status }) => status === 200).length;

/** Leafs through the catalogue, each page of which is asked for, until there were so many refreshes. */
async function leafUntil(page: Page, count: number): Promise<void> {
  for (let number = 2; refreshes() < count; number += 1) {
    await page.getByRole('link', { name: 'Next page' }).click();
    await page.getByText(`page ${number} of`).waitFor();
  }
}

it('a token that is good for two seconds is replaced as often as it takes, and nobody notices', async () => {
  const page = await arrive(shop);
  await logIn(page);
  const [before, asked] = [refreshes(), shop.visits.length];
  await leafUntil(page, before + 3);
  await page.getByRole('link', { name: 'Account' }).click();
  await page.getByText('This device').waitFor();
  const strangers = shop.visits.slice(asked).filter(({ path, token }) => token === null && path !== REFRESH);
  expect(strangers).toEqual([]);
});

it('two tabs share every token, and never use the same refresh token', async () => {
  const first = await arrive(shop);
  await logIn(first);
  const second = await openTab(first.context(), '/?order=-price');
  await isSignedIn(second);
  const [before, asked] = [shop.visitsOf(REFRESH).length, shop.visits.length];
  const until = refreshes() + 5;
  await Promise.all([leafUntil(first, until), leafUntil(second, until)]);
  const visits = shop.visits.slice(asked);
  const tokensOf = (ordering: string): ReadonlySet<string | null> =>
    new Set(visits.filter(({ path }) => path.includes(`ordering=${ordering}`)).map(({ token }) => token));
  // Of five, the first and the last may have gone by before the other tab asked for anything.
  expect(tokensOf('-published').intersection(tokensOf('-price')).size).toBeGreaterThanOrEqual(3);
  const statuses = shop
    .visitsOf(REFRESH)
    .slice(before)
    .map(({ status }) => status);
  expect(statuses).not.toContain(401);
  await isSignedIn(first);
  await isSignedIn(second);
});
