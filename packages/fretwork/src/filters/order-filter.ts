/** OrderFilter: a parameter of a `FilterSet` that orders. */
import type { Request } from '../http/request.ts';
import type { FilterableQuerySet } from './base-filter-backend.ts';
import { Filter, type FilterOptions, type FilterReading, type FilterSource, lastText } from './filter.ts';
import { noSuchChoice } from './filter-value.ts';

/** Options of `OrderFilter`. */
export interface OrderFilterOptions extends FilterOptions<readonly string[]> {
  /** Paths that clients may order by, each with the name that clients use where that is another. */
  readonly fields: readonly (string | readonly [path: string, name: string])[] | Readonly<Record<string, string>>;
}

/**
 * Orders by one or several names with commas between them, a minus for descending: `?o=-cost,title`.
 *
 * @see django-filter `OrderingFilter`
 */
export class OrderFilter extends Filter<readonly string[], OrderFilterOptions> {
  readonly #paths: ReadonlyMap<string, string>;

  constructor(options: OrderFilterOptions) {
    super(options);
    const { fields } = options;
    const pairs: readonly (readonly [string, string])[] = Array.isArray(fields)
      ? fields.map(pairOf)
      : Object.entries(fields as Readonly<Record<string, string>>);
    this.#paths = new Map(pairs.map(([path, name]) => [name, path.replaceAll('__', '.')]));
  }

  read({ name, params }: FilterSource): FilterReading {
    const terms = new Set<string>();
    for (const part of lastText(params, name).split(',')) {
      const text = part.trim();
      const path = this.#paths.get(text.replace(/^-/, ''));
      if (text === '') continue;
      if (path === undefined) return { error: noSuchChoice(text) };
      terms.add(text.startsWith('-') ? `-${path}` : path);
    }
    return terms.size === 0 ? 'ignored' : { value: [...terms] };
  }

  override apply(
    queryset: FilterableQuerySet,
    name: string,
    terms: readonly string[],
    request: Request,
  ): FilterableQuerySet {
    return this.options.method ? super.apply(queryset, name, terms, request) : queryset.orderBy(...terms);
  }
}

const pairOf = (field: string | readonly [string, string]): readonly [string, string] =>
  typeof field === 'string' ? [field, field] : field;
