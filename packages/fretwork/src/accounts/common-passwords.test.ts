/** Common passwords: what is guessed first, and what is not. */
import { describe, expect, it } from 'vitest';
import { isCommonPassword } from './common-passwords.ts';

describe('isCommonPassword', () => {
  it.each([
    'password',
    'Password1!',
    'P@ssw0rd2024',
    'passw0rd',
    '12345678',
    '987654321',
    '123123123',
    'qwertyuiop',
    'asdfghjkl',
    '1qaz2wsx3edc',
    'zaq12wsx',
    '!@#$%^&*',
    'aaaaaaaa',
    '00000000',
    'abcdabcd',
    'passwordpassword',
    'iloveyou',
    'sunshine123',
    'Liverpool',
    'michael1987',
    'letmein!',
    'adm1n1strator',
    'abcdefgh',
    '11111111',
    'пароль1234',
  ])('%s is common', (password) => {
    expect(isCommonPassword(password)).toBe(true);
  });

  it.each([
    '',
    'Tr0ub4dor&3',
    'correct horse battery staple',
    'xkcd-936-comic',
    'wq8R!zPm',
    'sunshine12345x',
    'my dragon sleeps',
    'constructor-of-worlds',
    '__proto__',
    '\0\0password',
    '\ud800password!!',
  ])('%j is not', (password) => {
    expect(isCommonPassword(password)).toBe(false);
  });

  it('takes further words', () => {
    expect(isCommonPassword('fretwork99')).toBe(false);
    expect(isCommonPassword('fretwork99', new Set(['fretwork']))).toBe(true);
  });

  it.each(['1', 'a', 'ab', '!', 'x1'])('takes no time over thousands of %j', (unit) => {
    const start = performance.now();
    isCommonPassword(`${unit.repeat(4_000 / unit.length)}q`);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});
