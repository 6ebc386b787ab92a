/** Mixins: list, create, retrieve, update and destroy, each for any view of a QuerySet. They bind no HTTP method. */
import type { Request } from '../http/request.ts';
import { Response } from '../http/response.ts';
import { type GenericAPIView, isQuerySet, type ViewSerializer } from './generic-api-view.ts';
import type { Constructor, Extended } from './mix.ts';
import { pageAtOnce } from './page-at-once.ts';
import { listText, objectText, pageText } from './text-answers.ts';

/** What a view that lists can do. */
export interface ListActions {
  /** A page of the objects, or all of them. */
  list(request: Request): Promise<Response>;
}

/**
 * Adds `list`: a page of the view's QuerySet, or all of it where the view has no paginator.
 *
 * Answers 200. Filters run before the page is cut, so `count` counts what the filters left.
 *
 * @see DRF `mixins.ListModelMixin`
 */
export function ListModelMixin<TBase extends Constructor<GenericAPIView>>(Base: TBase): Extended<TBase, ListActions> {
  abstract class ListModel extends Base {
    async list(_request: Request): Promise<Response> {
      const all = this.getQueryset();
      await this.checkFilters(all);
      const narrowed = this.filterQueryset(all);
      const text = await pageText(this, narrowed);
      if (text !== undefined) return this.getPaginatedResponse(text);
      const queryset = this.withRelations(narrowed);
      const objects = await pageAtOnce(this, queryset);
      if (objects !== undefined) return this.getPaginatedResponse(await this.represent(objects));
      const page = await this.paginateQueryset(queryset);
      if (page === null) return new Response(await sent(this, queryset));
      return this.getPaginatedResponse(await sent(this, page.objects));
    }
  }
  return ListModel;
}

/** A list as it is sent: rows straight to JSON where that is the same, otherwise by way of objects. */
async function sent(view: GenericAPIView, objects: unknown): Promise<unknown> {
  return (isQuerySet(objects) ? await listText(view, objects) : undefined) ?? view.represent(objects);
}

/** What a view that creates can do. */
export interface CreateActions {
  create(request: Request): Promise<Response>;
  /** Saves the new object; override it to add what the client does not send: `serializer.save({ owner })`. */
  performCreate(serializer: ViewSerializer): Promise<void>;
  /** Headers of the answer: where the new object is. */
  getSuccessHeaders(data: unknown): Record<string, string>;
}

/**
 * Adds `create`: an object from what was sent.
 *
 * Answers 201, with `Location` where the serializer sends a `url`.
 *
 * @see DRF `mixins.CreateModelMixin`
 */
export function CreateModelMixin<TBase extends Constructor<GenericAPIView>>(
  Base: TBase,
): Extended<TBase, CreateActions> {
  abstract class CreateModel extends Base {
    async create(request: Request): Promise<Response> {
      const serializer = this.getSerializer({ data: await request.data });
      await serializer.isValid({ raiseException: true });
      await this.performCreate(serializer);
      const data = await serializer.data;
      return new Response(data, { status: 201, headers: this.getSuccessHeaders(data) });
    }

    async performCreate(serializer: ViewSerializer): Promise<void> {
      await serializer.save();
    }

    getSuccessHeaders(data: unknown): Record<string, string> {
      const url = typeof data === 'object' && data !== null && 'url' in data ? data.url : undefined;
      return typeof url === 'string' ? { location: url } : {};
    }
  }
  return CreateModel;
}

/** What a view that retrieves can do. */
export interface RetrieveActions {
  retrieve(request: Request): Promise<Response>;
}

/** Adds `retrieve`: one object. Answers 200. @see DRF `mixins.RetrieveModelMixin` */
export function RetrieveModelMixin<TBase extends Constructor<GenericAPIView>>(
  Base: TBase,
): Extended<TBase, RetrieveActions> {
  abstract class RetrieveModel extends Base {
    async retrieve(_request: Request): Promise<Response> {
      return new Response((await objectText(this)) ?? (await this.represent(await this.getObject())));
    }
  }
  return RetrieveModel;
}

/** What a view that updates can do. */
export interface UpdateActions {
  update(request: Request): Promise<Response>;
  partialUpdate(request: Request): Promise<Response>;
  /** Changes the object. @param partial Whether fields may be left out. */
  change(request: Request, partial: boolean): Promise<Response>;
  /** Saves the changed object; override it to add what the client does not send. */
  performUpdate(serializer: ViewSerializer): Promise<void>;
}

/**
 * Adds `update` and `partialUpdate`: one object, changed to what was sent. Answers 200.
 *
 * @see DRF `mixins.UpdateModelMixin`
 */
export function UpdateModelMixin<TBase extends Constructor<GenericAPIView>>(
  Base: TBase,
): Extended<TBase, UpdateActions> {
  abstract class UpdateModel extends Base {
    async update(request: Request): Promise<Response> {
      return this.change(request, false);
    }

    async partialUpdate(request: Request): Promise<Response> {
      return this.change(request, true);
    }

    async change(request: Request, partial: boolean): Promise<Response> {
      const instance: unknown = await this.getObject();
      const serializer = this.getSerializer({ instance, data: await request.data, partial });
      await serializer.isValid({ raiseException: true });
      await this.performUpdate(serializer);
      return new Response(await serializer.data);
    }

    async performUpdate(serializer: ViewSerializer): Promise<void> {
      await serializer.save();
    }
  }
  return UpdateModel;
}

/** What a view that destroys can do. */
export interface DestroyActions {
  destroy(request: Request): Promise<Response>;
  /** Deletes the object; override it to do something else, such as marking it. */
  performDestroy(instance: unknown): Promise<void>;
}

/** Adds `destroy`: one object, deleted. Answers 204. @see DRF `mixins.DestroyModelMixin` */
export function DestroyModelMixin<TBase extends Constructor<GenericAPIView>>(
  Base: TBase,
): Extended<TBase, DestroyActions> {
  abstract class DestroyModel extends Base {
    async destroy(_request: Request): Promise<Response> {
      await this.performDestroy(await this.getObject());
      return new Response(undefined, { status: 204 });
    }

    async performDestroy(instance: unknown): Promise<void> {
      await (instance as { delete(): Promise<unknown> }).delete();
    }
  }
  return DestroyModel;
}
