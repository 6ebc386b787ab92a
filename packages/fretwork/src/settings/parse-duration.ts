/** Reads a length of time from a setting: `'5m'`, `'1h30m'`, or a number of seconds. */
import { ImproperlyConfigured } from '../errors.ts';

const SECONDS_PER_UNIT = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 } as const;

type DurationPart = `${number}${keyof typeof SECONDS_PER_UNIT}`;

/** A length of time: a number of seconds, or numbers with a unit (`ms`, `s`, `m`, `h`, `d`, `w`), longest unit first. */
export type DurationInput = number | DurationPart | `${DurationPart}${DurationPart}`;

/**
 * Reads a length of time.
 *
 * For settings, not for requests: it throws the developer's error.
 *
 * @param input Seconds, or text such as `'90s'`, `'5m'`, `'1d12h'`; typically a setting, or an environment variable.
 * @param setting Dotted name of the setting, for the message.
 * @returns Seconds, zero or more, always finite.
 * @throws {ImproperlyConfigured} not a length of time, negative, or longer than a hundred years
 */
export function parseDuration(input: DurationInput | (string & {}), setting: string): number {
  const seconds = typeof input === 'number' ? input : fromText(String(input));
  if (seconds >= 0 && seconds <= LONGEST_SECONDS) return seconds;
  throw new ImproperlyConfigured(
    `Setting \`${setting}\` is not a length of time. Write seconds as a number, or a number with a unit ` +
      "(ms, s, m, h, d, w), such as 300, '5m' or '1h30m'.",
  );
}

const LONGEST_SECONDS = 100 * 366 * 86_400; // beyond it somebody has mistaken milliseconds for seconds
const LONGEST_TEXT = 64;

function fromText(text: string): number {
  if (text.length > LONGEST_TEXT || !/^(?:\d+(?:\.\d+)?(?:ms|[smhdw]))+$/.test(text)) return Number.NaN;
  let seconds = 0;
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)) {
    seconds += Number(number) * SECONDS_PER_UNIT[unit as keyof typeof SECONDS_PER_UNIT];
  }
  return seconds;
}
