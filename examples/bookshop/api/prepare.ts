/** Makes the shop's database ready: migrated, and filled where it is empty. Safe to run again. */
import { fileURLToPath } from 'node:url';
import { migrate } from 'fretwork/migrations';
import { registryOf } from 'fretwork/models';
import type { app as shop } from './app.ts';
import { loadSample } from './load-sample.ts';
import { showProgress } from './show-progress.ts';

export async function prepare(app: typeof shop): Promise<void> {
  const steps = await migrate(registryOf(app.models).database(), {
    directory: fileURLToPath(new URL('./migrations', import.meta.url)),
  });
  for (const { migration } of steps) console.log(`Applied migration ${migration.name}.`);
  if (await loadSample(showProgress)) console.log('Filled the shop with its sample.');
}
