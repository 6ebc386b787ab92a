/** The list of common passwords: whole, tidy, and asked. */
import { expect, it } from 'vitest';
import { COMMON_PASSWORDS } from './common-password-list.ts';
import { isCommonPassword } from './common-passwords.ts';

it('is in lower case, of eight characters or more, and whole', () => {
  const odd = [...COMMON_PASSWORDS].filter((password) => !/^[!-~]{8,}$/.test(password) || /[A-Z]/.test(password));
  expect(odd).toEqual([]);
  expect(COMMON_PASSWORDS.size).toBe(3356);
});

it('is asked, also for what stands around and for other spellings', () => {
  for (const password of COMMON_PASSWORDS) expect(isCommonPassword(password)).toBe(true);
  for (const password of ['Rush2112', 'rush2112!', '1QAZXSW2', 'drowssap99', 'Dr0wssap']) {
    expect(COMMON_PASSWORDS.has(password)).toBe(false);
    expect(isCommonPassword(password)).toBe(true);
  }
});

// Far down the list, and names, words and walks of several languages among them.
it.each(['1029384756', 'ncc1701d', 'qwerty12345', 'ghjcnjgfhjkm', 'zxcasdqwe123', 'slimshady', 'just4fun', 'hawaii50'])(
  '%s is common',
  (password) => expect(isCommonPassword(password)).toBe(true),
);
