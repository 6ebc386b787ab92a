/** APIView: one address, a method for each HTTP method. */
import { authenticateRequest } from '../authentication/base-authentication.ts';
import { type ErrorInput, MethodNotAllowed, NotAuthenticated, PermissionDenied, Throttled } from '../errors.ts';
import type { Kwargs } from '../http/app-context.ts';
import { serverError } from '../http/exception-handler.ts';
import type { BaseContentNegotiation } from '../http/negotiation.ts';
import type { BaseParser } from '../http/parsers.ts';
import { renderResponse, type ViewHeaders } from '../http/render.ts';
import type { BaseRenderer } from '../http/renderers.ts';
import type { Authenticator, Request } from '../http/request.ts';
import { Response } from '../http/response.ts';
import { type BasePermission, toPermission } from '../permissions/base-permission.ts';
import { type MaybePromise, whenReady } from '../serializers/maybe-promise.ts';
import type { Settings } from '../settings/settings.ts';
import type { BaseThrottle } from '../throttling/base-throttle.ts';
import { tellPath } from './server-timing.ts';
import { sharedInstance, type ViewDefaults, viewDefaults } from './view-defaults.ts';
import { spaced } from './view-name.ts';

/** What a handler may return: a `Response`, a web response that is sent as it is, or plain data for a 200. */
export type HandlerResult = unknown;

/** A handler as `dispatch` calls it. */
export type Handler = (request: Request, kwargs: Kwargs) => HandlerResult;

/** The HTTP methods that views may answer, in the order of `Allow`. */
export const HTTP_METHOD_NAMES = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options', 'trace'] as const;

/** An HTTP method that a view may answer, in lower case. */
export type HttpMethodName = (typeof HTTP_METHOD_NAMES)[number];

/**
 * One address of an API. Subclass it, set what differs from the app's defaults, and add a method for each HTTP method:
 * `get(request)`, `post(request)`, …; `HEAD` is answered by `get`, `OPTIONS` by `options`.
 *
 * An instance is made for each request. What is not set on a class comes from the settings of the app.
 *
 * @see DRF `views.APIView`
 */
export class APIView {
  /** How a request may say who asks, in this order; the first one's challenge is sent with a 401. */
  declare authenticationClasses?: ViewDefaults['authenticationClasses'];
  /** Who may ask: all of these have to agree. */
  declare permissionClasses?: ViewDefaults['permissionClasses'];
  /** How often: all of these have to agree. */
  declare throttleClasses?: ViewDefaults['throttleClasses'];
  /** The media types that are read. */
  declare parserClasses?: ViewDefaults['parserClasses'];
  /** The media types that are written, the preferred one first. */
  declare rendererClasses?: ViewDefaults['rendererClasses'];
  declare contentNegotiationClass?: ViewDefaults['contentNegotiationClass'];
  /** What `OPTIONS` answers; `null` for 405. */
  declare metadataClass?: ViewDefaults['metadataClass'];
  /** How a request says its version; `null` for not at all. */
  declare versioningClass?: ViewDefaults['versioningClass'];
  /** Scope of a `ScopedRateThrottle`. */
  declare throttleScope?: string;
  /** The HTTP methods that are answered at all. */
  declare httpMethodNames?: readonly HttpMethodName[];
  /** Name for people; made of the class's name where left out. */
  declare name?: string;
  /** Description for people. */
  declare description?: string;
  /** What follows the name: `List`, `Instance`; set by routers. */
  declare suffix?: string;

  #permissions: readonly BasePermission[] | undefined;

  declare request: Request;
  /** Arguments from the URL. */
  declare kwargs: Kwargs;
  /** The format suffix of the URL, such as `json`. */
  declare format: string | undefined;
  /** `Allow` and `Vary` of every answer; set when the request comes in. */
  declare headers: ViewHeaders;

  // Declared so that a subclass's handlers are checked; `get?` and not `get`, because most views lack most of them.
  get?(request: Request, kwargs: Kwargs): HandlerResult;
  post?(request: Request, kwargs: Kwargs): HandlerResult;
  put?(request: Request, kwargs: Kwargs): HandlerResult;
  patch?(request: Request, kwargs: Kwargs): HandlerResult;
  delete?(request: Request, kwargs: Kwargs): HandlerResult;
  head?(request: Request, kwargs: Kwargs): HandlerResult;

