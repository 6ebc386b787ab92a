/** What lists may be asked for, by every sort of paginator and filter. */
import { accountModels } from 'fretwork/accounts';
import { defineModels, f } from 'fretwork/models';
import { BasePagination, CursorPagination, LimitOffsetPagination, PageNumberPagination } from 'fretwork/pagination';
import { defineSettings } from 'fretwork/settings';
import { GenericViewSet } from 'fretwork/views';
import { describe, expectTypeOf, it } from 'vitest';
import type { CursorPage, ListOf, ListQuery, Page } from './list-query.ts';

const { Book } = defineModels({
  ...accountModels,
  Book: {
    title: f.char({ maxLength: 9 }),
    pages: f.integer(),
    createdAt: f.dateTime({ autoNowAdd: true }),
    owner: f.foreignKey('User', { relatedName: 'books', onDelete: 'cascade' }),
  },
});

class Plain extends GenericViewSet {}
class Listed extends GenericViewSet {
  override filtersetFields = ['title'] as const;
}
class Whole extends GenericViewSet {
  override paginationClass = null;
}
class Numbered extends GenericViewSet {
  override paginationClass = class extends PageNumberPagination {
    override readonly pageQueryParam = 'seite';
    override readonly pageSizeQueryParam = 'size';
  };
  override filtersetFields = ['title', 'owner'] as const;
}
class Uncounted extends GenericViewSet {
  override paginationClass = class extends PageNumberPagination {
    override readonly count = 'none';
  };
  override filtersetFields = [] as const;
}
class Cut extends GenericViewSet {
  override paginationClass = CursorPagination;
  override filtersetFields = {
    pages: ['exact', 'in', 'range'],
    createdAt: ['date', 'gt'],
    'owner.email': ['iexact'],
  } as const;
}
class Offset extends GenericViewSet {
  override queryset = Book.objects;
  override paginationClass = LimitOffsetPagination;
  override filtersetFields = { pages: ['exact', 'in', 'range', 'isnull'], createdAt: ['date', 'gt', 'year'] } as const;
}
class Loose extends GenericViewSet {
  override queryset = Book.objects;
  override paginationClass = null;
  override filtersetFields = { pages: ['exact'] };
}
abstract class OwnPagination extends BasePagination {}
class Own extends GenericViewSet {
  override paginationClass = OwnPagination as never as new () => OwnPagination;
}

describe('a list', () => {
  it('answers what its paginator makes', () => {
    expectTypeOf<ListOf<Plain, 1>>().toEqualTypeOf<Page<1>>();
    expectTypeOf<ListOf<Whole, 1>>().toEqualTypeOf<readonly 1[]>();
    expectTypeOf<ListOf<Numbered, 1>>().toEqualTypeOf<Page<1>>();
    expectTypeOf<ListOf<Uncounted, 1>>().toEqualTypeOf<CursorPage<1>>();
    expectTypeOf<ListOf<Cut, 1>>().toEqualTypeOf<CursorPage<1>>();
    expectTypeOf<ListOf<Offset, 1>>().toEqualTypeOf<Page<1>>();
  });

  it('is cut as the settings say where its viewset does not', () => {
    const secretKey = 'x'.repeat(50);
    const cursors = defineSettings({ secretKey, defaultPaginationClass: CursorPagination, pageSize: 9 });
    const offsets = defineSettings({ secretKey, defaultPaginationClass: LimitOffsetPagination, pageSize: 9 });
    const sized = defineSettings({ secretKey, pageSize: 9 });
    const off = defineSettings({ secretKey, defaultPaginationClass: null, pageSize: 9 });
    const bare = defineSettings({ secretKey });
    expectTypeOf<ListOf<Plain, 1, typeof cursors>>().toEqualTypeOf<CursorPage<1>>();
    expectTypeOf<ListOf<Plain, 1, typeof offsets>>().toEqualTypeOf<Page<1>>();
    expectTypeOf<ListOf<Plain, 1, typeof sized>>().toEqualTypeOf<Page<1>>();
    expectTypeOf<ListOf<Plain, 1, typeof off>>().toEqualTypeOf<readonly 1[]>();
    expectTypeOf<ListOf<Plain, 1, typeof bare>>().toEqualTypeOf<readonly 1[]>();
    expectTypeOf<ListOf<Offset, 1, typeof cursors>>().toEqualTypeOf<Page<1>>();
    expectTypeOf<ListOf<Cut, 1, typeof offsets>>().toEqualTypeOf<CursorPage<1>>();
    expectTypeOf<ListOf<Whole, 1, typeof cursors>>().toEqualTypeOf<readonly 1[]>();
    expectTypeOf<ListQuery<Plain, typeof cursors>['cursor']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<ListQuery<Plain, typeof offsets>['limit']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<keyof ListQuery<Uncounted, typeof cursors>>().toEqualTypeOf<'page'>();
    expectTypeOf<keyof ListQuery<Listed, typeof sized>>().toEqualTypeOf<'page' | 'title'>();
    expectTypeOf<keyof ListQuery<Listed, typeof bare>>().toEqualTypeOf<'title'>();
  });

  it('is asked by the names of its paginator', () => {
    expectTypeOf<keyof ListQuery<Numbered>>().toEqualTypeOf<'seite' | 'size' | 'title' | 'owner'>();
    expectTypeOf<keyof ListQuery<Uncounted>>().toEqualTypeOf<'page'>();
    expectTypeOf<ListQuery<Cut>['cursor']>().toEqualTypeOf<string | undefined>();
    expectTypeOf<ListQuery<Offset>['limit']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<ListQuery<Offset>['offset']>().toEqualTypeOf<number | undefined>();
    expectTypeOf<{ page: 2; anything: 'goes' }>().toExtend<ListQuery<Plain>>();
    expectTypeOf<{ anything: 'goes' }>().toExtend<ListQuery<Own>>();
  });

  it('is filtered by what its fields are', () => {
    type Query = ListQuery<Offset>;
    expectTypeOf<Query['pages']>().toEqualTypeOf<number | null | undefined>();
    expectTypeOf<Query['pages__in']>().toEqualTypeOf<readonly number[] | string | null | undefined>();
    expectTypeOf<Query['pages__range']>().toEqualTypeOf<readonly [number, number] | string | null | undefined>();
    expectTypeOf<Query['pages__isnull']>().toEqualTypeOf<boolean | null | undefined>();
    expectTypeOf<Query['createdAt__gt']>().toEqualTypeOf<string | Date | null | undefined>();
    expectTypeOf<Query['createdAt__year']>().toEqualTypeOf<number | null | undefined>();
    expectTypeOf<ListQuery<Cut>['owner__email__iexact']>().toEqualTypeOf<string | null | undefined>();
    expectTypeOf<keyof ListQuery<Cut>>().toEqualTypeOf<
      'cursor' | 'pages' | 'pages__in' | 'pages__range' | 'createdAt__date' | 'createdAt__gt' | 'owner__email__iexact'
    >();
  });

  it('knows the fields, and any lookup, where lookups are plain texts', () => {
    expectTypeOf<ListQuery<Loose>['pages__gte']>().toEqualTypeOf<number | null | undefined>();
    const query: ListQuery<Loose> = { pages: 1, pages__in: [1, 2] };
    expectTypeOf(query).toExtend<object>();
    // @ts-expect-error no such field
    const wrong: ListQuery<Loose> = { size: 1 };
    expectTypeOf(wrong).toExtend<object>();
  });
});
