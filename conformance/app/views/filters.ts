/** `/filters/`: every way to narrow and order a list. */
import { BaseFilterBackend, FieldFilterBackend, OrderingFilter, SearchFilter } from 'fretwork/filters';
import type { Request } from 'fretwork/http';
import { ListAPIView } from 'fretwork/views';
import { BookFilter } from '../filters.ts';
import { Book, Note } from '../models.ts';
import { BookTitleSerializer, NoteSerializer } from '../serializers.ts';

/** Lists only ids and titles, never paginated. */
class BookTitles extends ListAPIView {
  override description = 'Lists only ids and titles, never paginated.';
  override queryset = Book.objects;
  override serializerClass = BookTitleSerializer;
  override paginationClass = null;
}

export class FieldFilteredBooks extends BookTitles {
  override filterBackends = [FieldFilterBackend];
  override filtersetFields = {
    title: ['exact', 'icontains', 'startswith'],
    price: ['exact', 'gte', 'lte', 'range'],
    pages: ['lt', 'gt', 'in'],
    rating: ['isnull', 'gte'],
    language: ['exact', 'in'],
    in_print: ['exact'],
    published_on: ['year', 'gte', 'isnull'],
    author: ['exact', 'in'],
    author__name: ['exact', 'icontains'],
    author__is_active: ['exact'],
    series: ['exact', 'isnull'],
    tags: ['exact'],
    code: ['exact'],
  };
}

export class SetFilteredBooks extends BookTitles {
  override filterBackends = [FieldFilterBackend];
  override filtersetClass = BookFilter;
}

export class SearchedBooks extends BookTitles {
  override filterBackends = [SearchFilter];
  override searchFields = ['^title', '=slug', 'author__name', 'tags__name'];
}

export class PlainSearchedBooks extends BookTitles {
  override filterBackends = [SearchFilter];
  override searchFields = ['title', 'subtitle'];
}

export class RegexSearchedBooks extends BookTitles {
  override filterBackends = [SearchFilter];
  override searchFields = ['$title'];
}

export class OrderedBooks extends BookTitles {
  override filterBackends = [OrderingFilter];
  override orderingFields = ['title', 'price', 'pages', 'author__name', 'id'];
  override ordering = ['-id'];
}

/** `orderingFields = '__all__'` and no default ordering of its own. */
export class FreelyOrderedBooks extends BookTitles {
  override description = "ordering_fields = '__all__' and no default ordering of its own.";
  override filterBackends = [OrderingFilter];
  override orderingFields = '__all__' as const;
}

/** Without `orderingFields` the readable serializer fields count. */
export class SerializerOrderedBooks extends BookTitles {
  override description = 'Without ordering_fields the readable serializer fields count.';
  override filterBackends = [OrderingFilter];
}

class OwnedNotesFilter extends BaseFilterBackend {
  filterQueryset({ user }: Request, queryset: typeof Note.objects) {
    return user.isAuthenticated ? queryset.filter({ ownerId: Number(user.id) }) : queryset.none();
  }
}

export class OwnNotes extends ListAPIView {
  override queryset = Note.objects;
  override serializerClass = NoteSerializer;
  override filterBackends = [OwnedNotesFilter];
  override paginationClass = null;
}
