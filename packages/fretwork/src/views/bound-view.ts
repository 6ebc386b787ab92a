/** BoundView: a view class with everything that its route decided, ready to answer requests. */
import { OperationalError } from '../errors.ts';
import { exceptionHandler, serverError } from '../http/exception-handler.ts';
import type { ViewHeaders } from '../http/render.ts';
import { Request, type RequestOptions } from '../http/request.ts';
import type { Response } from '../http/response.ts';
import { type APIView, HTTP_METHOD_NAMES, type ViewClass } from './api-view.ts';

/** What a route may set on the instances of its view: any attribute that the view declares. */
export type ViewAttributes = Readonly<Record<string, unknown>>;

/**
 * A view as a route holds it. What is the same for every request (`Allow`, `Vary`) is worked out once, at the first.
 *
 * @typeParam V The view's class.
 * @see Django `View.as_view`
 */
export class BoundView<V extends ViewClass = ViewClass> {
  readonly viewClass: V;
  readonly attributes: ViewAttributes;
  #headers: ViewHeaders | undefined;

  constructor(viewClass: V, attributes: ViewAttributes = {}) {
    this.viewClass = viewClass;
    this.attributes = attributes;
  }

  /** An instance with the route's attributes; it knows no request yet. */
  create(): APIView {
    return Object.assign(new this.viewClass(), this.attributes);
  }

  /**
   * Answers a request. Never rejects: what cannot even be rendered becomes a bare 500, and 503 where the database went away before
   * everything was kept.
   */
  async handle(raw: globalThis.Request, options: RequestOptions): Promise<globalThis.Response> {
    const request = new Request(raw, options);
    try {
      const view = this.create();
      view.request = request;
      this.#headers ??= headersOf(view);
      view.setup(request, this.#headers);
      return await view.dispatch();
    } catch (error) {
      const { data, status, headers } = answerTo(error, request);
      return globalThis.Response.json(data, { status, headers: { ...options.app.responseHeaders, ...headers } });
    }
  }
}

// The handler is done: only what nobody is to blame for is worth another try.
function answerTo(error: unknown, request: Request): Response {
  const response = error instanceof OperationalError ? exceptionHandler(error, { request, view: undefined }) : null;
  return response ?? serverError(error, { request });
}

/** The view of a route: as it is bound already, or bound without attributes. */
export const bind = (view: ViewClass | BoundView): BoundView =>
  view instanceof BoundView ? view : new BoundView(view);

function headersOf(view: APIView): ViewHeaders {
  const methods = HTTP_METHOD_NAMES.filter((name) => view.handlerFor(name.toUpperCase()) !== undefined);
  const allow = methods.map((name) => name.toUpperCase()).join(', ');
  return { allow, vary: view.getRenderers().length > 1 ? 'Accept' : '' };
}
