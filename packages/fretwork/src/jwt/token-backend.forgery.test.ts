/** Tokens that nobody issued: every one must be refused, with one text. */
import { createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenError } from '../errors.ts';
import { type JwtSettings, resolveJwtSettings } from '../settings/jwt-settings.ts';
import { TokenBackend } from './token-backend.ts';

const KEY = 'a-signing-key-of-at-least-thirty-two-bytes-0123456789';
const CLAIMS = { token_type: 'access', exp: 4_102_444_800, iat: 1_704_067_200, jti: 'a'.repeat(32), user_id: '1' };

const backendWith = (settings: JwtSettings) => new TokenBackend(resolveJwtSettings(settings, ''));
const backend = backendWith({ signingKey: KEY });

const b64 = (text: string | Buffer) => Buffer.from(text).toString('base64url');
const mac = (input: string, key: string | Buffer = KEY, hash = 'sha256') =>
  createHmac(hash, key).update(input).digest('base64url');

/** A token with a good signature over whatever header and payload it is given, as JSON text or as a value. */
function signed(header: unknown, payload: unknown = CLAIMS, key: string | Buffer = KEY, hash = 'sha256'): string {
  const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
  const input = `${b64(text(header))}.${b64(text(payload))}`;
  return `${input}.${mac(input, key, hash)}`;
}

const HEADER = { alg: 'HS256', typ: 'JWT' };
const GOOD = signed(HEADER);
const [head = '', body = '', tail = ''] = GOOD.split('.');

const refused = (token: unknown, by = backend) =>
  expect(by.decode(token)).rejects.toThrow(
    expect.objectContaining({ name: 'TokenError', message: 'Token is invalid' }),
  );

it('takes the token that the others are changed from', async () => {
  expect(await backend.decode(GOOD)).toEqual(CLAIMS);
});

describe('a token that is no compact JWS', () => {
  it.each<[string, unknown]>([
    ['nothing', ''],
    ['null', null],
    ['undefined', undefined],
    ['a number', 7],
    ['an object with toString', { toString: () => GOOD, length: 10 }],
    ['a list', [GOOD]],
    ['bytes', Buffer.from(GOOD)],
    ['one word', 'garbage'],
    ['dots', '..'],
    ['letters', 'a.b.c'],
    ['a missing signature', `${head}.${body}.`],
    ['two parts', `${head}.${body}`],
    ['four parts', `${GOOD}.${tail}`],
    ['five parts, as JWE', `${GOOD}.a.b`],
    ['a dot at the end', `${GOOD}.`],
    ['a dot at the start', `.${GOOD}`],
    ['a space before', ` ${GOOD}`],
    ['a line break after', `${GOOD}\n`],
    ['a null byte', `${GOOD}\0`],
    ['padding', `${head}.${body}.${tail}=`],
    ['base64 instead of base64url', GOOD.replaceAll('-', '+').replaceAll('_', '/').concat('+')],
    ['a truncated signature', GOOD.slice(0, -1)],
    ['a lengthened signature', `${GOOD}A`],
    ['a truncated payload', `${head}.${body.slice(0, -1)}.${tail}`],
    ['the JSON form', JSON.stringify({ protected: head, payload: body, signature: tail })],
    ['a megabyte', 'a'.repeat(1_000_000)],
    ['a megabyte of dots', '.'.repeat(1_000_000)],
    ['a signed token beyond the size limit', signed(HEADER, { ...CLAIMS, pad: 'x'.repeat(10_000) })],
  ])('%s', (_, token) => refused(token));
});

