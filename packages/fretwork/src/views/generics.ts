/** The generic views: one class for each combination of methods that an address usually has. */
import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';
import { GenericAPIView } from './generic-api-view.ts';
import { mix } from './mix.ts';
import { CreateModelMixin, DestroyModelMixin, ListModelMixin, RetrieveModelMixin, UpdateModelMixin } from './mixins.ts';

/** Creates: `POST`. @see DRF `generics.CreateAPIView` */
export class CreateAPIView extends mix(GenericAPIView, CreateModelMixin) {
  override post(request: Request): Promise<Response> {
    return this.create(request);
  }
}

/** Lists: `GET`. @see DRF `generics.ListAPIView` */
export class ListAPIView extends mix(GenericAPIView, ListModelMixin) {
  override get(request: Request): Promise<Response> {
    return this.list(request);
  }
}

/** One object: `GET`. @see DRF `generics.RetrieveAPIView` */
export class RetrieveAPIView extends mix(GenericAPIView, RetrieveModelMixin) {
  override get(request: Request): Promise<Response> {
    return this.retrieve(request);
  }
}

/** Deletes one object: `DELETE`. @see DRF `generics.DestroyAPIView` */
export class DestroyAPIView extends mix(GenericAPIView, DestroyModelMixin) {
  override delete(request: Request): Promise<Response> {
    return this.destroy(request);
  }
}

/** Changes one object: `PUT`, `PATCH`. @see DRF `generics.UpdateAPIView` */
export class UpdateAPIView extends mix(GenericAPIView, UpdateModelMixin) {
  override put(request: Request): Promise<Response> {
    return this.update(request);
  }

  override patch(request: Request): Promise<Response> {
    return this.partialUpdate(request);
  }
}

/** Lists and creates: `GET`, `POST`. @see DRF `generics.ListCreateAPIView` */
export class ListCreateAPIView extends mix(GenericAPIView, ListModelMixin, CreateModelMixin) {
  override get(request: Request): Promise<Response> {
    return this.list(request);
  }

  override post(request: Request): Promise<Response> {
    return this.create(request);
  }
}

/** One object, to read and change: `GET`, `PUT`, `PATCH`. @see DRF `generics.RetrieveUpdateAPIView` */
export class RetrieveUpdateAPIView extends mix(GenericAPIView, RetrieveModelMixin, UpdateModelMixin) {
  override get(request: Request): Promise<Response> {
    return this.retrieve(request);
  }

  override put(request: Request): Promise<Response> {
    return this.update(request);
  }

  override patch(request: Request): Promise<Response> {
    return this.partialUpdate(request);
  }
}

/** One object, to read and delete: `GET`, `DELETE`. @see DRF `generics.RetrieveDestroyAPIView` */
export class RetrieveDestroyAPIView extends mix(GenericAPIView, RetrieveModelMixin, DestroyModelMixin) {
  override get(request: Request): Promise<Response> {
    return this.retrieve(request);
  }

  override delete(request: Request): Promise<Response> {
    return this.destroy(request);
  }
}

/** One object, to read, change and delete: `GET`, `PUT`, `PATCH`, `DELETE`. @see DRF `generics.RetrieveUpdateDestroyAPIView` */
export class RetrieveUpdateDestroyAPIView extends mix(
  GenericAPIView,
  RetrieveModelMixin,
  UpdateModelMixin,
  DestroyModelMixin,
) {
  override get(request: Request): Promise<Response> {
    return this.retrieve(request);
  }

  override put(request: Request): Promise<Response> {
    return this.update(request);
  }

  override patch(request: Request): Promise<Response> {
    return this.partialUpdate(request);
  }

  override delete(request: Request): Promise<Response> {
    return this.destroy(request);
  }
}
