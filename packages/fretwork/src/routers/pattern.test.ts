/** Patterns: written, joined, and read from regular expressions. */
import { expect, it } from 'vitest';
import { joinPatterns, pathPattern, regexPattern, writePath } from './pattern.ts';

it.each([
  [pathPattern('a.b/<int:n>/'), { n: 7 }, 'a.b/7/'],
  [pathPattern('<name>'), { name: 'é ü+&=@:' }, '%C3%A9%20%C3%BC+&=@:'],
  [pathPattern('<name>'), { name: '?#%' }, '%3F%23%25'],
  [pathPattern('<name>'), { name: '\ud800' }, '%EF%BF%BD'],
  [pathPattern('<name>'), { name: '' }, null],
  [regexPattern('^v\\.(?P<n>[0-9]+)/?$'), { n: 3 }, 'v.3'],
  [regexPattern('(?<a>x|(?:y[)]))/(?<b>.*)'), { a: 'y)', b: '' }, 'y)/'],
  [regexPattern('a+'), {}, null], // matches, but there is no one way to write it
  [joinPatterns(pathPattern('x/'), regexPattern('(?<n>[a-z]+)')), { n: 'abc' }, 'x/abc'],
])('writes pattern %# with %j', (pattern, kwargs, expected) => {
  const path = writePath(pattern, kwargs as Record<string, string>);
  expect(path).toBe(expected);
  if (path !== null) expect(decodeURIComponent(path).toWellFormed()).toMatch(new RegExp(`^${pattern.source}$`, 'u'));
});
