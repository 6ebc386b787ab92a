/** Addresses lead nowhere else, whatever they are made of. */
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createAddresses, segmentOf } from './address.ts';
import { UsageError } from './errors.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const shop = createAddresses({ baseURL: 'https://shop.example/books' });

it('stand below the base, its prefix and the resource', () => {
  expect(shop.resource('books')).toBe('https://shop.example/books/api/books/');
  expect(shop.resource('books', [1, 'rating'], { page: 2 })).toBe(
    'https://shop.example/books/api/books/1/rating/?page=2',
  );
  expect(shop.resource('shelf/books', ['a/b'])).toBe('https://shop.example/books/api/shelf/books/a%2Fb/');
  expect(shop.account('login/')).toBe('https://shop.example/books/api/accounts/login/');
  expect(shop.name).toBe('https://shop.example/books/api/accounts/');
  expect(shop.below('hello/')).toBe('https://shop.example/books/hello/');
  expect(shop.below('/hello/#part')).toBe('https://shop.example/books/hello/');
  const plain = createAddresses({
    baseURL: 'http://127.0.0.1:8000/',
    prefix: 'v2/',
    accounts: 'me/',
    trailingSlash: false,
  });
  expect(plain.resource('books', [1])).toBe('http://127.0.0.1:8000/v2/books/1');
  expect(plain.account('login/')).toBe('http://127.0.0.1:8000/v2/me/login/');
});

it.each(
  [
    [
      'https://evil.example/x',
      '//evil.example/x',
      '///evil.example/x',
      'javascript:alert(1)',
      'https:evil.example',
      'data:,x',
    ],
    [
      '\\\\evil.example\\x',
      '/\\evil.example',
      'a\\b',
      '..',
      '../',
      '/../x',
      'a/../../../x',
      '%2e%2e/x',
      'a/%2E%2e/..',
      '.%2e/x',
    ],
    ['HTTPS://evil.example', '\thttps://evil.example', ' //evil.example', 'ht\ntps://evil.example'],
  ].flat(),
)('do not lead to %j', (path) => {
  const made = (() => {
    try {
      return shop.below(path);
    } catch (error) {
      return error;
    }
  })();
  if (typeof made === 'string') expect(made.startsWith('https://shop.example/books/')).toBe(true);
  else expect(made).toBeInstanceOf(UsageError);
});

it('stay below the base, whatever the path', () => {
  const piece = fc.oneof(
    fc.constantFrom('..', '/', '\\', '%2e', '.', ':', '@', '?', '#', '\t', '\n', '//', 'x'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      try {
        const url = new URL(shop.below(pieces.join('')));
        expect(url.origin + url.pathname).toMatch(/^https:\/\/shop\.example\/books\//);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
      }
    }),
  );
});

it('keep a key to its place, whatever the key', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (key) => {
      try {
        const { pathname } = new URL(shop.resource('books', [key]));
        const segments = pathname.split('/');
        expect(segments).toHaveLength(6);
        expect(decodeURIComponent(segments[4] ?? '')).toBe(key);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
        expect(['', '.', '..'].includes(key) || !key.isWellFormed()).toBe(true);
      }
    }),
  );
});

it.each(['', '.', '..', Number.NaN, Number.POSITIVE_INFINITY, undefined, null, {}, [], true, '\ud800'])(
  'are not made of %j',
  (key) => {
    expect(() => segmentOf(key)).toThrow(UsageError);
  },
);

describe('a base', () => {
  it.each(['https://user:pass@shop.example', 'https://shop.example/?a=1', 'https://shop.example/#a', 'https://'])(
    'is not %s',
    (baseURL) => {
      expect(() => createAddresses({ baseURL })).toThrow(UsageError);
    },
  );

  it('is the page’s own origin where it names none', () => {
    vi.stubGlobal('location', { origin: 'https://page.example' });
    expect(createAddresses({}).resource('books')).toBe('https://page.example/api/books/');
    expect(createAddresses({ baseURL: '/shop' }).resource('books')).toBe('https://page.example/shop/api/books/');
    expect(createAddresses({ baseURL: '//evil.example' }).resource('books')).toBe(
      'https://page.example/evil.example/api/books/',
    );
  });

  it('is missed only when it is needed', () => {
    const nowhere = createAddresses({});
    expect(() => nowhere.resource('books')).toThrow('baseURL');
  });
});
