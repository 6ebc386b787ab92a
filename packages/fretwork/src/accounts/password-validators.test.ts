/** Rules for new passwords: Django's texts and codes, and what an attacker might try on them. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { type ErrorDetail, ImproperlyConfigured, ValidationError } from '../errors.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import type { PasswordValidator } from '../settings/settings.ts';
import { accountModels } from './models.ts';
import {
  breachedPasswordValidator,
  commonPasswordValidator,
  maximumLengthValidator,
  minimumLengthValidator,
  numericPasswordValidator,
  passwordChanged,
  passwordHelpTexts,
  userAttributeSimilarityValidator,
  validatePassword,
} from './password-validators.ts';

/** `[text, code]` of all that is wrong. */
async function complaints(password: string, user?: object | null, validators?: readonly PasswordValidator[]) {
  try {
    await validatePassword(password, user, validators);
    return [];
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return (error.details as readonly ErrorDetail[]).map(({ message, code }) => [message, code]);
  }
}
const codes = async (...parameters: Parameters<typeof complaints>) =>
  (await complaints(...parameters)).map(([, code]) => code);

describe('validatePassword', () => {
  const ada = { username: 'ada', firstName: 'Augusta Ada', lastName: 'Lovelace', email: 'countess@lovelace.example' };

  it.each<[string, readonly string[]]>([
    ['Tr0ub4dor&3', []],
    ['correct horse battery', []],
    ['größe-zählt-nicht', []],
    ['🐙🦑🦐🦞🦀🐡🐠🐟', []], // eight characters, sixteen code units
    ['🐙🦑🦐🦞🦀🐡🐠', ['password_too_short']],
    ['', ['password_too_short']],
    ['1234', ['password_too_short', 'password_too_common', 'password_entirely_numeric']],
    ['8675309867530', ['password_entirely_numeric']],
    ['٨٦٧٥٣٠٩٨٦٧٥٣', ['password_entirely_numeric']],
    ['Password', ['password_too_common']],
    ['lovelace', ['password_too_similar']],
    ['ada.LOVELACE', ['password_too_similar']],
    ['ecalevoL1', ['password_too_similar']], // the letters count, not their order
    ['x'.repeat(129), ['password_too_long', 'password_too_common']],
  ])('says of %j: %j', async (password, expected) => {
    expect(await codes(password, ada)).toEqual(expected);
  });

  it("says it in Django's words, all at once", async () => {
    expect(await complaints('lovelac', ada)).toEqual([
      ['The password is too similar to the last name.', 'password_too_similar'],
      ['This password is too short. It must contain at least 8 characters.', 'password_too_short'],
    ]);
    expect(await complaints('12345')).toEqual([
      ['This password is too short. It must contain at least 8 characters.', 'password_too_short'],
      ['This password is too common.', 'password_too_common'],
      ['This password is entirely numeric.', 'password_entirely_numeric'],
    ]);
    expect(await complaints('', null, [minimumLengthValidator({ minLength: 1 })])).toEqual([
      ['This password is too short. It must contain at least 1 character.', 'password_too_short'],
    ]);
    expect(await complaints('abcd', null, [maximumLengthValidator({ maxLength: 3 })])).toEqual([
      ['This password is too long. It must contain at most 3 characters.', 'password_too_long'],
    ]);
  });

  it.each(['x'.repeat(4_097), 'ü'.repeat(2_049), '\ud800'.repeat(2_000), 'x'.repeat(5_000_000)])(
    'lets no rule see a password beyond 4096 bytes',
    async (password) => {
      const seen: string[] = [];
      const spy: PasswordValidator = { validate: (given) => void seen.push(given) };
      expect(await codes(password, null, [spy])).toEqual(['password_too_long']);
      expect(seen).toEqual([]);
    },
  );

  it('asks rules of the app, in their order, and hides no failure of theirs', async () => {
    const noSpaces: PasswordValidator = {
      helpText: 'No spaces.',
      validate(password, user) {
        expectTypeOf(user).toEqualTypeOf<object | null>();
        if (password.includes(' ')) throw new ValidationError(['No spaces.', 'None at all.'], 'space');
      },
    };
    expect(await codes('a b', null, [noSpaces, minimumLengthValidator()])).toEqual([
      'space',
      'space',
      'password_too_short',
    ]);
    expect(await codes('1', null, [])).toEqual([]);
    expect(passwordHelpTexts([noSpaces, { validate() {} }])).toEqual(['No spaces.']);
    expect(passwordHelpTexts()).toContain('Your password must contain at least 8 characters.');
    const broken: PasswordValidator = { validate: () => Promise.reject(new TypeError('away')) };
    await expect(validatePassword('x', null, [broken])).rejects.toThrow(TypeError);
    // @ts-expect-error a rule has a `validate`
    await expect(validatePassword('x', null, [{}])).rejects.toThrow(TypeError);
  });
});

