/** Rules for new passwords: `validatePassword`, the validators that it asks, and `passwordChanged`, which tells them. */
import { ErrorDetail, ImproperlyConfigured, ValidationError } from '../errors.ts';
import { modelOf } from '../models/meta.ts';
import type { PasswordValidator } from '../settings/settings.ts';

/**
 * Checks a new password against every rule, and says all that is wrong with it at once.
 *
 * Call it where a password is chosen, never where one is checked: old passwords were chosen under older rules.
 *
 * @param password As typed: neither trimmed nor cut. Beyond 4096 bytes it is refused before anything looks at it.
 * @param user Whose it will be: an object of the user model, or the values that one is about to be made of.
 * @param validators The setting `passwordValidators`; `defaultPasswordValidators` where left out.
 * @throws {ValidationError} a list with one text for each rule that is broken, each with its code
 * @see Django `password_validation.validate_password`
 */
export async function validatePassword(
  password: string,
  user?: object | null,
  validators: readonly PasswordValidator[] = defaultPasswordValidators,
): Promise<void> {
  checkPasswordBytes(password);
  const details: ErrorDetail[] = [];
  for (const validator of validators) {
    try {
      await validator.validate(password, user ?? null);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      details.push(...flatten(error.details));
    }
  }
  if (details.length > 0) throw new ValidationError(details);
}

/**
 * Tells the rules that want to know (a history of passwords, say) that a user has a new one.
 *
 * `Accounts.setPassword`, the change and the reset of a password call it. Call it where your own code writes one, after that and in
 * the same transaction. As in Django, making a user and encoding a password anew change none.
 *
 * @param password As typed.
 * @param validators The setting `passwordValidators`.
 * @throws whatever a rule throws
 * @see Django `password_validation.password_changed`
 */
export async function passwordChanged(
  password: string,
  user: object,
  validators: readonly PasswordValidator[] = defaultPasswordValidators,
): Promise<void> {
  for (const validator of validators) await validator.passwordChanged?.(password, user);
}

/**
 * What the rules ask for, a sentence each, for people who choose a password.
 *
 * @see Django `password_validation.password_validators_help_texts`
 */
export const passwordHelpTexts = (
  validators: readonly PasswordValidator[] = defaultPasswordValidators,
): readonly string[] => validators.flatMap(({ helpText }) => helpText ?? []);

const LONGEST_BYTES = 4_096; // CVE-2013-1443: a megabyte of password must not cost a megabyte of work

/** Whether a password is too long to be looked at. */
export const isTooLong = (password: string): boolean =>
  password.length > LONGEST_BYTES || Buffer.byteLength(password) > LONGEST_BYTES;

/** @throws {ValidationError} code `password_too_long`: more than 4096 bytes */
export function checkPasswordBytes(password: string): void {
  if (!isTooLong(password)) return;
  const text = `This password is too long. It must contain at most ${LONGEST_BYTES} bytes.`;
  throw new ValidationError(text, 'password_too_long');
}

const flatten = (details: unknown): readonly ErrorDetail[] =>
  details instanceof ErrorDetail ? [details] : Object.values(details as object).flatMap(flatten);

// ------------------------------------------------------------------------------------------------------------- length

const charactersOf = (text: string): number => [...text].length;
const characters = (count: number): string => `${count} character${count === 1 ? '' : 's'}`;

/**
 * Asks for so many characters; a code point counts as one.
 *
 * @throws {ValidationError} code `password_too_short`
 * @see Django `MinimumLengthValidator`; OWASP ASVS 6.2.1
 */
export function minimumLengthValidator({ minLength = 8 }: { readonly minLength?: number } = {}): PasswordValidator {
  checkLength('minLength', minLength);
  return {
    helpText: `Your password must contain at least ${characters(minLength)}.`,
    validate(password) {
      if (charactersOf(password) >= minLength) return;
      const text = `This password is too short. It must contain at least ${characters(minLength)}.`;
      throw new ValidationError(text, 'password_too_short');
    },
  };
}

/**
 * Refuses passwords that are longer than anybody types. They are never cut: what was chosen is what is checked.
 *
 * @throws {ValidationError} code `password_too_long`
 * @see OWASP ASVS 6.2.9: at least 64 have to be allowed
 */
export function maximumLengthValidator({ maxLength = 128 }: { readonly maxLength?: number } = {}): PasswordValidator {
  checkLength('maxLength', maxLength);
  return {
    helpText: `Your password must contain at most ${characters(maxLength)}.`,
    validate(password) {
      if (charactersOf(password) <= maxLength) return;
      const text = `This password is too long. It must contain at most ${characters(maxLength)}.`;
      throw new ValidationError(text, 'password_too_long');
    },
  };
}

function checkLength(name: string, length: number): void {
  if (Number.isSafeInteger(length) && length > 0) return;
  throw new ImproperlyConfigured(`A password validator's \`${name}\` must be a whole number above zero.`);
}

// --------------------------------------------------------------------------------------------------- what is guessed

/**
 * Refuses passwords that are guessed first: see `isCommonPassword`. Its words are loaded when the first password is checked.
 *
 * @param words Further ones: the name of your app, of your company.
 * @throws {ValidationError} code `password_too_common`
 * @see Django `CommonPasswordValidator`; OWASP ASVS 6.2.4, 6.2.11
 */
