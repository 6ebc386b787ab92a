import { afterEach, describe, expect, it, vi } from 'vitest';
import { openShop } from './shop.ts';
import { ALICE, arrive, BOB, hasHeading, isSignedIn, isSignedOut, logIn, openTab, watchFor } from './visitor.ts';

const shop = await openShop();
afterEach(async () => {
  shop.doorman = () => undefined;
  await shop.open();
});

const REFRESH = '/api/accounts/refresh/';
const SESSIONS = '/api/accounts/sessions/';

describe('a login', () => {
  it('goes on when the page is loaded again', async () => {
    const page = await arrive(shop);
    await isSignedOut(page);
    await logIn(page);
    await page.reload();
    await isSignedIn(page);
    await page.goto('/account');
    await page.getByText(ALICE.email).waitFor();
  });

  it('says that a password is wrong, and keeps what was typed', async () => {
    const page = await arrive(shop, '/login');
    await page.getByLabel('E-mail').fill(ALICE.email);
    await page.getByLabel('Password').fill('not-her-password');
    await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('alert').getByText('do not go together').waitFor();
    expect(await page.getByLabel('E-mail').inputValue()).toBe(ALICE.email);
  });

  it('leads to the page that asked for it', async () => {
    const page = await arrive(shop, '/books/new');
    await hasHeading(page, 'Log in');
    await page.getByLabel('E-mail').fill(ALICE.email);
    await page.getByLabel('Password').fill(ALICE.password);
    await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
    await hasHeading(page, 'Add a book');
  });

  it('leaves no token where a script, a link or a log could find it', async () => {
    const page = await arrive(shop);
    const addresses: string[] = [];
    page.context().on('request', (request) => addresses.push(request.url()));
    await logIn(page);
    await page.goto('/account');
    await page.getByText(ALICE.email).waitFor();
    shop.expireTokens();
    await page.getByRole('link', { name: 'Books' }).first().click();
    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByText('This device').waitFor();

    const cookie = (await page.context().cookies()).find(({ name }) => name.endsWith('refresh'));
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    const found = await page.evaluate(() => ({
      cookie: document.cookie,
      local: JSON.stringify(localStorage),
      session: JSON.stringify(sessionStorage),
      address: location.href,
      page: document.documentElement.outerHTML,
    }));
    const secrets = [cookie?.value, ...shop.visits.map(({ token }) => token)].filter((one) => typeof one === 'string');
    expect(secrets.length).toBeGreaterThan(2);
    const text = [...Object.values(found), ...addresses].join('\n');
    // The signature is what makes a token good.
    expect(secrets.filter((secret) => text.includes(secret.split('.')[2] ?? secret))).toEqual([]);
    expect(text).not.toMatch(/eyJ[\w-]{10,}/);
  });
});

