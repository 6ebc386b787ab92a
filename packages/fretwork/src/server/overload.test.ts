/** Overload: one long task is none, a loop that stays late is, and it passes. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { LagWatch } from './overload.ts';
import { serve } from './serve.ts';

it('is late twice in a row', async () => {
  const answers = [
    { lag: 0, late: false },
    { lag: 200, late: false },
    { lag: 0, late: false },
    { lag: 200, late: false },
    { lag: 101, late: true },
    { lag: 300, late: true },
    { lag: 100, late: false },
  ];
  const waiting: ((lag: number) => void)[] = [];
  const watch = new LagWatch(100, () => new Promise((resolve) => void waiting.push(resolve)));
  for (const { lag, late } of answers) {
    waiting.shift()?.(lag);
    await nextTurn();
    expect([lag, watch.isOverloaded]).toEqual([lag, late]);
  }
  watch.close();
  waiting.shift()?.(500);
  await nextTurn();
  expect(waiting).toEqual([]);
});

it('refuses requests while the loop is busy, but for those of health, and answers again afterwards', async () => {
  const app = { fetch: async () => new Response('yes') };
  const server = await serve(app, { port: 0, health: {}, limits: { maxLagMs: 10 } });
  let isBusy = true;
  const burn = (): void => {
    for (const until = performance.now() + 60; performance.now() < until; );
    if (isBusy) setImmediate(burn);
  };
  burn();
  try {
    let answer = await fetch(server.url);
    while (answer.status === 200) answer = await fetch(server.url);
    expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([
      503,
      '1',
      { detail: 'Service is busy, try again later.' },
    ]);
    expect((await fetch(new URL('/healthz', server.url))).status).toBe(200);
    isBusy = false;
    while (answer.status === 503) answer = await fetch(server.url);
    expect(await answer.text()).toBe('yes');
  } finally {
    isBusy = false;
    await server.stop();
  }
});