describe('passwordChanged', () => {
  it('tells the rules that want to know, one after the other, as themselves', async () => {
    const told: unknown[] = [];
    class History implements PasswordValidator {
      readonly validate = () => undefined;
      async passwordChanged(this: History, password: string, user: object) {
        await null;
        told.push([this instanceof History, password, user]);
      }
    }
    const ada = { username: 'ada' };
    const last: PasswordValidator = { validate: () => undefined, passwordChanged: () => void told.push('last') };
    await passwordChanged('new-1', ada, [new History(), minimumLengthValidator(), last]);
    expect(told).toEqual([[true, 'new-1', ada], 'last']);
    await expect(passwordChanged('new-1', ada)).resolves.toBeUndefined();
  });
});

describe('userAttributeSimilarityValidator', () => {
  const refuses = (password: string, user: object, options?: Parameters<typeof userAttributeSimilarityValidator>[0]) =>
    codes(password, user, [userAttributeSimilarityValidator(options)]).then(({ length }) => length === 1);

  it.each<[string, object, boolean]>([
    ['testclient', { username: 'testclient' }, true],
    ['example.com', { email: 'testclient@example.com' }, true],
    ['testclient@example.com', { email: 'testclient@example.com' }, true],
    ['TESTCLIENT!', { username: 'testclient' }, true],
    ['abcdefg123', { username: 'abcdefghij' }, true], // 14 of 20 letters: exactly 0.7
    ['abcdef1234', { username: 'abcdefghij' }, false],
    ['testclient'.repeat(10), { username: 'te' }, false], // one attribute that is much shorter
    ['ünïcödé', { firstName: 'ÜNÏCÖDÉ' }, true],
    ['anything', { username: '' }, false],
    ['anything', { username: null, email: 7, firstName: ['anything'] }, false],
    ['anything', {}, false],
    ['anything', { username: '---' }, false],
    ['anything', { username: `${'-'.repeat(2_000_000)}` }, false], // costs no more than a short one
  ])('of %j and %j is %s', async (password, user, expected) => {
    expect(await refuses(password, user)).toBe(expected);
  });

  it('compares the attributes that it is told to, as strictly as it is told to', async () => {
    const user = { nickname: 'rainbowdash' };
    expect(await refuses('rainbowdash', user)).toBe(false);
    expect(await refuses('rainbowdash', user, { userAttributes: ['nickname', '__proto__', 'constructor'] })).toBe(true);
    expect(await refuses('rainbowdash1', { username: 'rainbowdash' }, { maxSimilarity: 1 })).toBe(false);
    expect(await refuses('rainbowdash', { username: 'rainbowdash' }, { maxSimilarity: 1 })).toBe(true);
    for (const maxSimilarity of [0, 0.09, Number.NaN]) {
      expect(() => userAttributeSimilarityValidator({ maxSimilarity })).toThrow(ImproperlyConfigured);
    }
  });

  it('calls an attribute what the model calls it', async () => {
    const { User, Member } = defineModels({
      ...accountModels,
      Member: { email: f.email({ verboseName: 'work address' }), password: f.char({ maxLength: 128 }) },
    });
    const like = (user: object) => complaints('countess', user, [userAttributeSimilarityValidator()]);
    const member = new Member({ email: 'countess@example.org', password: '' });
    expect(await like(member)).toEqual([['The password is too similar to the work address.', 'password_too_similar']]);
    const user = new User({ username: 'x', firstName: 'Countess', password: '' });
    expect(await like(user)).toEqual([['The password is too similar to the first name.', 'password_too_similar']]);
  });
});

describe('the other rules', () => {
  it('refuse words of the app, and what a service knows', async () => {
    const words = commonPasswordValidator({ words: ['BookShop'] });
    expect(await codes('b00kshop2024', null, [words])).toEqual(['password_too_common']);
    expect(await codes('b00kshop2024', null, [commonPasswordValidator()])).toEqual([]);
    const breached = breachedPasswordValidator(async (password) => password === 'known');
    expect(await codes('known', null, [breached, numericPasswordValidator()])).toEqual(['password_breached']);
    expect(await codes('other', null, [breached])).toEqual([]);
  });

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('need a length that can be: not %s', (length) => {
    expect(() => minimumLengthValidator({ minLength: length })).toThrow(/`minLength`/);
    expect(() => maximumLengthValidator({ maxLength: length })).toThrow(ImproperlyConfigured);
  });
});
