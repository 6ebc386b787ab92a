/** `apiView`: a view made of one function. */
import type { Kwargs } from '../http/app-context.ts';
import type { Request } from '../http/request.ts';
import { APIView, type HandlerResult, type HttpMethodName } from './api-view.ts';
import { spaced } from './view-name.ts';

/** An HTTP method as `apiView` takes it. */
export type HttpMethod = Uppercase<Exclude<HttpMethodName, 'head' | 'options' | 'trace'>>;

/** What a function view may set besides its function. */
export type FunctionViewOptions = Partial<
  Pick<
    APIView,
    | 'authenticationClasses'
    | 'permissionClasses'
    | 'throttleClasses'
    | 'throttleScope'
    | 'parserClasses'
    | 'rendererClasses'
    | 'contentNegotiationClass'
    | 'versioningClass'
    | 'metadataClass'
    | 'name'
    | 'description'
  >
>;

/** A view made of a function; its class carries the function's result for whoever infers a client. */
export interface FunctionView<Out = unknown> {
  new (): APIView;
  readonly methods: readonly HttpMethod[];
  /** @internal Carries the result's type. */
  readonly '~out'?: Out;
}

/**
 * Makes a view of a function. It answers the methods that are named, and `OPTIONS`.
 *
 * @param methods The HTTP methods that the function answers.
 * @param handler Receives the request and the URL's arguments; its result is a `Response`, or data for a 200.
 * @param options Policies, a name and a description; what is left out comes from the app's settings.
 * @see DRF `decorators.api_view`
 */
export function apiView<K extends Kwargs, Out>(
  methods: readonly HttpMethod[],
  handler: (request: Request, kwargs: K) => Out,
  options: FunctionViewOptions = {},
): FunctionView<Awaited<Out>> {
  const attributes = {
    name: spaced(handler.name || 'Api'),
    ...options,
    httpMethodNames: [...methods.map((method) => method.toLowerCase()), 'options'],
  };
  const handlers = Object.fromEntries(
    methods.map((method) => [
      method.toLowerCase(),
      { value: (request: Request, kwargs: Kwargs): HandlerResult => handler(request, kwargs as K) },
    ]),
  );
  class WrappedAPIView extends APIView {
    static readonly methods = methods;

    constructor() {
      super();
      Object.assign(this, attributes);
    }
  }
  Object.defineProperties(WrappedAPIView.prototype, handlers);
  Object.defineProperty(WrappedAPIView, 'name', { value: handler.name || 'apiView' }); // in listings and logs
  return WrappedAPIView;
}
