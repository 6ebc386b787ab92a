/** A `Date` that keeps microseconds, as databases and DRF do. */

const MOMENT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,6})\d*)?(Z|[+-]\d{2}(?::?\d{2})?)?$/i;

/**
 * A moment with microseconds; a plain `Date` everywhere a `Date` will do.
 *
 * @param milliseconds Milliseconds since the epoch.
 * @param microseconds 0 to 999, beyond the millisecond.
 */
export class PreciseDate extends Date {
  readonly microseconds: number;

  constructor(milliseconds: number, microseconds: number) {
    super(milliseconds);
    this.microseconds = microseconds;
  }

  /** With all six digits, so that JSON loses nothing. */
  override toJSON(): string {
    return toMicrosecondISO(this);
  }
}

/**
 * Reads ISO 8601 with `T` or a space, up to microseconds; without an offset it is UTC.
 *
 * @param text As a database or `toMicrosecondISO` writes it.
 * @returns A plain `Date` where milliseconds say it all; `null` where the text is no moment.
 */
export function parseMoment(text: string): Date | null {
  const match = MOMENT.exec(text);
  if (!match) return null;
  const [, day, clock, fraction = '', zone = 'Z'] = match;
  const digits = fraction.padEnd(6, '0');
  const offset = /^[+-]\d{2}$/.test(zone) ? `${zone}:00` : zone.toUpperCase();
  const milliseconds = Date.parse(`${day}T${clock}.${digits.slice(0, 3)}${offset}`);
  if (Number.isNaN(milliseconds)) return null;
  const microseconds = Number(digits.slice(3));
  return microseconds === 0 ? new Date(milliseconds) : new PreciseDate(milliseconds, microseconds);
}

/** Microseconds beyond the millisecond; 0 for a plain `Date`. */
export const microsecondsOf = (date: Date): number => (date instanceof PreciseDate ? date.microseconds : 0);

/**
 * A moment as DRF prints it: `2024-02-29T13:45:30Z`, with six digits of a second where there is a fraction.
 *
 * @param date A valid date.
 * @see DRF `fields.DateTimeField.to_representation`
 */
export function toMicrosecondISO(date: Date): string {
  const text = date.toISOString(); // 2024-02-29T13:45:30.123Z, years beyond 9999 with a sign and six digits
  const micro = microsecondsOf(date);
  if (micro === 0 && text.endsWith('.000Z')) return `${text.slice(0, -5)}Z`;
  return `${text.slice(0, -1)}${String(micro).padStart(3, '0')}Z`;
}
