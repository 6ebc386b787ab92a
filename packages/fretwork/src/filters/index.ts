/** Filters: by fields, by sets of parameters, by search, by order. */
export { BaseFilterBackend, type FilterableQuerySet, type FilterBackendClass } from './base-filter-backend.ts';
export {
  ChoiceFilter,
  type ChoiceFilterOptions,
  ModelChoiceFilter,
  type ModelChoiceFilterOptions,
  ModelMultipleChoiceFilter,
  type ModelMultipleChoiceFilterOptions,
  MultipleChoiceFilter,
  type MultipleChoiceFilterOptions,
} from './choice-filters.ts';
export { FieldFilterBackend, type FilteredView } from './field-filter-backend.ts';
export {
  BooleanFilter,
  CharFilter,
  DateFilter,
  DateTimeFilter,
  DurationFilter,
  Filter,
  type FilterOptions,
  type FilterReading,
  type FilterSource,
  NumberFilter,
  TimeFilter,
  UUIDFilter,
} from './filter.ts';
export { FilterSet, type FilterSetClass } from './filter-set.ts';
export type { FiltersetFields } from './model-filter.ts';
export { OrderFilter, type OrderFilterOptions } from './order-filter.ts';
export { type OrderableView, OrderingFilter } from './ordering-filter.ts';
export {
  CommaRangeFilter,
  InFilter,
  type InFilterOptions,
  type Range,
  RangeFilter,
  type RangeFilterOptions,
} from './range-filters.ts';
export { type SearchableView, SearchFilter, searchTerms } from './search-filter.ts';
