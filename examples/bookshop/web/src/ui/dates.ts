/** Dates as people read them. */

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long' });
const dayInUTC = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const ago = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** "1974-05-01" becomes "1 May 1974", wherever one is; a moment becomes the day it is there. */
export const formatDate = (text: string): string => (text.length === 10 ? dayInUTC : day).format(new Date(text));

const UNITS: readonly (readonly [seconds: number, unit: Intl.RelativeTimeFormatUnit])[] = [
  [31_536_000, 'year'],
  [2_592_000, 'month'],
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
];

/**
 * A moment by how far it is from now: "5 minutes ago", "in 2 days".
 *
 * @param now Milliseconds since the epoch.
 */
export function formatAgo(text: string, now: number): string {
  const seconds = (new Date(text).getTime() - now) / 1000;
  const [size, unit] = UNITS.find(([least]) => Math.abs(seconds) >= least) ?? [];
  return size === undefined || unit === undefined ? 'just now' : ago.format(Math.trunc(seconds / size), unit);
}
