import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openShop } from './shop.ts';
import { arrive, hasHeading, isSignedIn, logIn } from './visitor.ts';

const shop = await openShop();

/** Every page: where it is, what it is called, and whether one has to be logged in. */
const PAGES = [
  { address: '/', title: 'Books', isPrivate: false },
  { address: '/?search=nothing-has-this-name', title: 'Books', isPrivate: false },
  { address: '/books/1', title: /./, isPrivate: false },
  { address: '/books/99999999', title: 'No such book', isPrivate: false },
  { address: '/publishers', title: 'Publishers', isPrivate: false },
  { address: '/basket', title: 'Your basket', isPrivate: false },
  { address: '/login', title: 'Log in', isPrivate: false },
  { address: '/sign-up', title: 'Sign up', isPrivate: false },
  { address: '/password-reset', title: 'Forgotten your password?', isPrivate: false },
  { address: '/no/such/page', title: /./, isPrivate: false },
  { address: '/account', title: 'Your account', isPrivate: true },
  { address: '/orders', title: 'Your orders', isPrivate: true },
  { address: '/basket', title: 'Your basket', isPrivate: true },
  { address: '/books/new', title: 'Add a book', isPrivate: true },
  { address: '/books/2/edit', title: /^Edit/, isPrivate: true },
  { address: '/books/2', title: /./, isPrivate: true },
] as const;

const SCREENS = [
  { colorScheme: 'light', width: 1440, height: 900 },
  { colorScheme: 'dark', width: 1440, height: 900 },
  { colorScheme: 'dark', width: 360, height: 740 },
  { colorScheme: 'light', width: 360, height: 740 },
] as const;

describe('every page can be used by everybody, at a desk and on a phone, in the light and in the dark', () => {
  // Thirty looks at a page each, and more; a busy machine takes its time for them.
  it.each([
    ['strangers', false],
    ['readers', true],
  ])('%s', { timeout: 180_000 }, async (_who, isPrivate) => {
    const page = await arrive(shop);
    if (isPrivate) {
      await logIn(page);
      await page.goto('/books/3');
      await page.getByRole('button', { name: 'Add to basket' }).click();
    }
    for (const { address, title } of PAGES.filter((one) => one.isPrivate === isPrivate)) {
      await page.goto(address);
      if (isPrivate) await isSignedIn(page);
      await hasHeading(page, title);
      await page.waitForLoadState('networkidle');
      // Not as a script of the page: its Content Security Policy would rightly refuse that.
      await page.evaluate(axe.source);
      for (const { colorScheme, ...viewport } of SCREENS) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize(viewport);
        const where = { address, colorScheme, ...viewport };
        const good = { violations: [], isTooWide: false, isDark: colorScheme === 'dark', headings: 1 };
        expect({ ...where, ...(await lookAt(page)) }).toEqual({ ...where, ...good });
      }
    }
  });
});

describe('a code', () => {
  it('can be typed in by everybody', async () => {
    const page = await arrive(shop, '/sign-up');
    await page.getByLabel('E-mail').fill('ada@example.com');
    await page.getByLabel('Password').fill('a margin of my own');
    await page.getByRole('main').getByRole('button', { name: 'Sign up' }).click();
    await hasHeading(page, 'Confirm your address');
    await page.evaluate(axe.source);
    expect(await lookAt(page)).toMatchObject({ violations: [], isTooWide: false });
  });
});

describe('light and dark', () => {
  it('follow the device until somebody chooses, and then the choice', async () => {
    const page = await arrive(shop, '/', { colorScheme: 'light' });
    const toggle = page.getByRole('button', { name: 'Dark mode' });
    expect(await isDark(page)).toBe(false);
    await toggle.click();
    expect(await isDark(page)).toBe(true);
    await page.reload();
    expect(await isDark(page)).toBe(true);
    expect(await toggle.getAttribute('aria-pressed')).toBe('true');
    await toggle.click();
    expect(await isDark(page)).toBe(false);
  });
});

/** Whether the page is darker than what is written on it. */
const isDark = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const lightness = (color: string): number =>
      (color.match(/[\d.]+/g) ?? []).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
    const { backgroundColor, color } = getComputedStyle(document.body);
    return lightness(backgroundColor) < lightness(color);
  });

/** What axe finds that is serious, whether the page is wider than the screen, dark, and how many main headings it has. */
async function lookAt(page: Page) {
  const seen = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { readonly axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    return {
      violations: serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
      isTooWide: document.documentElement.scrollWidth > window.innerWidth,
      headings: document.querySelectorAll('h1').length,
    };
  });
  return { ...seen, isDark: await isDark(page) };
}
