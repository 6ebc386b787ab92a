/** `npm run demo`: builds the pages and fills the database where that is due, then serves the bookshop. Safe to run again. */
import { serve } from 'fretwork/server';
import { env } from 'fretwork/settings';
import { buildIfStale, isStale } from '../web/build-if-stale.ts';
import { prepare } from './prepare.ts';

const host = env('HOST', '127.0.0.1');
const port = Number(env('PORT', '8000'));

if (isStale()) console.log('Building the pages of the shop; this takes some seconds.');
const seconds = await buildIfStale();
if (seconds !== null) console.log(`Built the pages in ${seconds.toFixed(1)} s.`);

const { app } = await import('./app.ts'); // now that there are pages to be served
await prepare(app);

const server = await serve(app, { host, port });
const api = `${server.url}api`;
console.log(`
The bookshop is open at ${server.url} — stop it with Ctrl+C.
Its mails, such as the codes of a sign-up, are at ${server.url}mailbox/, and its API is at ${api}/.

The API alone, from another terminal:

  curl '${api}/books/?search=river&ordering=-price'
  curl '${api}/books/?inPrint=true&price__lt=5.00&page=2'
  curl ${api}/publishers/1/

  TOKEN=$(curl -s -H 'Content-Type: application/json' -d '{"username":"alice","password":"wonderland-42"}' \\
    ${api}/token/ | sed 's/.*"access":"\\([^"]*\\)".*/\\1/')
  curl -H "Authorization: Bearer $TOKEN" ${api}/me/
  curl -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
    -d '{"title":"Dune","isbn":"9780441013593","price":"9.90","pages":412,"authorId":1}' ${api}/books/

An account, from the first code to the last logout (codes are at ${server.url}mailbox/):

  JSON='Content-Type: application/json'
  curl -H "$JSON" -d '{"email":"mia@example.com","password":"correct horse battery"}' ${api}/accounts/register/
  curl '${server.url}mailbox/?to=mia@example.com'          # the code; the flow was in the answer above
  curl -H "$JSON" -d '{"flow":"…","code":"…"}' ${api}/accounts/verify/
  curl -H "Authorization: Bearer $ACCESS" ${api}/accounts/sessions/
  curl -H "$JSON" -d '{"refresh":"…"}' ${api}/accounts/refresh/    # once more with the old one: 401, and the new one is dead too
  curl -H "$JSON" -d '{"email":"mia@example.com"}' ${api}/accounts/password/reset/
  curl -H "$JSON" -d '{"flow":"…","code":"…","newPassword":"…"}' ${api}/accounts/password/reset/confirm/
  curl -H "$JSON" -d '{"email":"mia@example.com","password":"…"}' ${api}/accounts/login/
  curl -X POST -H "Authorization: Bearer $ACCESS" ${api}/accounts/logout-all/

Users: alice (wonderland-42), bob (builder-1234), and admin (sudo-pass-99), who is staff.`);
