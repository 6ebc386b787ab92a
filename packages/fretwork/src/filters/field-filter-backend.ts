/** FieldFilterBackend: `?author=1&price__lt=20`, by the fields or the `FilterSet` that the view names. */
import type { Request } from '../http/request.ts';
import type { ModelMeta } from '../models/meta.ts';
import { BaseFilterBackend, type FilterableQuerySet } from './base-filter-backend.ts';
import {
  type AppliedFilter,
  applyFilters,
  type FilterSet,
  type FilterSetClass,
  readFields,
  verifyFilters,
} from './filter-set.ts';
import type { FiltersetFields } from './model-filter.ts';

/** What filtering by fields needs of a view. */
export interface FilteredView {
  readonly filtersetFields?: FiltersetFields;
  readonly filtersetClass?: FilterSetClass;
}

/**
 * Filters by fields of the model: `{ author: ['exact'], price: ['lt', 'gt'] }`, or a list of names; or by a `FilterSet`,
 * where the view has a `filtersetClass`.
 *
 * A parameter is named after the field; other lookups than `exact` follow two underscores: `price__lt`. Empty
 * parameters do not filter. Lists (`in`, `range`) are divided by commas.
 *
 * @throws {ValidationError} by parameter, with the texts of django-filter
 * @see django-filter `DjangoFilterBackend`, `filterset_fields`, `filterset_class`
 */
export class FieldFilterBackend extends BaseFilterBackend<FilteredView> {
  #last: Reading | undefined;

  override check(request: Request, queryset: FilterableQuerySet, view: FilteredView): Promise<void> | void {
    const applied = this.#read(request, queryset, view);
    if (applied.length > 0) return verifyFilters(applied);
  }

  override filterQueryset(request: Request, queryset: FilterableQuerySet, view: FilteredView): FilterableQuerySet {
    return applyFilters(this.#read(request, queryset, view), queryset, request);
  }

  // What `check` has read, `filterQueryset` need not read again.
  #read(request: Request, { meta }: FilterableQuerySet, view: FilteredView): readonly AppliedFilter[] {
    const last = this.#last;
    if (last?.request === request && last.meta === meta && last.view === view) return last.applied;
    const applied = appliedFilters(request, meta, view);
    this.#last = { request, meta, view, applied };
    return applied;
  }
}

/** What a request said to a view. */
interface Reading {
  readonly request: Request;
  readonly meta: ModelMeta;
  readonly view: FilteredView;
  readonly applied: readonly AppliedFilter[];
}

function appliedFilters(
  request: Request,
  meta: ModelMeta,
  { filtersetClass, filtersetFields }: FilteredView,
): readonly AppliedFilter[] {
  if (filtersetClass) return sharedSet(filtersetClass).read(request, meta);
  return filtersetFields && request.queryString !== '' ? readFields(filtersetFields, request, meta) : NONE;
}

const NONE: readonly AppliedFilter[] = [];

const sets = new WeakMap<FilterSetClass, FilterSet>();

/** The one object of a class: it keeps nothing of a request. */
function sharedSet(Class: FilterSetClass): FilterSet {
  const known = sets.get(Class);
  if (known) return known;
  const made = new Class();
  sets.set(Class, made);
  return made;
}
