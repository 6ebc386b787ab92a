/** Five ways to say a version. */
import { describe, expect, it } from 'vitest';
import type { AppContext } from './app-context.ts';
import { parseMediaType } from './media-type.ts';
import {
  AcceptHeaderVersioning,
  HostNameVersioning,
  NamespaceVersioning,
  QueryParameterVersioning,
  URLPathVersioning,
  type VersionedRequest,
} from './versioning.ts';

const app = {
  settings: { defaultVersion: 'v1', allowedVersions: ['v2'], versionParam: 'version' },
  reverse: (name: string, kwargs = {}) => `/${name}${JSON.stringify(kwargs)}`,
} as unknown as AppContext;
const request = (change: Partial<VersionedRequest> & { href?: string } = {}): VersionedRequest => {
  const url = new URL(change.href ?? 'http://test/');
  return {
    app,
    version: null,
    url,
    queryParams: url.searchParams,
    acceptedMediaType: parseMediaType('*/*'),
    namespace: '',
    ...change,
  };
};

describe('versioning', () => {
  it.each([
    [new URLPathVersioning(), {}, { version: 'v2' }, 'v2'],
    [new URLPathVersioning(), {}, {}, 'v1'],
    [new AcceptHeaderVersioning(), { acceptedMediaType: parseMediaType('a/b; version=v2') }, {}, 'v2'],
    [new AcceptHeaderVersioning(), {}, {}, 'v1'],
    [new NamespaceVersioning(), { namespace: 'api:v2' }, {}, 'v2'],
    [new NamespaceVersioning(), {}, {}, 'v1'],
    [new HostNameVersioning(), { href: 'http://v2.example.com/' }, {}, 'v2'],
    [new HostNameVersioning(), { href: 'http://localhost/' }, {}, 'v1'],
    [new QueryParameterVersioning(), { href: 'http://test/?version=v1&version=v2' }, {}, 'v2'],
  ])('%o determines %j and %j as the last', (scheme, change, kwargs, version) => {
    expect(scheme.determineVersion(request(change), kwargs as Record<string, string>)).toBe(version);
  });

  it.each([
    [new URLPathVersioning(), {}, { version: 'v9' }, 'Invalid version in URL path.'],
    [
      new AcceptHeaderVersioning(),
      { acceptedMediaType: parseMediaType('a/b; version=v9') },
      {},
      'Invalid version in "Accept" header.',
    ],
    [
      new NamespaceVersioning(),
      { namespace: 'v9' },
      {},
      'Invalid version in URL path. Does not match any version namespace.',
    ],
    [new HostNameVersioning(), { href: 'http://v9.example.com/' }, {}, 'Invalid version in hostname.'],
    [new QueryParameterVersioning(), { href: 'http://test/?version=' }, {}, 'Invalid version in query parameter.'],
  ])('%o refuses what is not allowed', (scheme, change, kwargs, text) => {
    expect(() => scheme.determineVersion(request(change), kwargs as Record<string, string>)).toThrow(text);
  });

  it.each([
    [new URLPathVersioning(), '/x{"version":"v2","pk":1}'],
    [new NamespaceVersioning(), '/v2:x{"pk":1}'],
    [new QueryParameterVersioning(), '/x{"pk":1}?version=v2'],
    [new AcceptHeaderVersioning(), '/x{"pk":1}'],
  ])('%o writes URLs in the version of the request', (scheme, url) => {
    expect(scheme.reverse('x', { pk: 1 }, request({ version: 'v2' }))).toBe(url);
  });
});
