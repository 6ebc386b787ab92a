import { afterEach, describe, expect, it } from 'vitest';
import { openShop } from './shop.ts';
import { ALICE, arrive, descriptionOf, hasHeading, logIn } from './visitor.ts';

const shop = await openShop();
afterEach(() => {
  shop.doorman = () => undefined;
});

/** Keeps the answers to one kind of request back until it is told to let them go, or to refuse. */
function hold(method: string, path: string): (answer?: Response) => void {
  const { promise, resolve } = Promise.withResolvers<Response | undefined>();
  shop.doorman = (visit) => (visit.method === method && visit.path === path ? promise : undefined);
  return resolve;
}

describe('a review', () => {
  it('stands there before the server has answered, and stays', async () => {
    const page = await arrive(shop);
    await logIn(page);
    await page.goto('/books/19001');
    const release = hold('POST', '/api/reviews/');
    await page.getByRole('radio', { name: '4' }).check({ force: true });
    await page.getByLabel('Your review').fill('Read it in one go.');
    await page.getByRole('button', { name: 'Post review' }).click();
    const review = page.getByRole('article').filter({ hasText: 'Read it in one go.' });
    await review.getByText('Sending…').waitFor();
    expect(shop.visitsOf('/api/reviews/').at(-1)).toMatchObject({ method: 'POST', status: null });
    release();
    await review.getByText('Sending…').waitFor({ state: 'detached' });
    await page.reload();
    await review.getByRole('button', { name: 'Edit review' }).waitFor();

    await review.getByRole('button', { name: 'Delete review' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete review' }).click();
    await review.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Post review' }).waitFor();
  });

  it('goes again where the server refuses, and what was written is still in the form', async () => {
    const page = await arrive(shop);
    await logIn(page);
    await page.goto('/books/19002');
    const release = hold('POST', '/api/reviews/');
    await page.getByRole('radio', { name: '2' }).check({ force: true });
    await page.getByLabel('Your review').fill('Too many footnotes.');
    await page.getByRole('button', { name: 'Post review' }).click();
    const review = page.getByRole('article').filter({ hasText: 'Too many footnotes.' });
    await review.waitFor();
    release(Response.json({ text: ['No complaints about footnotes.'] }, { status: 400 }));
    await review.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Post review' }).waitFor();
    const text = page.getByLabel('Your review');
    expect(await text.inputValue()).toBe('Too many footnotes.');
    await expect.poll(() => descriptionOf(text), { timeout: 20_000 }).toContain('No complaints about footnotes.');
  });
});

describe('a book', () => {
  it('says beside its fields what is wrong, in the words of the server', async () => {
    const page = await arrive(shop);
    await logIn(page);
    await page.goto('/books/19003/edit');
    await hasHeading(page, /^Edit/);
    await page.getByLabel('Title').fill('');
    await page.getByLabel('ISBN').fill('12');
    await page.getByLabel('Price in €').fill('cheap');
    await page.getByRole('button', { name: 'Save book' }).click();
    await page.getByRole('alert').filter({ hasText: 'look at this again' }).waitFor();
    expect(await descriptionOf(page.getByLabel('Title'))).toContain('This field may not be blank.');
    expect(await descriptionOf(page.getByLabel('ISBN'))).toContain('An ISBN has thirteen digits.');
    expect(await descriptionOf(page.getByLabel('Price in €'))).toContain('A valid number is required.');
  });

  it('is changed, and shows it everywhere', async () => {
    const page = await arrive(shop);
    await logIn(page);
    await page.goto('/books/19004/edit');
    await page.getByLabel('Title').fill('The Lighthouse of Glass');
    await page.getByRole('button', { name: 'Save book' }).click();
    await hasHeading(page, 'The Lighthouse of Glass');
    await page.goto('/?search=Lighthouse of Glass');
    await page
      .getByRole('main')
      .getByRole('link', { name: /The Lighthouse of Glass/ })
      .first()
      .waitFor();
  });
});

describe('a basket', () => {
  it('waits for its reader to log in, and becomes an order', async () => {
    const page = await arrive(shop, '/books/19005');
    const title = await page.getByRole('heading', { level: 1 }).textContent();
    await page.getByRole('button', { name: 'Add to basket' }).click();
    await page
      .getByRole('banner')
      .getByRole('link', { name: /^Basket/ })
      .click();
    await hasHeading(page, 'Your basket');
    await page.getByRole('link', { name: 'Log in to order' }).click();
    await page.getByLabel('E-mail').fill(ALICE.email);
    await page.getByLabel('Password').fill(ALICE.password);
    await page.getByRole('main').getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('button', { name: 'Place order' }).click();
    await hasHeading(page, 'Your orders');
    await page
      .getByRole('article')
      .getByRole('link', { name: title ?? '' })
      .waitFor();
  });
});

describe('a search', () => {
  it('stands in the address, so that the back button leads out of it', async () => {
    const page = await arrive(shop);
    const results = page.getByRole('region', { name: 'Results' });
    await results.getByText('20,000 books').waitFor();
    await page.getByRole('searchbox').fill('river');
    await expect.poll(() => new URL(page.url()).searchParams.get('search'), { timeout: 20_000 }).toBe('river');
    await results.getByText('20,000 books').waitFor({ state: 'detached' });
    await results.getByRole('link').first().click();
    await page.waitForURL(/\/books\/\d+/);
    await page.goBack();
    expect(await page.getByRole('searchbox').inputValue()).toBe('river');
    await page.goBack();
    await results.getByText('20,000 books').waitFor();
  });
});