export function commonPasswordValidator({
  words = [],
}: {
  readonly words?: readonly string[];
} = {}): PasswordValidator {
  const more: ReadonlySet<string> = new Set(words.map((word) => word.toLowerCase()));
  return {
    helpText: 'Your password can’t be a commonly used password.',
    async validate(password) {
      const { isCommonPassword } = await import('./common-passwords.ts');
      if (isCommonPassword(password, more)) {
        throw new ValidationError('This password is too common.', 'password_too_common');
      }
    },
  };
}

/**
 * Refuses passwords of digits alone.
 *
 * @throws {ValidationError} code `password_entirely_numeric`
 * @see Django `NumericPasswordValidator`
 */
export function numericPasswordValidator(): PasswordValidator {
  return {
    helpText: 'Your password can’t be entirely numeric.',
    validate(password) {
      if (!/^\p{Nd}+$/u.test(password)) return;
      throw new ValidationError('This password is entirely numeric.', 'password_entirely_numeric');
    },
  };
}

/**
 * Refuses passwords that a service knows from a breach.
 *
 * @param isBreached Asks the service. What it throws goes on: answer `false` where a password should pass while it is away.
 * @throws {ValidationError} code `password_breached`
 * @see OWASP ASVS 6.2.12; NIST SP 800-63B section 3.1.1.2
 */
export function breachedPasswordValidator(isBreached: (password: string) => Promise<boolean>): PasswordValidator {
  return {
    helpText: 'Your password can’t be one that is known from a data breach.',
    async validate(password) {
      if (!(await isBreached(password))) return;
      throw new ValidationError('This password is known from a data breach.', 'password_breached');
    },
  };
}

// --------------------------------------------------------------------------------------------------------- similarity

/** How `userAttributeSimilarityValidator` compares. */
export interface SimilarityOptions {
  /** Attributes of the user. @default ['username', 'firstName', 'lastName', 'email'] */
  readonly userAttributes?: readonly string[];
  /** From 0.1, where hardly anything passes, to 1, where only the attribute itself is refused. @default 0.7 */
  readonly maxSimilarity?: number;
}

/**
 * Refuses passwords that are like the user's name or address, or a part of it. Case does not count.
 *
 * @throws {ValidationError} code `password_too_similar`
 * @see Django `UserAttributeSimilarityValidator`
 */
export function userAttributeSimilarityValidator({
  userAttributes = ['username', 'firstName', 'lastName', 'email'],
  maxSimilarity = 0.7,
}: SimilarityOptions = {}): PasswordValidator {
  if (!(maxSimilarity >= 0.1)) {
    throw new ImproperlyConfigured("A password validator's `maxSimilarity` must be at least 0.1.");
  }
  return {
    helpText: 'Your password can’t be too similar to your other personal information.',
    validate(password, user) {
      if (user === null) return;
      const name = userAttributes.find((attribute) => isLike(password, Reflect.get(user, attribute), maxSimilarity));
      if (name === undefined) return;
      const text = `The password is too similar to the ${verboseName(user, name)}.`;
      throw new ValidationError(text, 'password_too_similar');
    },
  };
}

function isLike(password: string, value: unknown, maxSimilarity: number): boolean {
  if (typeof value !== 'string' || value === '') return false;
  const chosen = [...password.toLowerCase()];
  // An attribute that is longer than any column is no name of anybody.
  const whole = value.slice(0, LONGEST_BYTES).toLowerCase();
  return [...whole.split(/[^\p{L}\p{N}_]+/u), whole].some((part) => {
    const letters = [...part];
    return !isMuchShorter(letters.length, chosen.length, maxSimilarity) && ratio(chosen, letters) >= maxSimilarity;
  });
}

// A short name in a long password is no likeness, and not worth comparing.
const isMuchShorter = (length: number, passwordLength: number, maxSimilarity: number): boolean =>
  passwordLength >= 10 * length && length < (maxSimilarity / 2) * passwordLength;

/** Twice the letters that both have, in whatever order, by the letters of both. @see Python `SequenceMatcher.quick_ratio` */
function ratio(one: readonly string[], other: readonly string[]): number {
  const left = new Map<string, number>();
  for (const letter of other) left.set(letter, (left.get(letter) ?? 0) + 1);
  let both = 0;
  for (const letter of one) {
    const count = left.get(letter) ?? 0;
    if (count > 0) both += 1;
    left.set(letter, count - 1);
  }
  return one.length + other.length === 0 ? 1 : (2 * both) / (one.length + other.length);
}

function verboseName(user: object, attribute: string): string {
  const said = modelOf(user)?.columnsByName.get(attribute)?.options.verboseName;
  return said ?? attribute.replace(/(?<=[a-z\d])(?=[A-Z])/g, ' ').toLowerCase();
}

/**
 * The rules of an app that sets none, in the order of Django's.
 *
 * @see OWASP ASVS 6.2
 */
export const defaultPasswordValidators: readonly PasswordValidator[] = Object.freeze([
  userAttributeSimilarityValidator(),
  minimumLengthValidator(),
  maximumLengthValidator(),
  commonPasswordValidator(),
  numericPasswordValidator(),
]);
