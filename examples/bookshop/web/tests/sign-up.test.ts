import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openShop } from './shop.ts';
import { arrive, descriptionOf, focusByKeyboard, hasFocus, hasHeading, isSignedIn, isSignedOut } from './visitor.ts';

const shop = await openShop();
const VERIFY = '/api/accounts/verify/';
const PASSWORD = 'a margin of my own';

/** Everything that the page keeps in this browser. */
const kept = (page: Page): Promise<string> =>
  page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));

describe('a sign-up', () => {
  it('takes an address, a password, and the code of the mail', async () => {
    const page = await arrive(shop, '/');
    await page.getByRole('banner').getByRole('link', { name: 'Sign up' }).click();
    await hasHeading(page, 'Sign up');
    await page.getByLabel('E-mail').fill('mia@example.com');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('main').getByRole('button', { name: 'Sign up' }).click();
    await hasHeading(page, 'Confirm your address');
    await page.getByLabel('Code').fill(await shop.codeFor('mia@example.com'));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await isSignedIn(page);
    await page.goto('/account');
    await page.getByText('mia@example.com').waitFor();
  });

  it('goes on when the page is loaded again, and keeps neither the password nor the code', async () => {
    const page = await arrive(shop, '/sign-up?next=%2Forders');
    await page.getByLabel('E-mail').fill('ada@example.com');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('main').getByRole('button', { name: 'Sign up' }).click();
    await hasHeading(page, 'Confirm your address');
    const code = await shop.codeFor('ada@example.com');
    await page.getByLabel('Code').fill(code);
    await page.reload();
    await hasHeading(page, 'Confirm your address');
    await page.getByText('ada@example.com').waitFor();
    await page.getByText(/You can ask for another code in \d+ s/).waitFor();
    expect(await kept(page)).toContain('ada@example.com');
    expect(await kept(page)).not.toContain(PASSWORD);
    expect(await kept(page)).not.toContain(code);

    await page.getByLabel('Code').fill(code);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await isSignedIn(page);
    await hasHeading(page, 'Your orders');
    expect(await kept(page)).not.toContain('ada@example.com');
  });

  it('begins anew with another address, also after the page is loaded again', async () => {
    const page = await arrive(shop, '/sign-up');
    await page.getByLabel('E-mail').fill('eve@example.com');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('main').getByRole('button', { name: 'Sign up' }).click();
    await hasHeading(page, 'Confirm your address');
    await page.reload();
    await page.getByRole('button', { name: 'Another address' }).click();
    await hasHeading(page, 'Sign up');
    await page.reload();
    await hasHeading(page, 'Sign up');
    expect(await kept(page)).not.toContain('eve@example.com');
  });

  it('ends after five wrong codes, for the right one too', async () => {
    const page = await arrive(shop, '/sign-up');
    await page.getByLabel('E-mail').fill('noa@example.com');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('main').getByRole('button', { name: 'Sign up' }).click();
    await hasHeading(page, 'Confirm your address');
    const code = await shop.codeFor('noa@example.com');
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    const before = shop.visitsOf(VERIFY).length;
    const refusals = () =>
      shop
        .visitsOf(VERIFY)
        .slice(before)
        .filter(({ status }) => status === 401).length;
    for (const [index, attempt] of [wrong, wrong, wrong, wrong, wrong, code].entries()) {
      await page.getByLabel('Code').fill(attempt);
      await page.getByRole('button', { name: 'Confirm' }).click();
      await expect.poll(refusals, { timeout: 20_000 }).toBe(index + 1);
      await page.getByRole('alert').getByText('That code is not right').waitFor();
    }
    await isSignedOut(page);
  });

  it('can be done with the keyboard alone', async () => {
    const page = await arrive(shop, '/');
    await isSignedOut(page);
    await focusByKeyboard(page, 'Skip to the content');
    await focusByKeyboard(page, 'Sign up');
    await page.keyboard.press('Enter');
    await hasHeading(page, 'Sign up');
    await focusByKeyboard(page, 'E-mail');
    await page.keyboard.type('kim@example.com');
    await focusByKeyboard(page, 'Password');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await hasHeading(page, 'Confirm your address');
    await focusByKeyboard(page, 'Code');
    await page.keyboard.type(await shop.codeFor('kim@example.com'));
    await focusByKeyboard(page, 'Confirm');
    await page.keyboard.press('Space');
    await isSignedIn(page);
  });

  it('says beside the fields what is wrong with them, and moves the focus there', async () => {
    const page = await arrive(shop, '/sign-up');
    const [email, password] = [page.getByLabel('E-mail'), page.getByLabel('Password')];
    const submit = page.getByRole('main').getByRole('button', { name: 'Sign up' });
    const summary = page.getByRole('alert').filter({ hasText: 'look at this again' });
    await submit.click();
    await summary.getByText('E-mail: This field may not be blank.').waitFor();
    await expect.poll(() => hasFocus(summary), { timeout: 20_000 }).toBe(true);
    expect(await descriptionOf(email)).toContain('This field may not be blank.');
    expect(await email.getAttribute('aria-invalid')).toBe('true');

    await email.fill('lou@example.com');
    await password.fill('123');
    await submit.click();
    await summary.getByText('This password is too short').waitFor();
    expect(await descriptionOf(email)).toBe('');
    expect(await descriptionOf(password)).toContain('This password is too short');
    await summary.getByRole('button', { name: /^Password/ }).click();
    await expect.poll(() => hasFocus(password), { timeout: 20_000 }).toBe(true);
  });

  it('tells nobody whether an address has an account', async () => {
    const page = await arrive(shop, '/sign-up');
    await page.getByLabel('E-mail').fill('bob@example.com');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('main').getByRole('button', { name: 'Sign up' }).click();
    await hasHeading(page, 'Confirm your address');
  });
});

describe('a forgotten password', () => {
  it('is replaced with a code, and the new one logs in', async () => {
    const page = await arrive(shop, '/login');
    await page.getByRole('link', { name: 'Forgotten your password?' }).click();
    await hasHeading(page, 'Forgotten your password?');
    await page.getByLabel('E-mail').fill('bob@example.com');
    await page.getByRole('button', { name: 'Send a code' }).click();
    await hasHeading(page, 'Choose a new password');
    await page.reload(); // the code may be on a phone whose mail app took the page's place
    await hasHeading(page, 'Choose a new password');
    await page.getByLabel('Code').fill(await shop.codeFor('bob@example.com'));
    await page.getByLabel('New password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Save password' }).click();
    await hasHeading(page, 'Log in');
    await page.getByLabel('E-mail').fill('bob@example.com');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
    await isSignedIn(page);
  });
});
