/** Lengths of time in the user's own code, in the notation of the settings. */
import { type DurationInput, parseDuration } from './parse-duration.ts';

/**
 * Reads a length of time, once, where code is defined.
 *
 * @param input Seconds, or text such as `'90s'`, `'5m'`, `'1d12h'`.
 * @returns Seconds.
 * @throws {ImproperlyConfigured} not a length of time
 */
export const duration = (input: DurationInput | (string & {})): number => parseDuration(input, 'duration');