describe('a token that is not good any more', () => {
  it('is replaced, and nobody notices', async () => {
    const page = await arrive(shop);
    await logIn(page);
    const before = shop.visitsOf(REFRESH).length;
    shop.expireTokens();
    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByText('This device').waitFor();
    expect(shop.visitsOf(REFRESH).slice(before)).toMatchObject([{ status: 200 }]);
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it('is replaced once for two tabs that need another at the same time', async () => {
    const first = await arrive(shop);
    await logIn(first);
    const second = await openTab(first.context(), '/');
    await isSignedIn(second);
    const [refreshes, asked] = [shop.visitsOf(REFRESH).length, shop.visitsOf(SESSIONS).length];
    shop.expireTokens();
    const refused = () =>
      shop
        .visitsOf(SESSIONS)
        .slice(asked)
        .filter(({ status }) => status === 401).length;
    shop.doorman = async ({ path }) => {
      // Nobody gets a new token before both have found out that theirs is none.
      if (path === REFRESH) await vi.waitFor(() => expect(refused()).toBe(2), { timeout: 20_000 });
      return undefined;
    };
    await Promise.all(
      [first, second].map(async (page) => {
        await page.getByRole('link', { name: 'Account' }).click();
        await page.getByText('This device').waitFor();
      }),
    );
    expect(shop.visitsOf(REFRESH).slice(refreshes)).toMatchObject([{ status: 200 }]);
  });

  it('of a thief ends the session, for the thief too', async () => {
    const page = await arrive(shop);
    await logIn(page);
    const cookies = await page.context().cookies();
    const stolen = cookies.find(({ name }) => name.endsWith('refresh'));
    const exchange = (cookie: string): Promise<Response> =>
      fetch(`${shop.url}${REFRESH}`, {
        method: 'POST',
        headers: { cookie, origin: shop.url, 'content-type': 'application/json' },
        body: '{}',
      });
    const theft = await exchange(`${stolen?.name}=${stolen?.value}`);
    expect(theft.status).toBe(200);
    const loot = theft.headers.getSetCookie()[0]?.split(';')[0] ?? '';

    shop.expireTokens();
    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByText('Your login has ended').waitFor();
    await isSignedOut(page);
    expect((await exchange(loot)).status).toBe(401);
  });
});

describe('a logout', () => {
  it('in one tab is one in the other', async () => {
    const first = await arrive(shop);
    await logIn(first);
    const second = await openTab(first.context(), '/account');
    await second.getByText(ALICE.email).waitFor();
    await first.goto('/account');
    await first.getByRole('button', { name: 'Log out', exact: true }).click();
    await isSignedOut(first);
    await isSignedOut(second);
    await second.getByText(ALICE.email).waitFor({ state: 'detached' });
  });

  it('leaves nothing that the back button could bring back', async () => {
    const page = await arrive(shop);
    await logIn(page);
    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByText(ALICE.email).waitFor();
    await page.getByRole('button', { name: 'Log out', exact: true }).click();
    await isSignedOut(page);
    const wasSeen = await watchFor(page, ALICE.email);
    await page.goBack();
    await page.goBack();
    await isSignedOut(page);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await wasSeen()).toBe(false);
  });

  it('leaves nothing for the next reader of the same tab', async () => {
    const page = await arrive(shop, '/books/19006');
    const title = (await page.getByRole('heading', { level: 1 }).textContent()) ?? '';
    await logIn(page);
    await page.goBack();
    await page.getByRole('button', { name: 'Add to basket' }).click();
    await page
      .getByRole('banner')
      .getByRole('link', { name: /^Basket/ })
      .click();
    await page.getByRole('button', { name: 'Place order' }).click();
    await page.getByRole('article').getByRole('link', { name: title }).waitFor();
    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByRole('button', { name: 'Log out', exact: true }).click();
    await isSignedOut(page);
    const wasSeen = await watchFor(page, title);

    // By links alone: a page that is loaded again has forgotten anyway.
    await page.getByRole('banner').getByRole('link', { name: 'Log in' }).click();
    await page.getByLabel('E-mail').fill(BOB.email);
    await page.getByLabel('Password').fill(BOB.password);
    await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
    await isSignedIn(page);
    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByRole('link', { name: 'Your orders' }).click();
    await page.getByText('No orders yet').waitFor();
    expect(await wasSeen()).toBe(false);
  });

  it('elsewhere reaches a page that is come back to', async () => {
    const page = await arrive(shop);
    await logIn(page);
    await page.goto('/account');
    await page.getByText(ALICE.email).waitFor();
    await page.goto('/mailbox/');
    const other = await openTab(page.context(), '/account');
    await other.getByRole('button', { name: 'Log out', exact: true }).click();
    await isSignedOut(other);
    await page.goBack();
    await isSignedOut(page);
    expect(await page.getByText(ALICE.email).count()).toBe(0);
  });

  it('of another device ends its session', async () => {
    const [here, there] = [await arrive(shop), await arrive(shop)];
    await logIn(there);
    await logIn(here);
    await here.goto('/account');
    const ends = here.getByRole('button', { name: /End the login/ });
    await ends.first().waitFor();
    for (let left = await ends.count(); left > 0; left -= 1) {
      await ends.first().click();
      await expect.poll(() => ends.count(), { timeout: 20_000 }).toBe(left - 1);
    }
    shop.expireTokens();
    await there.getByRole('link', { name: 'Account' }).click();
    await there.getByText('Your login has ended').waitFor();
    await here.reload();
    await isSignedIn(here);
  });
});

describe('a server that is away', () => {
  it('keeps the session, and everything goes on when it is back', async () => {
    const page = await arrive(shop);
    await logIn(page);
    // The parts of pages that come when nobody waits for them.
    await page.waitForLoadState('networkidle');
    shop.expireTokens();
    await shop.shut();
    await page.getByRole('link', { name: 'Publishers' }).click();
    await page.getByText('The shop does not answer. We keep trying').waitFor();
    await isSignedIn(page);
    await shop.open();
    await hasHeading(page, 'Publishers');
    await page.getByRole('main').getByRole('listitem').first().waitFor();
    await page.getByText('The shop does not answer. We keep trying').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Account' }).click();
    await page.getByText('This device').waitFor();
  });

  it('ends no session by failing', async () => {
    const page = await arrive(shop);
    await logIn(page);
    const before = shop.visitsOf(REFRESH).length;
    shop.expireTokens();
    shop.doorman = ({ path }) => (path === REFRESH ? new Response(null, { status: 503 }) : undefined);
    await page.getByRole('link', { name: 'Account' }).click();
    await expect.poll(() => shop.visitsOf(REFRESH).length, { timeout: 20_000 }).toBeGreaterThan(before);
    await isSignedIn(page);
    shop.doorman = () => undefined;
    await page.getByText('This device').waitFor();
  });
});
