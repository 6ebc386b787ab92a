/** Makes the database at `DATABASE_URL` as `npm run demo` does, without a word. */
import { join } from 'node:path';
import { migrate } from 'fretwork/migrations';
import { registryOf } from 'fretwork/models';
import { app } from '../../api/app.ts';
import { loadSample } from '../../api/load-sample.ts';

const directory = join(import.meta.dirname, '../../api/migrations');
await migrate(registryOf(app.models).database(), { directory });
await loadSample();
await app.close();
