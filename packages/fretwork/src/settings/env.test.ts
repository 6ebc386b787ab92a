/** Variables of the environment. */
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
