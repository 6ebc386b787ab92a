/** Lengths of time. */
import { expect, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { duration } from './duration.ts';

it('reads lengths of time as seconds', () => {
  expect([duration('5m'), duration('1d'), duration(90)]).toEqual([300, 86_400, 90]);
  expect(() => duration('soon')).toThrow(ImproperlyConfigured);
});
