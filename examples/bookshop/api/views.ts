/** The bookshop's resources. */

import { type Request, Response } from 'fretwork/http';
import { avg, count } from 'fretwork/models';
import { IsAdminUser, IsAuthenticated, IsAuthenticatedOrReadOnly, or } from 'fretwork/permissions';
import {
  action,
  apiView,
  CreateModelMixin,
  GenericViewSet,
  ListModelMixin,
  ModelViewSet,
  mix,
  ReadOnlyModelViewSet,
  RetrieveModelMixin,
} from 'fretwork/views';
import { Author, Book, Order, Publisher, Review, Tag } from './models.ts';
import { ShelfPagination } from './pagination.ts';
import { IsReviewerOrReadOnly, ReadOnly } from './permissions.ts';
import {
  AuthorDetailSerializer,
  BookSerializer,
  OrderSerializer,
  PublisherSerializer,
  ReviewSerializer,
  TagSerializer,
} from './serializers.ts';

/** Books, with everything needed to find one. */
export class BookViewSet extends ModelViewSet {
  override queryset = Book.objects;
  override serializerClass = BookSerializer;
  override filtersetFields = {
    author: ['exact'],
    price: ['lt', 'lte', 'gt', 'gte'],
    inPrint: ['exact'],
    language: ['exact', 'in'],
    published: ['year', 'lt', 'gt'],
    'tags.name': ['exact'],
  } as const;
  override searchFields = ['title', 'author.name', '=isbn'];
  override paginationClass = ShelfPagination;
  override orderingFields = ['title', 'price', 'published', 'pages'] as const;

  /** What readers think of a book, in figures. */
  rating = action({ detail: true, methods: ['get'] }, async (view: BookViewSet) => {
    const book = await view.getObject();
    return new Response(
      await Review.objects.filter({ book: { pk: book.pk } }).aggregate({ reviews: count(), stars: avg('stars') }),
    );
  });
}

/** Authors; their books are found with `/api/books/?author=`. */
export class AuthorViewSet extends ModelViewSet {
  override queryset = Author.objects;
  override serializerClass = AuthorDetailSerializer;
  override searchFields = ['name'];
  override orderingFields = ['name', 'born'] as const;
}

/** Publishers with their books and the books' authors: two queries, however many there are. */
export class PublisherViewSet extends ReadOnlyModelViewSet {
  override queryset = Publisher.objects;
  override serializerClass = PublisherSerializer;
  override searchFields = ['name', 'city'];
}

/** Tags that books can carry; the staff decides which there are. */
export class TagViewSet extends ModelViewSet {
  override queryset = Tag.objects;
  override serializerClass = TagSerializer;
  override permissionClasses = [or(IsAdminUser, ReadOnly)];
  override lookupField = 'name';
  override paginationClass = null;
}

/** Reviews: anybody reads them, whoever wrote one may change it. */
export class ReviewViewSet extends ModelViewSet {
  override queryset = Review.objects;
  override serializerClass = ReviewSerializer;
  override permissionClasses = [IsAuthenticatedOrReadOnly, IsReviewerOrReadOnly];
  override filtersetFields = { book: ['exact'], 'user.username': ['exact'], stars: ['exact', 'gte', 'lte'] } as const;
}

/** A customer's own orders; nobody sees another's. */
export class OrderViewSet extends mix(GenericViewSet, ListModelMixin, RetrieveModelMixin, CreateModelMixin) {
  override queryset = Order.objects;
  override serializerClass = OrderSerializer;
  override permissionClasses = [IsAuthenticated];

  override getQueryset() {
    return Order.objects.filter({ user: { pk: Number(this.request.user.id) } });
  }
}

/** Who is asking. */
export const me = apiView(
  ['GET'],
  (request: Request) => new Response({ id: request.user.id, username: request.user.username }),
  {
    permissionClasses: [IsAuthenticated],
  },
);
