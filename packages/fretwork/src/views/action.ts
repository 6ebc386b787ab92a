/** `action`: an address of a viewset besides the standard ones. */
import type { Request } from '../http/request.ts';
import type { HandlerResult, HttpMethodName } from './api-view.ts';
import type { FunctionViewOptions } from './function-view.ts';
import type { GenericViewSet } from './viewsets.ts';

/** A handler of an action: the view comes first, because an action is not a method of its class. */
export type ActionHandler<V, Out> = (
  view: V,
  request: Request,
  // biome-ignore lint/suspicious/noExplicitAny: the handler says which arguments its URL has; `unknown` would forbid that
  kwargs: any,
) => Out;

/** Where an action is found and what it may set besides its function. */
export interface ActionOptions extends FunctionViewOptions {
  /** Whether it is about one object (`books/{pk}/publish/`) or about all (`books/recent/`). */
  readonly detail: boolean;
  /** HTTP methods of the first handler; `['get']` where left out. */
  readonly methods?: readonly ActionMethod[];
  /** Its part of the path; the name of the attribute where left out. May hold `<int:year>` or a regular expression's groups. */
  readonly urlPath?: string;
  /** Its part of the route's name; the name of the attribute with dashes where left out. */
  readonly urlName?: string;
  /** Suffix of the view's name for people. */
  readonly suffix?: string;
  /** Any other attribute of the view: `serializerClass`, `paginationClass`, `filterBackends`, … */
  readonly [attribute: string]: unknown;
}

/** An HTTP method as actions take it. */
export type ActionMethod = Exclude<HttpMethodName, 'head' | 'options' | 'trace'>;

/** The result of a handler: what a promise or a `Response` of it holds. */
export type ResultOf<Out> =
  Awaited<Out> extends { readonly data: infer T; readonly cookies: unknown } ? T : Awaited<Out>;

/** What a client has to know of an action to call it. */
export interface ActionAddress {
  readonly detail: boolean;
  readonly methods: readonly ActionMethod[];
  /** `undefined` for the name of the attribute. */
  readonly urlPath: string | undefined;
}

/**
 * An action as a viewset's attribute; `action` makes it.
 *
 * @typeParam In What clients send: the input of its `serializerClass`, where it has one.
 * @typeParam Out What clients receive.
 * @typeParam At Where they find it.
 */
export class Action<In = unknown, Out = unknown, At extends ActionAddress = ActionAddress> {
  readonly detail: boolean;
  readonly options: ActionOptions;
  /** Handlers by HTTP method in lower case. */
  readonly handlers: Readonly<Partial<Record<ActionMethod, ActionHandler<never, HandlerResult>>>>;
  /** @internal Carries the types. */
  declare readonly '~in': In;
  declare readonly '~out': Out;
  /** @internal */
  declare readonly '~at': At;

  constructor(options: ActionOptions, handlers: Action['handlers']) {
    this.detail = options.detail;
    this.options = options;
    this.handlers = handlers;
  }

  /**
   * The same address with more HTTP methods: `action(…).mapping({ put: replace, delete: clear })`.
   *
   * @see DRF `MethodMapper`, `@tags.mapping.put`
   */
  mapping<V = GenericViewSet>(
    handlers: Readonly<Partial<Record<ActionMethod, ActionHandler<V, HandlerResult>>>>,
  ): Action<In, Out, At> {
    return new Action(this.options, { ...this.handlers, ...handlers } as Action['handlers']);
  }
}

type InputOf<O> = O extends { readonly serializerClass: { readonly '~types': { readonly in: infer In } } }
  ? In
  : undefined;

type AddressOf<O extends ActionOptions> = {
  readonly detail: O['detail'];
  readonly methods: O extends { readonly methods: infer M extends readonly ActionMethod[] } ? M : readonly ['get'];
  readonly urlPath: O extends { readonly urlPath: infer P extends string } ? P : undefined;
};

/**
 * Adds an address to a viewset, as an attribute of its class: `publish = action({ detail: true }, …)`.
 *
 * @param options Where it is found; any attribute of the view may be set for it alone.
 * @param handler Receives the view (annotate it with the viewset's class to have its objects typed), the request and
 *   the URL's arguments.
 * @see DRF `decorators.action`
 */
export function action<const O extends ActionOptions, Out, V = GenericViewSet>(
  options: O,
  handler: ActionHandler<V, Out>,
): Action<InputOf<O>, ResultOf<Out>, AddressOf<O>> {
  const methods: readonly ActionMethod[] = options.methods ?? ['get'];
  return new Action(options, Object.fromEntries(methods.map((method) => [method, handler])) as Action['handlers']);
}
