/** Positions of cursors: the texts that Python has for values, and back. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Duration } from '../models/duration.ts';
import { PreciseDate } from '../models/precise-date.ts';
import { positionText, positionValue } from './position-text.ts';

const MOMENT = new PreciseDate(Date.UTC(2024, 1, 29, 1, 2, 3, 4), 5);

// What Python 3 prints: str(True), str(1e-07), str(timedelta(days=-1, seconds=1)), …
const TEXTS: readonly (readonly [kind: string, value: unknown, text: string])[] = [
  ['boolean', true, 'True'],
  ['boolean', false, 'False'],
  ['integer', 1, '1'],
  ['bigInteger', -(2n ** 63n), '-9223372036854775808'],
  ['float', 1, '1.0'],
  ['float', -2.5, '-2.5'],
  ['float', 1e-7, '1e-07'],
  ['float', 1e15, '1000000000000000.0'],
  ['float', 1e16, '1e+16'],
  ['float', 1.5e300, '1.5e+300'],
  ['decimal', '12.50', '12.50'],
  ['dateTime', MOMENT, '2024-02-29 01:02:03.004005+00:00'],
  ['date', '2024-02-29', '2024-02-29'],
  ['time', '01:02:03', '01:02:03'],
  ['duration', new Duration(0n), '0:00:00'],
  ['duration', new Duration(86_400_000_000n + 7_200_000_001n), '1 day, 2:00:00.000001'],
  ['duration', new Duration(-86_399_000_000n), '-1 day, 0:00:01'],
  ['duration', new Duration(2n * 86_400_000_000n + 36_000_000_000n), '2 days, 10:00:00'],
  ['uuid', '00000000-0000-0000-0000-00000000000a', '00000000-0000-0000-0000-00000000000a'],
  ['char', 'a~b*', 'a~b*'],
];

describe('positions of cursors', () => {
  it.each(TEXTS)('of kind %s: %s is %j', (kind, value, text) => {
    expect(positionText(value, kind)).toBe(text);
    expect(positionText(positionValue(text, kind), kind)).toBe(text);
  });

  it('keep every float and every length of time', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(fc.property(finite, (value) => positionValue(positionText(value, 'float'), 'float') === value));
    const span = fc.bigInt({ min: -(10n ** 17n), max: 10n ** 17n });
    fc.assert(
      fc.property(span, (value) => {
        const text = positionText(new Duration(value), 'duration');
        return (positionValue(text, 'duration') as Duration).totalMicroseconds === value;
      }),
    );
  });

  it.each([
    ['boolean', '1'],
    ['boolean', 'Truest'],
    ['float', 'nan'],
    ['float', ''],
    ['integer', '1.0'],
    ['integer', '99999999999999999999'],
    ['decimal', '1e5'],
    ['dateTime', 'yesterday'],
    ['duration', 'long'],
    ['date', '2024-13-01'],
    ['time', '25:00:00'],
    ['uuid', 'x'],
    ['char', 'a\0b'],
  ])('of kind %s are not %j', (kind, text) => {
    expect(positionValue(text, kind)).toBeNull();
  });
});
