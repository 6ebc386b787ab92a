/** LimitOffsetPagination: `?limit=20&offset=40`. */
import { changeQueryParams, lastParam } from '../http/query-params.ts';
import type { Request } from '../http/request.ts';
import { Response } from '../http/response.ts';
import {
  BasePagination,
  type Page,
  type PageableQuerySet,
  type PageWindow,
  pageSizeFrom,
  stable,
  type WindowedPagination,
  wholeNumber,
} from './base-pagination.ts';

/**
 * Any stretch of the list. Answers `{ count, next, previous, results }`; costs a query for the count besides its own.
 *
 * @see DRF `pagination.LimitOffsetPagination`
 */
export class LimitOffsetPagination extends BasePagination implements WindowedPagination {
  /** Objects where the client names no limit; the setting `pageSize` where left out. */
  readonly defaultLimit?: number | null;
  readonly limitQueryParam: string = 'limit';
  readonly offsetQueryParam: string = 'offset';
  /** Largest limit that a client may name. */
  readonly maxLimit: number | null = null;

  declare request: Request;
  declare limit: number;
  declare offset: number;
  declare count: number;

  override async paginateQueryset(queryset: PageableQuerySet, request: Request): Promise<Page | null> {
    const window = this.windowOf(request);
    if (window === null) return null;
    this.settle(window, await queryset.count());
    const { start, size } = window;
    if (this.count === 0 || start > this.count) return { objects: [] };
    return { objects: stable(queryset).slice(start, start + size) };
  }

  windowOf(request: Request): PageWindow | null {
    const { queryParams, app } = request;
    const fallback = this.defaultLimit === undefined ? app.settings.pageSize : this.defaultLimit;
    const limit = pageSizeFrom(lastParam(queryParams, this.limitQueryParam), fallback, this.maxLimit);
    if (!limit) return null;
    this.request = request;
    this.limit = limit;
    this.offset = wholeNumber(lastParam(queryParams, this.offsetQueryParam)) ?? 0;
    return { start: this.offset, size: Math.min(limit, Number.MAX_SAFE_INTEGER - this.offset) };
  }

  settle(_window: PageWindow, count: number): void {
    this.count = count;
  }

  override getPaginatedResponse(data: unknown): Response {
    const { count } = this;
    return new Response({ count, next: this.getNextLink(), previous: this.getPreviousLink(), results: data });
  }

  getNextLink(): string | null {
    const offset = this.offset + this.limit;
    return offset < this.count ? this.#linkTo(offset) : null;
  }

  getPreviousLink(): string | null {
    if (this.offset <= 0) return null;
    const offset = this.offset - this.limit;
    return this.#linkTo(offset > 0 ? offset : null);
  }

  #linkTo(offset: number | null): string {
    const changes = { [this.limitQueryParam]: this.limit, [this.offsetQueryParam]: offset };
    return changeQueryParams(this.request.url, changes);
  }
}