describe('a header that was tampered with', () => {
  it.each<[string, string]>([
    ['alg none', `${b64('{"alg":"none","typ":"JWT"}')}.${body}.`],
    ['alg none with a signature', signed({ alg: 'none' })],
    ['alg None', signed({ alg: 'None' })],
    ['alg hs256', signed({ alg: 'hs256' })],
    ['alg with a null byte', signed({ alg: 'HS256\0' })],
    ['no alg', signed({ typ: 'JWT' })],
    ['alg as a list', signed({ alg: ['HS256'] })],
    ['alg null', signed({ alg: null })],
    ['alg of the prototype', signed('{"__proto__":{"alg":"HS256"}}')],
    ['another HMAC', signed({ alg: 'HS512', typ: 'JWT' }, CLAIMS, KEY, 'sha512')],
    ['an asymmetric name', signed({ alg: 'RS256', typ: 'JWT' })],
    ['crit without meaning', signed({ ...HEADER, crit: ['exp'], exp: 1 })],
    ['crit empty', signed({ ...HEADER, crit: [] })],
    ['crit b64', signed({ ...HEADER, crit: ['b64'], b64: true })],
    ['an unencoded payload', signed({ ...HEADER, crit: ['b64'], b64: false })],
    ['typ of another kind of token', signed({ alg: 'HS256', typ: 'logout+jwt' })],
    ['typ that is no text', signed({ alg: 'HS256', typ: 1 })],
    ['no JSON', signed('{bad')],
    ['a list', signed([])],
    ['null', signed('null')],
    ['text', signed('"HS256"')],
    ['not UTF-8', signed(Buffer.from([0xff, 0xfe]).toString('latin1'))],
  ])('%s', (_, token) => refused(token));

  it.each<[string, object]>([
    ['kid as a path', { kid: '../../../../dev/null' }],
    ['kid as SQL', { kid: "' UNION SELECT 'key" }],
    ['jku', { jku: 'http://127.0.0.1:1/jwks' }],
    ['x5u', { x5u: 'http://127.0.0.1:1/cert' }],
  ])('is not looked at: %s', async (_, extra) => {
    expect(await backend.decode(signed({ ...HEADER, ...extra }))).toEqual(CLAIMS);
    await refused(signed({ ...HEADER, ...extra }, CLAIMS, 'another-key-of-at-least-thirty-two-bytes-0123456789'));
  });

  it('brings no key of its own', async () => {
    const k = b64('attacker'.repeat(8));
    const header = { ...HEADER, jwk: { kty: 'oct', k }, kid: 'attacker' };
    await refused(signed(header, CLAIMS, Buffer.from(k, 'base64url')));
  });
});

describe('a signature of another key', () => {
  it.each(['', 'secret', `${KEY} `, KEY.toUpperCase(), KEY.slice(1)])('HMAC with %j', (key) =>
    refused(signed(HEADER, CLAIMS, key)),
  );

  it('HMAC with the public key (RS256 to HS256, ES256 to HS256)', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    for (const [algorithm, signingKey] of [
      ['RS256', rsa],
      ['ES256', ec],
    ] as const) {
      const by = backendWith({ algorithm, signingKey });
      const pem = createPublicKey(signingKey).export({ type: 'spki', format: 'pem' }).toString();
      const der = createPublicKey(signingKey).export({ type: 'spki', format: 'der' });
      for (const key of [pem, pem.trim(), der]) {
        await refused(signed(HEADER, CLAIMS, key), by);
        await refused(signed({ alg: algorithm }, CLAIMS, key), by);
      }
      await refused(`${b64(JSON.stringify({ alg: 'none' }))}.${body}.AA`, by);
    }
  });

  it('of another private key, or of this one with another algorithm', async () => {
    const own = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const by = backendWith({ algorithm: 'RS256', signingKey: own });
    const make = (alg: string, key: typeof own, hash: string) => {
      const input = `${b64(JSON.stringify({ alg }))}.${body}`;
      return `${input}.${sign(hash, Buffer.from(input), key).toString('base64url')}`;
    };
    expect(await by.decode(make('RS256', own, 'sha256'))).toEqual(CLAIMS);
    await refused(make('RS256', other, 'sha256'), by);
    await refused(make('RS512', own, 'sha512'), by);
    await refused(make('RS256', own, 'sha512'), by);
  });

  it('ECDSA of zeros (CVE-2022-21449), or in DER', async () => {
    const own = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const by = backendWith({ algorithm: 'ES256', signingKey: own });
    const input = `${b64('{"alg":"ES256"}')}.${body}`;
    await refused(`${input}.${b64(Buffer.alloc(64))}`, by);
    await refused(`${input}.${sign('sha256', Buffer.from(input), own).toString('base64url')}`, by);
  });
});

