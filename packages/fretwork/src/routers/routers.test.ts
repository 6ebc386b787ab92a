/** The addresses that routers give to viewsets. */
import { describe, expect, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { action } from '../views/action.ts';
import { ViewSet } from '../views/viewsets.ts';
import { path } from './path.ts';
import { Resolver } from './resolver.ts';
import { DefaultRouter, route, SimpleRouter } from './routers.ts';

class Things extends ViewSet {
  lookupUrlKwarg = 'name';
  lookupValueRegex = '[a-z]+';
  list() {}
  retrieve() {}
  recent = action({ detail: false }, () => 1);
  setMentor = action({ detail: true, methods: ['post'], urlPath: 'mentor', urlName: 'mentor' }, () => 1);
  byYear = action({ detail: false, urlPath: 'by-year/(?P<year>[0-9]{4})' }, () => 1);
  byDay = action({ detail: false, urlPath: 'by-day/<int:day>', suffix: 'Daily' }, () => 1);
}
const things = route(Things, { basename: 'thing' });
const resolverOf = (router: SimpleRouter) => new Resolver([path('api/', router)]);

describe('SimpleRouter', () => {
  const resolver = resolverOf(new SimpleRouter({ things }));

  it('names its routes, actions before objects', () => {
    expect(resolver.routes.map(({ name }) => name)).toEqual([
      'thing-list',
      'thing-recent',
      'thing-byYear',
      'thing-byDay',
      'thing-detail',
      'thing-mentor',
    ]);
  });

  it.each([
    ['/api/things/', { get: 'list' }, {}],
    ['/api/things/recent/', { get: 'recent' }, {}],
    ['/api/things/by-year/1999/', { get: 'byYear' }, { year: '1999' }],
    ['/api/things/by-day/7/', { get: 'byDay' }, { day: 7 }],
    ['/api/things/abc/', { get: 'retrieve' }, { name: 'abc' }],
    ['/api/things/abc/mentor/', { post: 'setMentor' }, { name: 'abc' }],
  ])('leads %s to its actions', (url, actionMap, kwargs) => {
    const match = resolver.resolve(url);
    expect(match?.kwargs).toEqual(kwargs);
    expect(match?.view.attributes).toMatchObject({ actionMap, basename: 'thing' });
  });

  it('names actions for people', () => {
    expect(resolver.resolve('/api/things/abc/mentor/')?.view.attributes).toMatchObject({
      name: 'Set mentor',
      detail: true,
    });
    expect(resolver.resolve('/api/things/by-day/7/')?.view.attributes).toMatchObject({
      suffix: 'Daily',
      detail: false,
    });
    expect(resolver.resolve('/api/things/')?.view.attributes).toMatchObject({ suffix: 'List' });
  });

  it.each(['/api/', '/api/things', '/api/things.json', '/api/things/A1/', '/api/things/by-year/99/'])(
    'leads %s nowhere',
    (url) => {
      expect(resolver.resolve(url)).toBeNull();
    },
  );

  it('leaves the final slash out where it is told to', () => {
    const slashless = resolverOf(new SimpleRouter({ things }, { trailingSlash: false }));
    expect(slashless.resolve('/api/things/abc')?.kwargs).toEqual({ name: 'abc' });
    expect(slashless.resolve('/api/things/')).toBeNull();
    expect(slashless.reverse('thing-detail', { name: 'x' })).toBe('/api/things/x');
  });

  it('refuses routes that cannot be told apart or named', () => {
    expect(() => resolverOf(new SimpleRouter({ a: things, b: things }))).toThrow(
      /Two viewsets have the basename 'thing'/,
    );
    expect(() => resolverOf(new SimpleRouter({ a: Things }))).toThrow(ImproperlyConfigured);
  });
});

describe('DefaultRouter', () => {
  const resolver = resolverOf(new DefaultRouter({ things }));

  it('has a root, and format suffixes', () => {
    expect(resolver.resolve('/api/')).not.toBeNull();
    expect(resolver.resolve('/api/things.json')?.kwargs).toEqual({ format: 'json' });
    expect(resolver.resolve('/api/things/abc.txt')?.kwargs).toEqual({ name: 'abc', format: 'txt' });
    expect(resolver.reverse('thing-detail', { name: 'x', format: 'json' })).toBe('/api/things/x.json');
  });
});
