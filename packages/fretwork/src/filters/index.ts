/** Filters: by fields, by search, by order. */
export { BaseFilterBackend, type FilterableQuerySet, type FilterBackendClass } from './base-filter-backend.ts';
export { FieldFilterBackend, type FilteredView, type FiltersetFields } from './field-filter-backend.ts';
export { type OrderableView, OrderingFilter } from './ordering-filter.ts';
export { type SearchableView, SearchFilter, searchTerms } from './search-filter.ts';
