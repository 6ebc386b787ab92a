import { describe, expect, it } from 'vitest';
import type { Field, Scope, Validator } from './field.ts';
import {
  emailValidator,
  isEmail,
  isUrl,
  maxLengthValidator,
  maxValueValidator,
  minLengthValidator,
  minValueValidator,
  regexValidator,
  urlValidator,
} from './validators.ts';

const run = (validator: Validator<never>, value: unknown) => () =>
  validator(value as never, undefined as unknown as Field, undefined as unknown as Scope);

describe('validators', () => {
  it.each<[string, Validator<never>, unknown, unknown, string]>([
    ['minLength', minLengthValidator(2), 'ab', 'a', 'Ensure this value has at least 2 characters (it has 1).'],
    ['maxLength', maxLengthValidator(1), '😀', 'ab', 'Ensure this value has at most 1 character (it has 2).'],
    ['minValue', minValueValidator(2), 2, 1, 'Ensure this value is greater than or equal to 2.'],
    ['maxValue', maxValueValidator(2), 2, 3, 'Ensure this value is less than or equal to 2.'],
    ['regex', regexValidator(/^a/g), 'ab', 'b', 'Enter a valid value.'],
    ['inverse regex', regexValidator(/^a/, { inverse: true }), 'b', 'ab', 'Enter a valid value.'],
    ['email', emailValidator(), 'a@b.co', 'a@b', 'Enter a valid email address.'],
    ['url', urlValidator(), 'http://a.com', 'javascript:alert(1)', 'Enter a valid URL.'],
    ['own text', maxValueValidator(2, { message: 'not over {max_value}: {value}' }), 2, 3, 'not over 2: 3'],
  ])('%s', (_name, validator, good, bad, message) => {
    expect(run(validator, good)).not.toThrow();
    expect(run(validator, good)).not.toThrow(); // a pattern with the g flag must not remember
    expect(run(validator, bad)).toThrow(expect.objectContaining({ messages: [message] }));
  });

  it.each([`${'a.'.repeat(5e4)}@b.co`, `a@${'b-'.repeat(5e4)}.co`, `"${'\\'.repeat(5e4)}@b.co`])(
    'decides about hostile address %# quickly',
    (text) => {
      const start = performance.now();
      expect(isEmail(text)).toBe(false);
      expect(isEmail(text.slice(0, 320))).toBe(false);
      expect(performance.now() - start).toBeLessThan(1000);
    },
  );

  it('decides about a hostile URL quickly', () => {
    const start = performance.now();
    for (const text of [
      `http://${'a:'.repeat(1000)}`,
      `http://${'a-'.repeat(1000)}.com`,
      `http://${'[:'.repeat(1000)}`,
    ]) {
      expect(isUrl(text, ['http'])).toBe(false);
    }
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
