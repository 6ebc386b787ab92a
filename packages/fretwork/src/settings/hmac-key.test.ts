/** Secrets that sign: what they sign they take, and nothing else. */
import { createHmac, createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HmacKey } from './hmac-key.ts';

const SECRET = Buffer.alloc(64, 7);
const HASHES = ['SHA-256', 'SHA-384', 'SHA-512'] as const;
const keyOf = (hash: string, secret: Buffer = SECRET) => new HmacKey(createSecretKey(secret), hash);

describe.each(HASHES)('HmacKey with %s', (hash) => {
  const key = keyOf(hash);
  const token = key.sign('{"alg":"any"}', '{"a":"ü"}');
  const [head = '', body = '', tail = ''] = token.split('.');

  it('signs as RFC 7515 says', () => {
    expect(Buffer.from(head, 'base64url').toString()).toBe('{"alg":"any"}');
    expect(Buffer.from(body, 'base64url').toString()).toBe('{"a":"ü"}');
    const digest = createHmac(hash.replace('-', ''), SECRET).update(`${head}.${body}`).digest('base64url');
    expect(tail).toBe(digest);
    expect(key.verifies(token)).toBe(true);
  });

  it.each<[string, string]>([
    ['nothing', ''],
    ['no dot', 'abc'],
    ['no signature', `${head}.${body}.`],
    ['half a signature', `${head}.${body}.${tail.slice(0, 20)}`],
    ['a signature and more', `${token}AAAA`],
    ['another payload', `${head}.${Buffer.from('{"a":"u"}').toString('base64url')}.${tail}`],
    ['another secret', keyOf(hash, Buffer.alloc(64, 8)).sign('{"alg":"any"}', '{"a":"ü"}')],
    ['a shorter secret', keyOf(hash, Buffer.alloc(63, 7)).sign('{"alg":"any"}', '{"a":"ü"}')],
    ...HASHES.filter((other) => other !== hash).map((other): [string, string] => [
      other,
      keyOf(other).sign('{"alg":"any"}', '{"a":"ü"}'),
    ]),
  ])('refuses %s', (_, changed) => expect(key.verifies(changed)).toBe(false));

  it('refuses any other text', () => {
    fc.assert(fc.property(fc.string(), (text) => !key.verifies(text)));
    fc.assert(
      fc.property(fc.nat({ max: head.length + body.length }), fc.constantFrom('A', 'b', '.', 'é'), (at, character) => {
        fc.pre(token[at] !== character);
        return !key.verifies(token.slice(0, at) + character + token.slice(at + 1));
      }),
    );
  });

  it('shows nothing of the secret', () => {
    expect([JSON.stringify(key), Object.keys(key), String(key)]).toEqual(['{}', [], '[object Object]']);
  });
});