describe('claims that a good signature does not save', () => {
  const with_ = (claims: string) => signed(HEADER, claims);

  it.each<[string, string]>([
    ['a list', '[1,2]'],
    ['text', '"text"'],
    ['null', 'null'],
    ['a number', '4'],
    ['no JSON', '{bad'],
    ['nothing', ''],
    ['not UTF-8', '\ud800{'],
    ['exp as text', '{"exp":"soon"}'],
    ['exp as digits', '{"exp":"4102444800"}'],
    ['exp null', '{"exp":null}'],
    ['exp as a list', '{"exp":[4102444800]}'],
    ['exp true', '{"exp":true}'],
    ['exp that never comes', '{"exp":1e400}'],
    ['exp beyond all calendars', '{"exp":253402300800}'],
    ['iat as text', '{"exp":4102444800,"iat":"now"}'],
    ['nbf as text', '{"exp":4102444800,"nbf":"now"}'],
    ['nbf in the future', '{"exp":4102444800,"nbf":4102444000}'],
    ['jti as a number', '{"exp":4102444800,"jti":1}'],
    ['jti null', '{"exp":4102444800,"jti":null}'],
    ['jti empty', '{"exp":4102444800,"jti":""}'],
    ['jti with a null byte', '{"exp":4102444800,"jti":"a\\u0000"}'],
    ['jti of 256 characters', `{"exp":4102444800,"jti":"${'a'.repeat(256)}"}`],
  ])('%s', (_, claims) => refused(with_(claims)));

  it('a claim twice counts once, and expired by either reading is what the last one says', async () => {
    expect(await backend.decode(with_('{"exp":1,"exp":4102444800}'))).toEqual({ exp: 4_102_444_800 });
    await expect(backend.decode(with_('{"exp":4102444800,"exp":1}'))).rejects.toThrow('Token is expired');
  });

  it('a claim named as the prototype is a claim like any other', async () => {
    const claims = await backend.decode(with_('{"exp":4102444800,"__proto__":{"user_id":"1"}}'));
    expect(claims.user_id).toBeUndefined();
  });
});

describe('any token', () => {
  it('is refused with any one character changed', async () => {
    const characters = fc.constantFrom(
      ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ \0é'.split(''),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: GOOD.length - 1 }), characters, async (index, character) => {
        fc.pre(GOOD[index] !== character);
        await backend.decode(GOOD); // so that the changed one meets a cache that knows the good one
        await refused(GOOD.slice(0, index) + character + GOOD.slice(index + 1));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is refused with every spelling of its last character but one', async () => {
    const others = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'.replace(GOOD.at(-1) ?? '', '');
    await Promise.all([...others].map((character) => refused(GOOD.slice(0, -1) + character)));
  });

  it('is refused with two parts exchanged between two good tokens', async () => {
    const other = signed(HEADER, { ...CLAIMS, user_id: '2' }).split('.');
    await refused([head, other[1], tail].join('.'));
    await refused([head, body, other[2]].join('.'));
  });

  it('is refused or read, and never breaks anything, whatever it is', async () => {
    const parts = fc.array(
      fc.oneof(fc.base64String(), fc.string(), fc.json().map(b64), fc.constantFrom(head, body, tail)),
      {
        maxLength: 5,
      },
    );
    await fc.assert(
      fc.asyncProperty(parts, async (list) => {
        const error = await backend.decode(list.join('.')).catch((e: unknown) => e);
        expect(error instanceof TokenError || list.join('.') === GOOD).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('that is signed comes back as it was, whatever JSON it says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (claims) => {
        for (const name of ['exp', 'iat', 'nbf', 'jti']) delete claims[name];
        const text = JSON.stringify(claims);
        fc.pre(text.length < 5_000 && !/\\ud[89a-f]/i.test(text));
        expect(JSON.stringify(await backend.decode(await backend.encode(claims)))).toBe(text);
      }),
      { numRuns: 200 },
    );
  });
});
