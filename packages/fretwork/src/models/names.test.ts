/** Names in the database. */
import { describe, expect, it } from 'vitest';
import { isName, snakeCase } from './names.ts';

describe('snakeCase', () => {
  it.each([
    ['title', 'title'],
    ['createdAt', 'created_at'],
    ['HTTPServer', 'http_server'],
    ['userID2Name', 'user_id2_name'],
    ['already_snake', 'already_snake'],
    ['Book', 'book'],
  ])('makes of %s %s', (name, expected) => {
    expect(snakeCase(name)).toBe(expected);
  });
});

describe('isName', () => {
  it.each(['a', 'A1', 'snake_case', 'a'.repeat(63)])('takes %s', (name) => {
    expect(isName(name)).toBe(true);
  });
  it.each(['', '1a', '_a', 'a-b', 'a b', 'a"', 'ä', 'a\n', '__proto__', 'a'.repeat(64)])('refuses %j', (name) => {
    expect(isName(name)).toBe(false);
  });
});
