import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { build } from 'vite';
import { expect, it } from 'vitest';
import { RenderedPage } from './rendered-page.tsx';
import { openShop } from './shop.ts';
import { ALICE, arrive, logIn } from './visitor.ts';

const shop = await openShop();

it('a page that a server has rendered goes on in the browser, without a word from React', async () => {
  const html = renderToString(createElement(RenderedPage));
  expect(html).toBe('<h1>loading<!-- --> </h1><p>no tags yet</p>');
  expect(shop.visits).toEqual([]);

  const page = await arrive(shop);
  await logIn(page);
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(String(error)));
  const script = await bundle();
  await page.route('**/rendered.js', (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
  await page.route('**/rendered', (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><div id="rendered">${html}</div><script type="module" src="/rendered.js"></script>`,
    }),
  );
  const before = shop.visits.length;
  await page.goto('/rendered');
  await page.getByRole('heading', { name: `signedIn ${ALICE.email}` }).waitFor();
  await page.getByText(/^[1-9]\d* tags$/).waitFor();
  // Development's React, which tells of every difference, and mounts everything twice.
  expect(said.filter((text) => !text.includes('React DevTools'))).toEqual([]);
  const paths = shop.visits.slice(before).map(({ path }) => path);
  expect(paths.toSorted()).toEqual(['/api/accounts/me/', '/api/accounts/refresh/', '/api/tags/']);
});

/** The page's script, made by Vite as an app's would be, for development. */
async function bundle(): Promise<string> {
  const made = await build({
    configFile: false,
    logLevel: 'error',
    mode: 'development',
    define: { 'process.env.NODE_ENV': '"development"' },
    build: { write: false, minify: false, rolldownOptions: { input: `${import.meta.dirname}/rendered-page.tsx` } },
  });
  const [output] = [made].flat();
  if (output === undefined || !('output' in output)) throw new Error('Vite made nothing.');
  return output.output[0].code;
}
