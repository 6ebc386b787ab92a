/** A length of time, exact to the microsecond. */

const DAY = 86_400_000_000n;
const SECOND = 1_000_000n;

/** Parts of a duration; all may be negative or missing. */
export interface DurationParts {
  readonly days?: number;
  readonly hours?: number;
  readonly minutes?: number;
  readonly seconds?: number;
  readonly milliseconds?: number;
  readonly microseconds?: number;
}

const UNITS = {
  days: DAY,
  hours: 3600n * SECOND,
  minutes: 60n * SECOND,
  seconds: SECOND,
  milliseconds: 1000n,
  microseconds: 1n,
} as const;

/**
 * A length of time; immutable, exact, may be negative. Comparable with `<` and `>`.
 *
 * @see Python `datetime.timedelta`, whose normal form `days`, `seconds` and `microseconds` follow
 */
export class Duration {
  /** All of it in microseconds. */
  readonly totalMicroseconds: bigint;

  constructor(totalMicroseconds: bigint) {
    this.totalMicroseconds = totalMicroseconds;
  }

  /** Adds up parts; fractions count to the microsecond. */
  static of(parts: DurationParts): Duration {
    let total = 0n;
    for (const [unit, size] of Object.entries(UNITS)) {
      const amount = parts[unit as keyof DurationParts] ?? 0;
      const whole = Math.trunc(amount);
      total += BigInt(whole) * size + BigInt(Math.round((amount - whole) * Number(size)));
    }
    return new Duration(total);
  }

  /** Whole days, rounded down: -1 for a negative microsecond. */
  get days(): number {
    const { totalMicroseconds: total } = this;
    const days = total / DAY;
    return Number(total % DAY < 0n ? days - 1n : days);
  }

  /** Seconds of the last day, 0 to 86,399. */
  get seconds(): number {
    return Number(this.#rest / SECOND);
  }

  /** Microseconds of the last second, 0 to 999,999. */
  get microseconds(): number {
    return Number(this.#rest % SECOND);
  }

  /** All of it in seconds; a double, so exact only for what a double holds. */
  get totalSeconds(): number {
    return Number(this.totalMicroseconds) / 1e6;
  }

  get #rest(): bigint {
    return ((this.totalMicroseconds % DAY) + DAY) % DAY;
  }

  /** `1 02:00:03.000005`: DRF's form. @see Django `django.utils.duration.duration_string` */
  toString(): string {
    const { days, seconds, microseconds } = this;
    const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
    const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
      .map((n) => pad(n))
      .join(':');
    return `${days === 0 ? '' : `${days} `}${clock}${microseconds === 0 ? '' : `.${pad(microseconds, 6)}`}`;
  }

  toJSON(): string {
    return this.toString();
  }

  /** For `<` and `>`. */
  valueOf(): bigint {
    return this.totalMicroseconds;
  }
}
