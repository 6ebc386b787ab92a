/** Pages of long lists. */
export { BasePagination, type Page, type PageableQuerySet, type PaginationClass } from './base-pagination.ts';
export { CursorPagination } from './cursor-pagination.ts';
export { LimitOffsetPagination } from './limit-offset-pagination.ts';
export { type CountMode, type NumberedPage, PageNumberPagination } from './page-number-pagination.ts';
