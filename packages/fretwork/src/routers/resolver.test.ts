/** Paths to views, and names to paths. */
import { describe, expect, it } from 'vitest';
import { ImproperlyConfigured, NoReverseMatch } from '../errors.ts';
import { APIView } from '../views/api-view.ts';
import { include, path, rePath, urlpatterns } from './path.ts';
import { pathPattern, regexPattern } from './pattern.ts';
import { Resolver } from './resolver.ts';
import { formatSuffixPatterns } from './routers.ts';

const views = Object.fromEntries('abcdefghij'.split('').map((name) => [name, class extends APIView {}])) as Record<
  string,
  typeof APIView
>;
const { a, b, c, d, e, f, g, h } = views as { [name in 'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h']: typeof APIView };
const uuid = '01234567-89ab-cdef-0123-456789abcdef';

describe('Resolver', () => {
  const resolver = new Resolver(
    urlpatterns(
      path('', a, 'root'),
      path('books/', b, 'books'),
      path('books/<int:pk>/', c, 'book'),
      path('books/<slug:slug>/', d, 'book-by-slug'),
      path('books/recent/', e, 'never'), // hidden by the slug before it, as in Django
      path('files/<path:name>', f, 'file'),
      path('<uuid:id>/x.y/', g, 'uuid'),
      rePath('^v/(?P<version>v[0-9]+)/s?$', h, 'version'),
      path('deep/', [path('er/', urlpatterns(path('<name>/', a, 'deep')))]),
      path('one/', include(urlpatterns(path('x/<int:n>/', b, 'x')), { namespace: 'one' })),
      path('two/', include([path('x/', c, 'x')], { namespace: 'two' })),
    ),
  );

  it.each([
    ['/', a, {}],
    ['/books/', b, {}],
    ['/books/7/', c, { pk: 7 }],
    ['/books/007/', c, { pk: 7 }],
    ['/books/recent/', d, { slug: 'recent' }],
    ['/books/99999999999999999999/', d, { slug: '99999999999999999999' }], // no safe integer: not an int
    ['/files/a/b%20c.txt', f, { name: 'a/b c.txt' }],
    [`/${uuid}/x.y/`, g, { id: uuid }],
    ['/v/v12/s', h, { version: 'v12' }],
    ['/v/v12/', h, { version: 'v12' }],
    ['/deep/er/%C3%A9/', a, { name: 'é' }],
    ['/one/x/3/', b, { n: 3 }],
  ])('leads %s to its view', (url, view, kwargs) => {
    const match = resolver.resolve(url);
    expect(match?.view.viewClass).toBe(view);
    expect(match?.kwargs).toEqual(kwargs);
  });

  it.each([
    '/books',
    '/books/7',
    '/books//',
    '/Books/',
    '/nowhere/',
    '',
    'books/',
    '/%zz/',
    '/books/%E0%A4%A/',
    '/deep/er/%00/',
    `/${uuid}/xzy/`,
    '/v/x1/',
    '//',
  ])('leads %s nowhere', (url) => {
    expect(resolver.resolve(url)).toBeNull();
  });

  it('knows the namespace of a route', () => {
    expect(resolver.resolve('/one/x/3/')?.namespace).toBe('one');
    expect(resolver.resolve('/books/')?.namespace).toBe('');
  });

  it.each([
    ['root', {}, '/'],
    ['book', { pk: 7 }, '/books/7/'],
    ['file', { name: 'a/b c.txt' }, '/files/a/b%20c.txt'],
    ['version', { version: 'v2' }, '/v/v2/'],
    ['deep', { name: 'é' }, '/deep/er/%C3%A9/'],
    ['one:x', { n: 1 }, '/one/x/1/'],
    ['two:x', {}, '/two/x/'],
  ])('writes %s with %j', (name, kwargs, url) => {
    expect(resolver.reverse(name, kwargs)).toBe(url);
    expect(resolver.resolve(url)).not.toBeNull();
  });

  it.each([
    ['nothing', {}],
    ['book', {}],
    ['book', { pk: 'x' }],
    ['book', { pk: 1, more: 2 }],
    ['book', { slug: 'x' }],
    ['x', {}],
    ['deep', { name: 'a/b' }],
    ['toString', {}],
  ])('cannot write %s with %j', (name, kwargs) => {
    expect(() => resolver.reverse(name, kwargs as Record<string, string>)).toThrow(NoReverseMatch);
  });

  it('adds format suffixes', () => {
    const suffixed = new Resolver(formatSuffixPatterns([path('x/<int:n>/', a, 'x')], { allowed: ['json', 'txt'] }));
    expect(suffixed.resolve('/x/1.txt')?.kwargs).toEqual({ n: 1, format: 'txt' });
    expect(suffixed.resolve('/x/1.xml')).toBeNull();
    expect(suffixed.reverse('x', { n: 1, format: 'json' })).toBe('/x/1.json');
    expect(suffixed.reverse('x', { n: 1 })).toBe('/x/1/');
  });

  it('keeps its order where two kinds of routes meet', () => {
    const optional = new Resolver([rePath('ab?c/', a), rePath('x|y/', b), path('y/', c)]);
    expect(optional.resolve('/ac/')?.view.viewClass).toBe(a);
    expect(optional.resolve('/abc/')?.view.viewClass).toBe(a);
    expect(optional.resolve('/y/')?.view.viewClass).toBe(b);
  });

  it.each([
    [() => pathPattern('<thing:x>/')],
    [() => pathPattern('<int:1x>/')],
    [() => pathPattern('<int:__proto__>/')],
    [() => pathPattern('<a>/<a>/')],
    [() => regexPattern('(')],
    [() => new Resolver([path('x/', 7 as never)])],
  ])('refuses what cannot be a route (%#)', (define) => {
    expect(define).toThrow(ImproperlyConfigured);
  });
});
