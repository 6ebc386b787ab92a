/** Variables of the environment. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { env } from './env.ts';

it('reads what is set, and takes the empty for missing', () => {
  process.env.FRETWORK_TEST_SET = 'x';
  process.env.FRETWORK_TEST_EMPTY = '';
  expect(env('FRETWORK_TEST_SET', 'y')).toBe('x');
  expect(env('FRETWORK_TEST_EMPTY', 'y')).toBe('y');
  expect(env('FRETWORK_TEST_MISSING', '')).toBe('');
  expect(() => env('FRETWORK_TEST_EMPTY')).toThrow(/FRETWORK_TEST_EMPTY is not set/);
});

it('reads the file that a variable names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fretwork-env-'));
  const file = join(folder, 'secret');
  process.env.FRETWORK_TEST_SECRET_FILE = file;
  expect(() => env('FRETWORK_TEST_SECRET', 'y')).toThrow(
    `FRETWORK_TEST_SECRET_FILE names a file that cannot be read: ${file}`,
  );
  writeFileSync(file, ' s3cret \n');
  expect(env('FRETWORK_TEST_SECRET')).toBe(' s3cret ');
  writeFileSync(file, '\n');
  expect(() => env('FRETWORK_TEST_SECRET')).toThrow(/FRETWORK_TEST_SECRET is not set/);
  process.env.FRETWORK_TEST_SECRET = 'x';
  expect(() => env('FRETWORK_TEST_SECRET')).toThrow(/are both set/);
  rmSync(folder, { recursive: true });
});