  /** The settings of the app that answers. */
  get settings(): Settings {
    return this.request.app.settings;
  }

  /** Answers `OPTIONS` with the view's metadata. @see DRF `APIView.options` */
  async options(request: Request): Promise<Response> {
    const MetadataClass = this.#policy('metadataClass');
    if (MetadataClass === null) throw new MethodNotAllowed(request.method);
    return new Response(await new MetadataClass().determineMetadata(request, this));
  }

  // ------------------------------------------------------------------------------------------------ the straight line

  /** Takes in a request; called before `dispatch`. */
  setup(request: Request, headers: ViewHeaders): void {
    this.request = request;
    this.kwargs = request.params;
    this.headers = headers;
    const suffix = request.params[request.app.settings.formatSuffixKwarg];
    this.format = suffix === undefined ? undefined : String(suffix);
  }

  /**
   * Answers the request: negotiate, determine the version, authenticate, check permissions, check throttles, call the
   * handler, render. An error anywhere becomes a response in `handleException`.
   */
  async dispatch(): Promise<globalThis.Response> {
    const { request } = this;
    let result: HandlerResult;
    try {
      const deciding = this.initial(request);
      if (deciding !== undefined) await deciding;
      const handler = this.handlerFor(request.method);
      if (!handler) throw new MethodNotAllowed(request.method);
      result = await handler.call(this, request, this.kwargs);
    } catch (error) {
      result = await this.handleException(error);
    }
    if (request.app.settings.debug) tellPath(request, this, result);
    return request.finish(this.finalizeResponse(request, result));
  }

  /**
   * Everything that has to be decided before the handler runs.
   *
   * @returns Nothing, where there was nothing to wait for.
   * @see DRF `APIView.initial`
   */
  initial(request: Request): MaybePromise<void> {
    const negotiator = this.getContentNegotiator();
    request.readWith({ parsers: this.getParsers(), negotiator });
    request.authenticators = this.getAuthenticators();
    this.performContentNegotiation(request, negotiator);
    this.determineVersion(request);
    const admit = () => whenReady(this.checkPermissions(request), () => this.checkThrottles(request));
    return whenReady(this.performAuthentication(request), admit);
  }

  /** Chooses the renderer. */
  performContentNegotiation(request: Request, negotiator: BaseContentNegotiation): void {
    const choice = { suffix: this.format, parameter: this.settings.urlFormatOverride };
    request.accept(negotiator.selectRenderer(request, this.getRenderers(), choice));
  }

  /** Finds out which version is asked for, where the view has versions. */
  determineVersion(request: Request): void {
    const VersioningClass = this.#policy('versioningClass');
    if (VersioningClass === null) return;
    const scheme = new VersioningClass();
    request.version = scheme.determineVersion(request, this.kwargs);
    request.versioningScheme = scheme;
  }

  /** Finds out who asks. */
  performAuthentication(request: Request): MaybePromise<void> {
    return authenticateRequest(request);
  }

  /** Refuses whoever may not ask; the first permission that disagrees decides the message. */
  checkPermissions(request: Request): MaybePromise<void> {
    return this.#askInTurn(request, (permission) => permission.hasPermission(request, this));
  }

  /** Refuses whoever may not deal with this object; `getObject` calls it. */
  checkObjectPermissions(request: Request, object: unknown): MaybePromise<void> {
    return this.#askInTurn(request, (permission) => permission.hasObjectPermission(request, this, object));
  }

