/** The rig's resources. */
import { type Request, Response } from 'fretwork/http';
import { PageNumberPagination } from 'fretwork/pagination';
import { IsAuthenticated } from 'fretwork/permissions';
import { apiView, CreateModelMixin, GenericViewSet, ListModelMixin, mix, RetrieveModelMixin } from 'fretwork/views';
import { Book, Publisher } from './models.ts';
import { BookSerializer, PublisherSerializer } from './serializers.ts';

export class BookViewSet extends mix(GenericViewSet, ListModelMixin, RetrieveModelMixin, CreateModelMixin) {
  override queryset = Book.objects;
  override serializerClass = BookSerializer;
  override filtersetFields = { in_print: ['exact'] };
  override searchFields = ['title'];
  override orderingFields = ['id', 'title', 'price', 'published', 'created_at'];
}

class TenPerPage extends PageNumberPagination {
  override readonly pageSize = 10;
}

export class PublisherViewSet extends mix(GenericViewSet, ListModelMixin) {
  override queryset = Publisher.objects;
  override serializerClass = PublisherSerializer;
  override paginationClass = TenPerPage;
}

export const me = apiView(
  ['GET'],
  (request: Request) => new Response({ id: request.user.id, username: request.user.username }),
  { permissionClasses: [IsAuthenticated] },
);
