/** Versioning: five ways for a client to say which version of an API it speaks. */
import { NotAcceptable, NotFound } from '../errors.ts';
import type { AppContext, Kwargs } from './app-context.ts';
import type { MediaType } from './media-type.ts';

/** What versioning needs of a request. */
export interface VersionedRequest {
  readonly app: AppContext;
  readonly version: string | null;
  readonly url: URL;
  readonly queryParams: URLSearchParams;
  readonly acceptedMediaType: MediaType;
  /** Namespace of the route that matched; empty where it has none. */
  readonly namespace: string;
}

/**
 * Determines a request's version, and writes it into URLs.
 *
 * @see DRF `versioning.BaseVersioning`
 */
export abstract class BaseVersioning {
  /** Version of a request that names none; the setting `defaultVersion` where left out. */
  readonly defaultVersion?: string | null;
  /** Versions that are answered; the setting `allowedVersions` where left out. */
  readonly allowedVersions?: readonly string[] | null;
  /** Name of the parameter or argument; the setting `versionParam` where left out. */
  readonly versionParam?: string;

  /**
   * The version that a request asks for.
   *
   * @throws {NotFound} or {NotAcceptable} it is not an allowed one
   */
  abstract determineVersion(request: VersionedRequest, kwargs: Kwargs): string | null;

  /** The path of a named route in the request's version. */
  reverse(name: string, kwargs: Kwargs | undefined, request: VersionedRequest): string {
    return request.app.reverse(name, kwargs);
  }

  /** Whether a version is answered: the default one and the allowed ones are. */
  protected isAllowed(version: string | null, { app }: VersionedRequest): boolean {
    const allowed = this.allowedVersions ?? app.settings.allowedVersions;
    if (!allowed) return true;
    return (version !== null && version === this.defaultOf(app)) || allowed.includes(version ?? '');
  }

  protected defaultOf({ settings }: AppContext): string | null {
    return this.defaultVersion !== undefined ? this.defaultVersion : settings.defaultVersion;
  }

  protected paramOf({ settings }: AppContext): string {
    return this.versionParam ?? settings.versionParam;
  }
}

/** `Accept: application/json; version=1.0`. @see DRF `versioning.AcceptHeaderVersioning` */
export class AcceptHeaderVersioning extends BaseVersioning {
  determineVersion(request: VersionedRequest): string | null {
    const version = request.acceptedMediaType.params.get(this.paramOf(request.app)) ?? this.defaultOf(request.app);
    if (this.isAllowed(version, request)) return version;
    throw new NotAcceptable('Invalid version in "Accept" header.');
  }
}

/** `/v1/books/`, by the URL's argument `version`. @see DRF `versioning.URLPathVersioning` */
export class URLPathVersioning extends BaseVersioning {
  determineVersion(request: VersionedRequest, kwargs: Kwargs): string | null {
    const value = kwargs[this.paramOf(request.app)];
    const version = value === undefined ? this.defaultOf(request.app) : String(value);
    if (this.isAllowed(version, request)) return version;
    throw new NotFound('Invalid version in URL path.');
  }

  override reverse(name: string, kwargs: Kwargs | undefined, request: VersionedRequest): string {
    const { version, app } = request;
    if (version === null) return super.reverse(name, kwargs, request);
    return app.reverse(name, { [this.paramOf(app)]: version, ...kwargs });
  }
}

/** `/v1/books/`, by the namespace of the matched route. @see DRF `versioning.NamespaceVersioning` */
export class NamespaceVersioning extends BaseVersioning {
  determineVersion(request: VersionedRequest): string | null {
    if (request.namespace === '') return this.defaultOf(request.app);
    const version = request.namespace.split(':').find((part) => this.isAllowed(part, request));
    if (version !== undefined) return version;
    throw new NotFound('Invalid version in URL path. Does not match any version namespace.');
  }

  override reverse(name: string, kwargs: Kwargs | undefined, request: VersionedRequest): string {
    return request.app.reverse(request.version === null ? name : `${request.version}:${name}`, kwargs);
  }
}

/** `v1.example.com`. @see DRF `versioning.HostNameVersioning` */
export class HostNameVersioning extends BaseVersioning {
  determineVersion(request: VersionedRequest): string | null {
    const version =
      /^([a-z0-9]+)\.[a-z0-9]+\.[a-z0-9]+$/i.exec(request.url.hostname)?.[1] ?? this.defaultOf(request.app);
    if (this.isAllowed(version, request)) return version;
    throw new NotFound('Invalid version in hostname.');
  }
}

/** `?version=1.0`. @see DRF `versioning.QueryParameterVersioning` */
export class QueryParameterVersioning extends BaseVersioning {
  determineVersion(request: VersionedRequest): string | null {
    const { app } = request;
    const version = request.queryParams.getAll(this.paramOf(app)).at(-1) ?? this.defaultOf(app);
    if (this.isAllowed(version, request)) return version;
    throw new NotFound('Invalid version in query parameter.');
  }

  override reverse(name: string, kwargs: Kwargs | undefined, request: VersionedRequest): string {
    const path = super.reverse(name, kwargs, request);
    if (request.version === null) return path;
    return `${path}?${new URLSearchParams({ [this.paramOf(request.app)]: request.version })}`;
  }
}

/** A class of versioning; it is instantiated for each request. */
export type VersioningClass = new () => BaseVersioning;