  #askInTurn(
    request: Request,
    ask: (permission: BasePermission) => MaybePromise<boolean>,
    from = 0,
  ): MaybePromise<void> {
    const permission = this.getPermissions()[from];
    if (permission === undefined) return;
    const go = (agrees: boolean): MaybePromise<void> => {
      if (!agrees) this.permissionDenied(request, permission.message, permission.code);
      return this.#askInTurn(request, ask, from + 1);
    };
    const answer = ask(permission);
    // Anything but an answer is waited for: a thenable of another library's must not pass for a yes.
    return typeof answer === 'boolean' ? go(answer) : Promise.resolve(answer).then(go);
  }

  /** Refuses who asks too often. Every throttle is asked, so that each counts every request. */
  checkThrottles(request: Request): MaybePromise<void> {
    const throttles = this.getThrottles();
    if (throttles.length > 0) return this.#askThrottles(throttles, request);
  }

  async #askThrottles(throttles: readonly BaseThrottle[], request: Request): Promise<void> {
    let refused = false;
    let longest: number | null = null;
    for (const throttle of throttles) {
      if (await throttle.allowRequest(request, this)) continue;
      refused = true;
      const wait = throttle.wait();
      if (wait !== null) longest = Math.max(longest ?? 0, wait);
    }
    if (refused) this.throttled(request, longest);
  }

  /** The handler of an HTTP method; `undefined` where the view does not answer it. */
  handlerFor(method: string): Handler | undefined {
    const name = method.toLowerCase() as HttpMethodName;
    if (!(this.httpMethodNames ?? HTTP_METHOD_NAMES).includes(name)) return undefined;
    if (name === 'head') return this.head ?? this.get;
    return name === 'trace' ? undefined : this[name];
  }

  /** Turns an error into a response: the app's exception handler, or 500 for what nobody expected. */
  async handleException(error: unknown): Promise<Response> {
    const { request } = this;
    const response = await this.#policy('exceptionHandler')(error, { request, view: this });
    return response ?? serverError(error, { request });
  }

  /** Turns what the handler returned into what is sent. */
  finalizeResponse(request: Request, result: HandlerResult): globalThis.Response {
    if (result instanceof globalThis.Response) return result;
    const response = result instanceof Response ? result : new Response(result);
    return renderResponse(response, { request, view: this, renderers: this.getRenderers(), headers: this.headers });
  }

  // -------------------------------------------------------------------------------------------------------- refusals

  /**
   * Refuses a request that may not be made.
   *
   * @throws {NotAuthenticated} nobody is logged in, and somebody could be
   * @throws {PermissionDenied} otherwise
   */
  permissionDenied(request: Request, message?: ErrorInput, code?: string): never {
    if (request.authenticators.length > 0 && !request.successfulAuthenticator) throw new NotAuthenticated();
    throw new PermissionDenied(message, code);
  }

  /** Refuses a request that came too soon. */
  throttled(_request: Request, waitSeconds: number | null): never {
    throw new Throttled(waitSeconds);
  }

  // -------------------------------------------------------------------------------------------------------- policies

  getAuthenticators(): readonly Authenticator[] {
    return this.#policy('authenticationClasses').map((Class) => new Class());
  }

  getPermissions(): readonly BasePermission[] {
    this.#permissions ??= this.#policy('permissionClasses').map(toPermission);
    return this.#permissions;
  }

  getThrottles(): readonly BaseThrottle[] {
    return this.#policy('throttleClasses').map((Class) => new Class());
  }

  getParsers(): readonly BaseParser[] {
    return this.#policy('parserClasses').map(sharedInstance);
  }

  getRenderers(): readonly BaseRenderer[] {
    return this.#policy('rendererClasses').map(sharedInstance);
  }

  getContentNegotiator(): BaseContentNegotiation {
    return sharedInstance(this.#policy('contentNegotiationClass'));
  }

  /** The view's name for people. @see DRF `views.get_view_name` */
  getViewName(): string {
    if (this.name !== undefined) return this.name;
    const name = spaced(this.constructor.name);
    return this.suffix === undefined ? name : `${name} ${this.suffix}`;
  }

  /** The view's description for people. */
  getViewDescription(): string {
    return this.description ?? '';
  }

  #policy<N extends keyof ViewDefaults>(name: N): ViewDefaults[N] {
    const said = (this as Partial<ViewDefaults>)[name];
    return said === undefined ? viewDefaults(this.settings)[name] : said;
  }
}

/** The class of a view. */
export type ViewClass<T extends APIView = APIView> = new () => T;
