import { describe, expect, it } from 'vitest';
import { loadDeviations, runFile, vectorFiles } from './run-vectors.ts';

const deviations = loadDeviations();

describe('recorded answers of DRF serializers', () => {
  it.each(vectorFiles())('%s', async (file) => {
    const { passed, failures } = await runFile(file, deviations);
    expect(failures).toEqual([]);
    expect(passed).toBeGreaterThan(0);
  });
});
