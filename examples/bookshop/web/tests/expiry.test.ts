import { expect, it } from 'vitest';
import { openShop } from './shop.ts';
import { arrive, hasHeading, isSignedIn, logIn, openTab } from './visitor.ts';

// No grace: a refresh token that comes twice ends the session.
const shop = await openShop({ ACCESS_TOKEN_LIFETIME: '2s', REFRESH_REUSE_GRACE: '0s' });

const refreshes = () => shop.visitsOf('/api/accounts/refresh/').filter(({ status }) => status === 200).length;

it('a token that is good for two seconds is replaced as often as it takes, and nobody notices', async () => {
  const page = await arrive(shop);
  await logIn(page);
  const before = refreshes();
  while (refreshes() < before + 3) {
    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByText('This device').waitFor();
    await page.getByRole('link', { name: 'Books' }).first().click();
    await hasHeading(page, 'Books');
  }
  await isSignedIn(page);
});

it('two tabs that replace it at once never use the same refresh token', async () => {
  const first = await arrive(shop);
  await logIn(first);
  const second = await openTab(first.context(), '/');
  await isSignedIn(second);
  const before = shop.visitsOf('/api/accounts/refresh/').length;
  const leaf = async (page: typeof first): Promise<void> => {
    while (refreshes() < before + 4) {
      await page.getByRole('link', { name: 'Account' }).click();
      await page.getByText('This device').waitFor();
      await page.getByRole('link', { name: 'Publishers' }).first().click();
      await hasHeading(page, 'Publishers');
    }
  };
  await Promise.all([leaf(first), leaf(second)]);
  expect(
    shop
      .visitsOf('/api/accounts/refresh/')
      .slice(before)
      .map(({ status }) => status),
  ).not.toContain(401);
  await isSignedIn(first);
  await isSignedIn(second);
});
