/** The recorded HTTP traces against the reference app, on SQLite and on PostgreSQL. */
import { basename } from 'node:path';
import { testDatabases } from 'fretwork/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedApp, serveOn, traceFiles } from './replay-traces.ts';

describe.each(testDatabases)('DRF, as it was recorded, on $name', (kind) => {
  let served: ServedApp;
  beforeAll(async () => {
    served = await serveOn(kind);
  });
  afterAll(() => served.stop());

  it.each(traceFiles().map((file) => [basename(file, '.json'), file] as const))(
    '%s',
    async (_category, file) => {
      const { passed, scenarios } = await served.replay([file]);
      expect(scenarios.filter((scenario) => !scenario.passed)).toEqual([]);
      expect(passed).toBeGreaterThan(0);
    },
    120_000,
  );
});
