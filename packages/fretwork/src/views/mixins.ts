/** Mixins: list, create, retrieve, update and destroy, each for any view of a QuerySet. They bind no HTTP method. */
import type { Request } from '../http/request.ts';
import { Response } from '../http/response.ts';
import type { GenericAPIView, ViewSerializer } from './generic-api-view.ts';
import type { Constructor } from './mix.ts';

/**
 * Adds `list`: a page of the view's QuerySet, or all of it where the view has no paginator.
 *
 * Answers 200. Filters run before the page is cut, so `count` counts what the filters left.
 *
 * @see DRF `mixins.ListModelMixin`
 */
export function ListModelMixin<TBase extends Constructor<GenericAPIView>>(Base: TBase) {
  abstract class ListModel extends Base {
    async list(_request: Request): Promise<Response> {
      const all = this.getQueryset();
      await this.checkFilters(all);
      const queryset = this.withRelations(this.filterQueryset(all));
      const page = await this.paginateQueryset(queryset);
      if (page === null) return new Response(await this.represent(queryset));
      return this.getPaginatedResponse(await this.represent(page));
    }
  }
  return ListModel;
}

/**
 * Adds `create`: an object from what was sent.
 *
 * Answers 201, with `Location` where the serializer sends a `url`.
 *
 * @see DRF `mixins.CreateModelMixin`
 */
export function CreateModelMixin<TBase extends Constructor<GenericAPIView>>(Base: TBase) {
  abstract class CreateModel extends Base {
    async create(request: Request): Promise<Response> {
      const serializer = this.getSerializer({ data: await request.data });
      await serializer.isValid({ raiseException: true });
      await this.performCreate(serializer);
      const data = await serializer.data;
      return new Response(data, { status: 201, headers: this.getSuccessHeaders(data) });
    }

    /** Saves the new object; override it to add what the client does not send: `serializer.save({ owner })`. */
    async performCreate(serializer: ViewSerializer): Promise<void> {
      await serializer.save();
    }

    /** Headers of the answer: where the new object is. */
    getSuccessHeaders(data: unknown): Record<string, string> {
      const url = typeof data === 'object' && data !== null && 'url' in data ? data.url : undefined;
      return typeof url === 'string' ? { location: url } : {};
    }
  }
  return CreateModel;
}

/** Adds `retrieve`: one object. Answers 200. @see DRF `mixins.RetrieveModelMixin` */
export function RetrieveModelMixin<TBase extends Constructor<GenericAPIView>>(Base: TBase) {
  abstract class RetrieveModel extends Base {
    async retrieve(_request: Request): Promise<Response> {
      return new Response(await this.represent(await this.getObject()));
    }
  }
  return RetrieveModel;
}

/**
 * Adds `update` and `partialUpdate`: one object, changed to what was sent. Answers 200.
 *
 * @see DRF `mixins.UpdateModelMixin`
 */
export function UpdateModelMixin<TBase extends Constructor<GenericAPIView>>(Base: TBase) {
  abstract class UpdateModel extends Base {
    async update(request: Request): Promise<Response> {
      return this.change(request, false);
    }

    async partialUpdate(request: Request): Promise<Response> {
      return this.change(request, true);
    }

    /** Changes the object. @param partial Whether fields may be left out. */
    async change(request: Request, partial: boolean): Promise<Response> {
      const instance: unknown = await this.getObject();
      const serializer = this.getSerializer({ instance, data: await request.data, partial });
      await serializer.isValid({ raiseException: true });
      await this.performUpdate(serializer);
      return new Response(await serializer.data);
    }

    /** Saves the changed object; override it to add what the client does not send. */
    async performUpdate(serializer: ViewSerializer): Promise<void> {
      await serializer.save();
    }
  }
  return UpdateModel;
}

/** Adds `destroy`: one object, deleted. Answers 204. @see DRF `mixins.DestroyModelMixin` */
export function DestroyModelMixin<TBase extends Constructor<GenericAPIView>>(Base: TBase) {
  abstract class DestroyModel extends Base {
    async destroy(_request: Request): Promise<Response> {
      await this.performDestroy(await this.getObject());
      return new Response(undefined, { status: 204 });
    }

    /** Deletes the object; override it to do something else, such as marking it. */
    async performDestroy(instance: unknown): Promise<void> {
      await (instance as { delete(): Promise<unknown> }).delete();
    }
  }
  return DestroyModel;
}
