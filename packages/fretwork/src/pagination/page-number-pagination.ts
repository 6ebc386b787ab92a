/** PageNumberPagination: `?page=2`. */
import { NotFound } from '../errors.ts';
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
import { estimatedCount } from './estimated-count.ts';

/**
 * How a list is counted: `exact` with one more query; `estimated` from the database's statistics, which costs nothing
 * but may be off; `none` not at all: the answer has no `count`, and one row more than the page says whether there is
 * a next one.
 */
export type CountMode = 'exact' | 'estimated' | 'none';

/** The page that was cut out. */
export interface NumberedPage {
  readonly number: number;
  readonly size: number;
  /** Objects on all pages; `null` where they are not counted. */
  readonly count: number | null;
  /** `null` where the objects are not counted. */
  readonly numPages: number | null;
  readonly hasNext: boolean;
}

/**
 * Pages by number. Answers `{ count, next, previous, results }`.
 *
 * Views ask for a page and its count with one query; `paginateQueryset` takes two. `count` says otherwise.
 *
 * @throws {NotFound} there is no such page
 * @see DRF `pagination.PageNumberPagination`
 */
export class PageNumberPagination extends BasePagination implements WindowedPagination {
  /** Objects on a page; the setting `pageSize` where left out. */
  readonly pageSize?: number | null;
  readonly pageQueryParam: string = 'page';
  /** Query parameter by which clients choose the size; `null` for none. */
  readonly pageSizeQueryParam: string | null = null;
  /** Largest size that a client may choose. */
  readonly maxPageSize: number | null = null;
  /** Words that mean the last page. */
  readonly lastPageStrings: readonly string[] = ['last'];
  readonly invalidPageMessage: string = 'Invalid page.';
  readonly count: CountMode = 'exact';

  /** The page that was cut out; there after `paginateQueryset`. */
  declare page: NumberedPage;
  declare request: Request;

  override async paginateQueryset(queryset: PageableQuerySet, request: Request): Promise<Page | null> {
    this.request = request;
    const size = this.getPageSize(request);
    if (!size) return null;
    const ordered = stable(queryset);
    return this.count === 'none' ? this.#uncounted(ordered, size) : this.#counted(ordered, size);
  }

  windowOf(request: Request): PageWindow | null {
    this.request = request;
    const size = this.getPageSize(request);
    const text = this.#pageText();
    if (!size || this.count !== 'exact' || this.lastPageStrings.includes(text)) return null;
    return { start: (this.#number(text) - 1) * size, size };
  }

  settle({ start, size }: PageWindow, count: number): void {
    const numPages = Math.max(1, Math.ceil(count / size));
    const number = start / size + 1;
    // An estimate may be too low, and must not hide pages that are there.
    if (number > numPages && this.count === 'exact') throw new NotFound(this.invalidPageMessage);
    this.page = { number, size, count, numPages, hasNext: number < numPages };
  }

  /** The size of the page that the request asks for; `null` for no pages. */
  getPageSize({ app, queryParams }: Request): number | null {
    const fallback = this.pageSize === undefined ? app.settings.pageSize : this.pageSize;
    if (this.pageSizeQueryParam === null) return fallback;
    return pageSizeFrom(lastParam(queryParams, this.pageSizeQueryParam), fallback, this.maxPageSize);
  }

  override getPaginatedResponse(data: unknown): Response {
    const links = { next: this.getNextLink(), previous: this.getPreviousLink(), results: data };
    return new Response(this.page.count === null ? links : { count: this.page.count, ...links });
  }

  getNextLink(): string | null {
    const { hasNext, number } = this.page;
    return hasNext ? this.#linkTo(number + 1) : null;
  }

  getPreviousLink(): string | null {
    const { number } = this.page;
    // The first page has no number, as in DRF.
    return number > 1 ? this.#linkTo(number === 2 ? null : number - 1) : null;
  }

  #linkTo(number: number | null): string {
    return changeQueryParams(this.request.url, { [this.pageQueryParam]: number });
  }

  async #counted(queryset: PageableQuerySet, size: number): Promise<Page> {
    const count = (this.count === 'estimated' ? await estimatedCount(queryset) : null) ?? (await queryset.count());
    const text = this.#pageText();
    const isLast = this.lastPageStrings.includes(text);
    const number = isLast ? Math.max(1, Math.ceil(count / size)) : this.#number(text);
    const start = (number - 1) * size;
    this.settle({ start, size }, count);
    return { objects: queryset.slice(start, start + size) };
  }

  async #uncounted(queryset: PageableQuerySet, size: number): Promise<Page> {
    const number = this.#number(this.#pageText());
    const start = (number - 1) * size;
    const rows = await queryset.slice(start, start + size + 1).toArray();
    if (rows.length === 0 && number > 1) throw new NotFound(this.invalidPageMessage);
    this.page = { number, size, count: null, numPages: null, hasNext: rows.length > size };
    return { objects: rows.slice(0, size) };
  }

  #pageText(): string {
    return lastParam(this.request.queryParams, this.pageQueryParam) || '1';
  }

  #number(text: string): number {
    const number = wholeNumber(text, FARTHEST_PAGE);
    if (number === null || number < 1) throw new NotFound(this.invalidPageMessage);
    return number;
  }
}

const FARTHEST_PAGE = 2 ** 31; // times the largest page size is still a whole number
