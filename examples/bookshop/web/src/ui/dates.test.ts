/** Dates in words. */
import { expect, it } from 'vitest';
import { formatAgo, formatDate } from './dates.ts';

it('formatDate writes a day as it is, in whatever time zone', () => {
  expect(formatDate('1974-05-01')).toBe('1 May 1974');
});

it.each([
  [0, 'just now'],
  [59, 'just now'],
  [-60, '1 minute ago'],
  [-3599, '59 minutes ago'],
  [-7200, '2 hours ago'],
  [-86_400, 'yesterday'],
  [172_800, 'in 2 days'],
  [-40_000_000, 'last year'],
])('formatAgo says of %i seconds from now: %s', (seconds, words) => {
  const now = Date.UTC(2026, 0, 1);
  expect(formatAgo(new Date(now + seconds * 1000).toISOString(), now)).toBe(words);
});
