/** `node benchmarks/start-up.ts [rounds]`: how long a process takes from its start to the first answer of an app of 50 models. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MODELS = 50;
const rounds = Number(process.argv[2] ?? 7);

if (process.argv[2] === 'serve') await serveModels(process.argv[3] ?? '');
else await compareStarts();

/** An app with a viewset for each of its models; it writes its address when it listens. */
async function serveModels(database: string): Promise<void> {
  const { createApp, defineSettings } = await import('fretwork');
  const { createTables } = await import('fretwork/migrations');
  const { defineModels, f, registryOf } = await import('fretwork/models');
  const { DefaultRouter, path, urlpatterns } = await import('fretwork/routers');
  const { modelSerializer } = await import('fretwork/serializers');
  const { serve } = await import('fretwork/server');
  const { ModelViewSet } = await import('fretwork/views');
  const fields = {
    title: f.char({ maxLength: 100 }),
    price: f.decimal({ maxDigits: 8, decimalPlaces: 2 }),
    at: f.date(),
  };
  const models = defineModels(Object.fromEntries(Array.from({ length: MODELS }, (_, at) => [`Thing${at}`, fields])));
  const views = Object.entries(models).map(([name, model]) => {
    class Things extends ModelViewSet {
      override queryset = model.objects;
      override serializerClass = modelSerializer(model, { fields: '__all__' });
    }
    return [name.toLowerCase(), Things] as const;
  });
  const settings = defineSettings({ secretKey: 'only-for-measuring-0123456789-abcdefghijkl', database });
  const app = createApp({
    settings,
    models,
    urls: urlpatterns(path('', new DefaultRouter(Object.fromEntries(views)))),
  });
  if (process.argv[4] === 'prepare') {
    await createTables(registryOf(models).database(), models);
    await app.close();
  } else {
    const { url } = await serve(app, { port: 0 });
    process.stdout.write(`${url}\n`);
  }
}

/** Milliseconds from the start of a process to its first answer. */
async function startOnce(database: string): Promise<number> {
  const start = performance.now();
  const child = spawn(process.execPath, [import.meta.filename, 'serve', database], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const url = await new Promise<string>((resolve) =>
      child.stdout.once('data', (text) => resolve(String(text).trim())),
    );
    const response = await fetch(new URL('/thing7/', url));
    if (response.status !== 200) throw new Error(`The first answer was ${response.status}: ${await response.text()}`);
    return performance.now() - start;
  } finally {
    child.kill();
  }
}

async function compareStarts(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'start-up-'));
  try {
    const database = `sqlite:${join(folder, 'start-up.sqlite3')}`;
    const prepare = spawn(process.execPath, [import.meta.filename, 'serve', database, 'prepare'], { stdio: 'inherit' });
    await new Promise((resolve) => prepare.once('exit', resolve));
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) times.push(await startOnce(database));
    times.sort((a, b) => a - b);
    const [least = 0, median = 0, most = 0] = [times[0], times[times.length >> 1], times.at(-1)];
    process.stdout.write(
      `${MODELS} models, first answer after ${median.toFixed(0)} ms (${least.toFixed(0)}–${most.toFixed(0)}, ${rounds} starts)\n`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
