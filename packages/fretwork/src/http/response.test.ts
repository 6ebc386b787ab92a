/** Responses and their cookies. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { Response } from './response.ts';

describe('Response', () => {
  it('keeps data, status and headers by lower-case name', () => {
    const response = new Response({ a: 1 }, { status: 201, headers: { 'X-Thing': 'y' } });
    expect([response.data, response.status, response.headers]).toEqual([{ a: 1 }, 201, { 'x-thing': 'y' }]);
    expectTypeOf(response.data).toEqualTypeOf<{ a: number }>();
    expect(new Response().status).toBe(200);
  });

  it('sets cookies that scripts cannot read and plain HTTP does not carry', () => {
    const response = new Response().setCookie('sid', 'a;b').deleteCookie('old');
    expect(response.cookies).toEqual([
      'sid=a%3Bb; Path=/; HttpOnly; Secure; SameSite=Lax',
      'old=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax',
    ]);
  });
});
