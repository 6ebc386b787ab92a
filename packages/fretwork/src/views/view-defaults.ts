/** What views do where they do not say otherwise: the app's settings, and DRF's defaults behind them. */
import type { BaseAuthentication } from '../authentication/base-authentication.ts';
import { BasicAuthentication } from '../authentication/basic-authentication.ts';
import { type ExceptionHandler, exceptionHandler } from '../http/exception-handler.ts';
import { type BaseContentNegotiation, DefaultContentNegotiation } from '../http/negotiation.ts';
import { type BaseParser, FormParser, JSONParser, MultiPartParser } from '../http/parsers.ts';
import { type BaseRenderer, JSONRenderer } from '../http/renderers.ts';
import type { Authenticator } from '../http/request.ts';
import type { VersioningClass } from '../http/versioning.ts';
import type { BaseMetadata } from '../metadata/metadata.ts';
import { SimpleMetadata } from '../metadata/simple-metadata.ts';
import type { PermissionLike } from '../permissions/base-permission.ts';
import { AllowAny } from '../permissions/permissions.ts';
import type { Settings } from '../settings/settings.ts';
import type { BaseThrottle } from '../throttling/base-throttle.ts';

/** A class that is instantiated without arguments. */
export type ClassOf<T> = new () => T;

/** The policies of a view, all of them decided. */
export interface ViewDefaults {
  readonly authenticationClasses: readonly ClassOf<BaseAuthentication | Authenticator>[];
  readonly permissionClasses: readonly PermissionLike[];
  // biome-ignore lint/suspicious/noExplicitAny: a throttle may ask for a view of its own kind
  readonly throttleClasses: readonly ClassOf<BaseThrottle<any>>[];
  readonly parserClasses: readonly ClassOf<BaseParser>[];
  readonly rendererClasses: readonly ClassOf<BaseRenderer>[];
  readonly contentNegotiationClass: ClassOf<BaseContentNegotiation>;
  readonly metadataClass: ClassOf<BaseMetadata> | null;
  readonly versioningClass: VersioningClass | null;
  readonly exceptionHandler: ExceptionHandler;
}

const FALLBACK: ViewDefaults = {
  authenticationClasses: [BasicAuthentication],
  permissionClasses: [AllowAny],
  throttleClasses: [],
  parserClasses: [JSONParser, FormParser, MultiPartParser],
  rendererClasses: [JSONRenderer],
  contentNegotiationClass: DefaultContentNegotiation,
  metadataClass: SimpleMetadata,
  versioningClass: null,
  exceptionHandler,
};

const resolved = new WeakMap<Settings, ViewDefaults>();

/** The policies that an app's settings give its views; worked out once per app. */
export function viewDefaults(settings: Settings): ViewDefaults {
  const known = resolved.get(settings);
  if (known) return known;
  // Settings lie below and know classes only by one method each; here they get their types back.
  const said = {
    authenticationClasses: settings.defaultAuthenticationClasses,
    permissionClasses: settings.defaultPermissionClasses,
    throttleClasses: settings.defaultThrottleClasses,
    parserClasses: settings.defaultParserClasses,
    rendererClasses: settings.defaultRendererClasses,
    contentNegotiationClass: settings.defaultContentNegotiationClass,
    metadataClass: settings.defaultMetadataClass,
    versioningClass: settings.defaultVersioningClass,
    exceptionHandler: settings.exceptionHandler,
  } as unknown as Partial<ViewDefaults>;
  const defaults = { ...FALLBACK };
  for (const [name, value] of Object.entries(said)) if (value !== undefined) Object.assign(defaults, { [name]: value });
  resolved.set(settings, defaults);
  return defaults;
}

const instances = new WeakMap<ClassOf<object>, object>();

/** The one instance of a class that keeps no state: parsers, renderers, negotiators. */
export function sharedInstance<T extends object>(Class: ClassOf<T>): T {
  const known = instances.get(Class);
  if (known) return known as T;
  const made = new Class();
  instances.set(Class, made);
  return made;
}
