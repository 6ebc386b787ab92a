/** Visitors of a shop: each has a browser of their own, and does what people do. */
import { type BrowserContext, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, onTestFinished } from 'vitest';
import type { Shop } from './shop.ts';
import { theStage } from './stage.ts';

/** Somebody with an account. */
export interface Reader {
  readonly email: string;
  readonly password: string;
}

/** Readers whom the sample knows. */
export const ALICE: Reader = { email: 'alice@example.com', password: 'wonderland-42' };
export const BOB: Reader = { email: 'bob@example.com', password: 'builder-1234' };

const browser = await chromium.connect(theStage().browser);
afterAll(() => browser.close());

/**
 * Lets a visitor in, with a browser of their own until the test ends.
 *
 * @returns The first tab.
 */
export async function arrive(shop: Shop, address = '/', options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: shop.url, reducedMotion: 'reduce', ...options });
  onTestFinished(() => context.close());
  // A busy machine takes its time; nothing waits longer than it must.
  context.setDefaultTimeout(20_000);
  return openTab(context, address);
}

/** Another tab of the same browser. */
export async function openTab(context: BrowserContext, address: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

/** Logs in on the login page. */
export async function logIn(page: Page, { email, password }: Reader = ALICE): Promise<void> {
  await page.goto('/login');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
  await isSignedIn(page);
}

/** Waits until the page knows who is there. */
export const isSignedIn = (page: Page): Promise<void> =>
  page.getByRole('banner').getByRole('link', { name: 'Account' }).waitFor();

/** Waits until the page knows that nobody is logged in. */
export const isSignedOut = (page: Page): Promise<void> =>
  page.getByRole('banner').getByRole('link', { name: 'Log in' }).waitFor();

/** Waits until a page has its heading. */
export const hasHeading = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole('heading', { level: 1, name }).waitFor();

/** What is said of a field: its hint and what is wrong with it, as a screen reader reads it. */
export async function descriptionOf(field: Locator): Promise<string> {
  return field.evaluate((element) =>
    (element.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' '),
  );
}

/** Whether something has the focus. */
export const hasFocus = (locator: Locator): Promise<boolean> =>
  locator.evaluate((element) => element === document.activeElement);

/**
 * Watches whether a text is ever on the page, however briefly.
 *
 * @returns Whether it was.
 */
export async function watchFor(page: Page, text: string): Promise<() => Promise<boolean>> {
  await page.evaluate((wanted) => {
    const look = (): void => {
      if (document.body.textContent?.includes(wanted)) document.documentElement.dataset.seen = 'yes';
    };
    new MutationObserver(look).observe(document.body, { childList: true, characterData: true, subtree: true });
  }, text);
  return () => page.evaluate(() => document.documentElement.dataset.seen === 'yes');
}

/** Presses Tab until something has the focus. */
export async function focusByKeyboard(page: Page, name: string): Promise<void> {
  const passed: string[] = [];
  while (passed.length < 60) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const element = document.activeElement;
      const label = element instanceof HTMLInputElement ? element.labels?.[0]?.textContent : undefined;
      return (element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '').trim();
    });
    if (focused === name) return;
    passed.push(focused);
  }
  throw new Error(`"${name}" is not reached by Tab; these are: ${passed.join(', ')}.`);
}
