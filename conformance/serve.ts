/** Serves the reference app: `npm run conformance:serve -- --port 8000 [--database URL]`. Makes its tables where there are none. */
import { parseArgs } from 'node:util';
import { createTables } from 'fretwork/migrations';
import { registryOf } from 'fretwork/models';
import { serve } from 'fretwork/server';
import { makeApp } from './app/app.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8000' },
    database: { type: 'string', default: 'sqlite::memory:' },
  },
});
const app = makeApp(values.database);
const hasTables = await app.models.Author.objects.exists().then(
  () => true,
  () => false,
);
if (!hasTables) await createTables(registryOf(app.models).database(), app.models);
const server = await serve(app, { port: Number(values.port) });
console.log(`The reference app is at ${server.url}`);
