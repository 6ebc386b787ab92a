/** `npm run bench:serve -- --port N --database URL`: serves the rig's API, or with `--prepare` makes its tables and user. */
import { parseArgs } from 'node:util';
import { createUser } from 'fretwork/accounts';
import { createTables } from 'fretwork/migrations';
import { registryOf } from 'fretwork/models';
import { serve } from 'fretwork/server';
import { createRigApp } from './app.ts';
import { models, User } from './models.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '9150' },
    database: { type: 'string', default: 'sqlite:./rig.sqlite3' },
    prepare: { type: 'boolean', default: false },
  },
});
const app = createRigApp(values.database, process.env.JWT_SECRET ?? 'rig-secret-not-a-secret-0123456789abcdef');

if (values.prepare) {
  await createTables(registryOf(app.models).database(), models);
  await createUser(User, { username: 'alice', password: 'pw12345!' });
  await app.close();
} else {
  const { url } = await serve(app, { port: Number(values.port) });
  console.log(`The rig's API is at ${url}api/`);
}
