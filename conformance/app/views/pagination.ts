/** `/pagination/`: every way to cut a list. */
import { FieldFilterBackend, OrderingFilter } from 'fretwork/filters';
import { Response } from 'fretwork/http';
import { CursorPagination, LimitOffsetPagination, PageNumberPagination } from 'fretwork/pagination';
import { ListAPIView } from 'fretwork/views';
import { Event } from '../models.ts';
import { EventSerializer } from '../serializers.ts';

class EventList extends ListAPIView {
  override queryset = Event.objects;
  override serializerClass = EventSerializer;
}

class NumberPages extends PageNumberPagination {
  override readonly pageSize = 7;
  override readonly pageSizeQueryParam = 'size';
  override readonly maxPageSize = 20;
  override readonly lastPageStrings = ['last', 'final'];
}

export class NumberEvents extends EventList {
  override paginationClass = NumberPages;
}

class LimitPages extends LimitOffsetPagination {
  override readonly defaultLimit = 8;
  override readonly maxLimit = 12;
}

export class LimitEvents extends EventList {
  override paginationClass = LimitPages;
}

class CursorPages extends CursorPagination {
  override readonly pageSize = 6;
  override readonly ordering = '-happened_at';
  override readonly pageSizeQueryParam = 'page_size';
  override readonly maxPageSize = 15;
}

export class CursorEvents extends EventList {
  override paginationClass = CursorPages;
}

class IdCursorPages extends CursorPagination {
  override readonly pageSize = 10;
  override readonly ordering = 'id';
}

export class IdCursorEvents extends EventList {
  override paginationClass = IdCursorPages;
}

/** A custom envelope. */
class WrappedPages extends PageNumberPagination {
  override readonly pageSize = 4;
  override readonly pageQueryParam = 'p';

  override getPaginatedResponse(data: unknown) {
    const { count, numPages, number } = this.page;
    return new Response({
      meta: { total: count, pages: numPages, page: number },
      links: { next: this.getNextLink(), previous: this.getPreviousLink() },
      items: data,
    });
  }
}

export class WrappedEvents extends EventList {
  override paginationClass = WrappedPages;
}

export class UnpaginatedEvents extends EventList {
  override paginationClass = null;
}

export class EmptyEvents extends EventList {
  override queryset = Event.objects.none();
}

export class EmptyLimitEvents extends LimitEvents {
  override queryset = Event.objects.none();
}

export class EmptyCursorEvents extends CursorEvents {
  override queryset = Event.objects.none();
}

/** Filtering and ordering together with pages. */
export class FilteredEvents extends EventList {
  override description = 'Filtering and ordering together with pages.';
  override paginationClass = NumberPages;
  override filterBackends = [FieldFilterBackend, OrderingFilter];
  override filtersetFields = ['kind'];
  override orderingFields = ['weight', 'happened_at'];
  override ordering = ['-weight', 'id'];
}
