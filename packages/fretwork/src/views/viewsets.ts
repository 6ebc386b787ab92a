/** Viewsets: the actions on a resource in one class; a router gives them addresses. */
import { ImproperlyConfigured } from '../errors.ts';
import type { Kwargs } from '../http/app-context.ts';
import type { Request } from '../http/request.ts';
import { Action } from './action.ts';
import { APIView, type Handler, type HttpMethodName, type ViewClass } from './api-view.ts';
import { BoundView, type ViewAttributes } from './bound-view.ts';
import { GenericAPIView } from './generic-api-view.ts';
import { type Constructor, type Extended, mix } from './mix.ts';
import { CreateModelMixin, DestroyModelMixin, ListModelMixin, RetrieveModelMixin, UpdateModelMixin } from './mixins.ts';

/** Which action answers which HTTP method: `{ get: 'list', post: 'create' }`. */
export type ActionMap = Readonly<Partial<Record<HttpMethodName, string>>>;

/** What a viewset has in place of HTTP methods. */
export interface ViewSetMembers {
  /** Which action answers which HTTP method at this address. */
  actionMap: ActionMap;
  /** First part of the names of its routes. */
  basename: string;
  /** Whether this address is about one object; `undefined` where a router did not say. */
  detail: boolean | undefined;
  /** The action that the request is for; `undefined` where the address does not answer its HTTP method. */
  readonly action: string | undefined;
  handlerFor(method: string): Handler | undefined;
  /** The absolute URL of an action of this viewset: `reverseAction('bump')`. @see DRF `ViewSetMixin.reverse_action` */
  reverseAction(urlName: string, kwargs?: Kwargs): string;
}

/** What the class of a viewset can do. */
export interface ViewSetStatics {
  /**
   * Binds actions to the HTTP methods of one address: `BookViewSet.asView({ get: 'list' })`.
   *
   * @param actions Names of the class's actions by HTTP method.
   * @param attributes Attributes to set at this address alone.
   * @throws {ImproperlyConfigured} no actions, or an action that the class does not have
   * @see DRF `ViewSetMixin.as_view`
   */
  asView<V extends ViewSetClass>(this: V, actions: ActionMap, attributes?: ViewAttributes): BoundView<V>;
}

/**
 * Adds actions (`list`, `create`, `retrieve`, …) in place of HTTP methods.
 *
 * @see DRF `viewsets.ViewSetMixin`
 */
export function ViewSetMixin<TBase extends Constructor<APIView>>(
  Base: TBase,
): Extended<TBase, ViewSetMembers> & ViewSetStatics {
  abstract class ActionView extends Base {
    declare actionMap: ActionMap;
    declare basename: string;
    declare detail: boolean | undefined;

    get action(): string | undefined {
      const method = this.request.method.toLowerCase() as HttpMethodName;
      if (method === 'options') return 'metadata'; // DRF's name for it
      return this.actionMap[method] ?? (method === 'head' ? this.actionMap.get : undefined);
    }

    override handlerFor(method: string): Handler | undefined {
      const name = method.toLowerCase() as HttpMethodName;
      if (name === 'options') return super.handlerFor(method);
      const bound = this.actionMap[name] ?? (name === 'head' ? this.actionMap.get : undefined);
      if (bound === undefined) return undefined;
      const member = (this as unknown as Record<string, unknown>)[bound];
      if (member instanceof Action) return actionHandler(this, member, name);
      return typeof member === 'function' ? (member as Handler) : undefined;
    }

    reverseAction(urlName: string, kwargs?: Kwargs): string {
      return this.request.reverse(`${this.basename}-${urlName}`, kwargs);
    }

    static asView<V extends ViewSetClass>(this: V, actions: ActionMap, attributes: ViewAttributes = {}): BoundView<V> {
      const probe = new this() as unknown as Record<string, unknown>;
      const names = Object.values(actions);
      const missing = names.find((name) => typeof probe[name] !== 'function' && !(probe[name] instanceof Action));
      if (names.length === 0 || missing !== undefined) {
        throw new ImproperlyConfigured(
          `${this.name}.asView() needs actions that the viewset has, such as { get: 'list' }; it got ${missing ?? 'none'}.`,
        );
      }
      return new BoundView(this, { ...attributes, actionMap: actions });
    }
  }
  return ActionView;
}

/** A viewset with actions of its own alone. @see DRF `viewsets.ViewSet` */
export class ViewSet extends ViewSetMixin(APIView) {}

/** A viewset of the objects of a QuerySet, with actions of its own alone. @see DRF `viewsets.GenericViewSet` */
export class GenericViewSet extends ViewSetMixin(GenericAPIView) {}

/** A resource to read: `list`, `retrieve`. @see DRF `viewsets.ReadOnlyModelViewSet` */
export class ReadOnlyModelViewSet extends mix(GenericViewSet, RetrieveModelMixin, ListModelMixin) {}

/** A whole resource: `list`, `create`, `retrieve`, `update`, `partialUpdate`, `destroy`. @see DRF `viewsets.ModelViewSet` */
export class ModelViewSet extends mix(
  GenericViewSet,
  CreateModelMixin,
  RetrieveModelMixin,
  UpdateModelMixin,
  DestroyModelMixin,
  ListModelMixin,
) {}

/** The class of a viewset. */
export type ViewSetClass<T extends ViewSet = ViewSet> = ViewClass<T>;

function actionHandler(view: APIView, { handlers }: Action, method: HttpMethodName): Handler | undefined {
  const handler = handlers[(method === 'head' ? 'get' : method) as keyof typeof handlers];
  return handler && ((request: Request, kwargs: Kwargs) => handler(view as never, request, kwargs));
}
