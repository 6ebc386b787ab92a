/** `npm run demo`: migrates and fills the database where that is due, then serves the bookshop. Safe to run again. */
import { fileURLToPath } from 'node:url';
import { migrate } from 'fretwork/migrations';
import { serve } from 'fretwork/server';
import { env } from 'fretwork/settings';
import app from './app.ts';
import { loadSample } from './load-sample.ts';
import { showProgress } from './show-progress.ts';

const host = env('HOST', '127.0.0.1');
const port = Number(env('PORT', '8000'));

const steps = await migrate(app.databases.default, {
  directory: fileURLToPath(new URL('./migrations', import.meta.url)),
});
for (const { migration } of steps) console.log(`Applied migration ${migration.name}.`);
if (await loadSample(showProgress)) console.log('Filled the shop with its sample.');

const server = await serve(app, { host, port });
console.log(`
The bookshop's API is at ${server.url}/api/ — stop it with Ctrl+C. In another terminal, try:

  curl '${server.url}/api/books/?search=river&ordering=-price'
  curl '${server.url}/api/books/?inPrint=true&price__lt=5.00&page=2'
  curl ${server.url}/api/publishers/1/

  TOKEN=$(curl -s -H 'Content-Type: application/json' -d '{"username":"alice","password":"wonderland-42"}' \\
    ${server.url}/api/token/ | sed 's/.*"access":"\\([^"]*\\)".*/\\1/')
  curl -H "Authorization: Bearer $TOKEN" ${server.url}/api/me/
  curl -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
    -d '{"title":"Dune","isbn":"9780441013593","price":"9.90","pages":412,"authorId":1}' ${server.url}/api/books/

Users: alice (wonderland-42), bob (builder-1234), and admin (sudo-pass-99), who is staff.`);
