/** `/simple/`: the resources of the simple router. */
import { type Request, Response } from 'fretwork/http';
import { Q } from 'fretwork/models';
import { AllowAny, IsAuthenticatedOrReadOnly, or } from 'fretwork/permissions';
import {
  action,
  CreateModelMixin,
  DestroyModelMixin,
  GenericViewSet,
  ListModelMixin,
  ModelViewSet,
  mix,
  RetrieveModelMixin,
  type ViewSerializer,
  ViewSet,
} from 'fretwork/views';
import { Book, Chapter, Note, Series } from '../models.ts';
import { IsOwnerOrAdmin, PublicReadable } from '../permissions.ts';
import * as s from '../serializers.ts';

export class ChapterViewSet extends ModelViewSet {
  override queryset = Chapter.objects;
  override serializerClass = s.ChapterSerializer;
  override permissionClasses = [AllowAny];
}

export class ManuscriptViewSet extends ModelViewSet {
  override queryset = Book.objects.filter(Q.or({ id: { lte: 5 } }, { id: { gt: 60 } }));
  override serializerClass = s.ManuscriptSerializer;
  override permissionClasses = [AllowAny];
  override paginationClass = null;
}

/** Listed notes are the visible ones; single notes are guarded by object permissions. */
export class NoteViewSet extends ModelViewSet {
  override description = 'Listed notes are the visible ones; single notes are guarded by object permissions.';
  override queryset = Note.objects;
  override serializerClass = s.NoteSerializer;
  override permissionClasses = [IsAuthenticatedOrReadOnly, or(PublicReadable, IsOwnerOrAdmin)];
  override paginationClass = null;

  override async performCreate(serializer: ViewSerializer) {
    await serializer.save({ owner: this.request.user });
  }
}

export class CreateListViewSet extends mix(GenericViewSet, CreateModelMixin, ListModelMixin) {
  override queryset = Series.objects;
  override serializerClass = s.SeriesSerializer;
}

export class RetrieveDestroyViewSet extends mix(GenericViewSet, RetrieveModelMixin, DestroyModelMixin) {
  override queryset = Series.objects;
  override serializerClass = s.SeriesSerializer;
  override permissionClasses = [AllowAny];
}

type Pk = { readonly pk: string };

/** A viewset without a queryset. */
export class CounterViewSet extends ViewSet {
  override description = 'A viewset without a queryset.';
  override permissionClasses = [AllowAny];

  list() {
    return new Response({ action: this.action, detail: this.detail, basename: this.basename });
  }

  async create(request: Request) {
    return new Response({ action: this.action, data: await request.data }, { status: 201 });
  }

  retrieve(_request: Request, { pk }: Pk) {
    return new Response({ action: this.action, detail: this.detail, pk });
  }

  async partialUpdate(request: Request, { pk }: Pk) {
    // DRF's name of the action, as it was recorded.
    return new Response({ action: 'partial_update', pk, data: await request.data });
  }

  bump = action(
    { detail: false, methods: ['get', 'post'] },
    (view: CounterViewSet, request: Request) => new Response({ action: view.action, method: request.method }),
  );

  deep = action(
    { detail: true, urlPath: 'deep/path' },
    (view: CounterViewSet, _request: Request, { pk }: Pk) =>
      new Response({ action: view.action, pk, links: view.reverseAction('bump') }),
  );
}
