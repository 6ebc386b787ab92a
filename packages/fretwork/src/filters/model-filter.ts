/** The filter that a field and a lookup of a model stand for. */
import type { ModelMeta } from '../models/meta.ts';
import { QuerySet } from '../queries/query-set.ts';
import { conditionFromPath, resolvePath } from '../queries/resolve-path.ts';
import {
  type ChosenQuerySet,
  ModelChoiceFilter,
  ModelMultipleChoiceFilter,
  missingKey,
  NO_SUCH_OBJECT,
} from './choice-filters.ts';
import {
  BooleanFilter,
  CharFilter,
  DateFilter,
  type Filter,
  type FilterReading,
  type FilterSource,
  NumberFilter,
  PARTS,
  ValueFilter,
} from './filter.ts';
import { readColumnValue } from './filter-value.ts';
import { CommaRangeFilter, InFilter, type InFilterOptions } from './range-filters.ts';
import { refuseGuessing } from './secret-columns.ts';

/** Fields to filter by: names for exact values, or lookups by name. Paths lead across relations: `author.name`. */
export type FiltersetFields = readonly string[] | Readonly<Record<string, readonly string[]>>;

/** A field with a lookup, and the name of the parameter that they have. */
export interface FilteredField {
  /** Name of the query parameter: `price__lt`. */
  readonly name: string;
  readonly path: string;
  readonly lookup: string;
}

/** Every field with every lookup. */
export function filteredFields(fields: FiltersetFields): FilteredField[] {
  const entries: readonly (readonly [string, readonly string[]])[] = Array.isArray(fields)
    ? fields.map((field: string) => [field, ['exact']] as const)
    : Object.entries(fields);
  return entries.flatMap(([field, lookups]) =>
    lookups.map((lookup) => {
      const path = field.replaceAll('__', '.');
      const base = path.replaceAll('.', '__');
      const name = lookup === 'exact' ? base : `${base}__${lookup.replaceAll('.', '__')}`;
      return { name, path, lookup: lookup.replaceAll('__', '.') };
    }),
  );
}

const TEXT_LOOKUPS: ReadonlySet<string> = new Set(
  'iexact contains icontains startswith istartswith endswith iendswith regex iregex'.split(' '),
);

/**
 * The filter of a field with a lookup.
 *
 * @throws {FieldError} the model has no such field
 * @throws {ImproperlyConfigured} it is secret, and could be guessed by this lookup
 * @see django-filter `FilterSet.filter_for_field`, `filter_for_lookup`
 */
export function filterForField(meta: ModelMeta, { path, lookup }: FilteredField): Filter<never> {
  const { hops, column, model } = resolvePath(meta, path);
  refuseGuessing(column, lookup);
  const options = { fieldName: path, lookupExpr: lookup };
  const [first = ''] = lookup.split('.');
  if (lookup === 'isnull') return new BooleanFilter(options) as Filter<never>;
  if (column === undefined) {
    const queryset = new QuerySet<never, never, unknown>(model) as unknown as ChosenQuerySet;
    if (lookup === 'in') return new KeysFilter({ ...options, item: VALUES, queryset }) as Filter<never>;
    const Class = hops.at(-1)?.many === true ? ModelMultipleChoiceFilter : ModelChoiceFilter;
    return new Class({ ...options, queryset }) as Filter<never>;
  }
  if (lookup === 'in') return new InFilter({ ...options, item: VALUES }) as Filter<never>;
  if (lookup === 'range') return new CommaRangeFilter({ ...options, item: VALUES }) as Filter<never>;
  if (TEXT_LOOKUPS.has(lookup)) return new CharFilter(options) as Filter<never>;
  if (PARTS.has(first)) return new NumberFilter({ ...options, lookupExpr: completed(lookup) }) as Filter<never>;
  return new (first === 'date' ? DateFilter : ColumnFilter)(options) as Filter<never>;
}

const completed = (lookup: string): string => (lookup.includes('.') ? lookup : `${lookup}.exact`);

/** A value of a column, read as the column says: one of its choices, a number, a day. */
class ColumnFilter extends ValueFilter<unknown> {
  protected override readonly kind = 'text';

  override readOne(text: string, source: FilterSource): FilterReading {
    const column = this.column(source);
    return column === undefined ? { value: text } : readColumnValue(column, this.lookup, text);
  }
}

const VALUES = new ColumnFilter();

/** Related objects by their keys, with commas between them: `?author__in=1,2`; one query to see that they are there. */
class KeysFilter extends InFilter {
  readonly #queryset: ChosenQuerySet;

  constructor({ queryset, ...options }: InFilterOptions & { readonly queryset: ChosenQuerySet }) {
    super(options);
    this.#queryset = queryset;
  }

  override read(source: FilterSource): FilterReading {
    const reading = super.read(source);
    return reading !== 'ignored' && 'error' in reading ? { error: NO_SUCH_OBJECT } : reading;
  }

  override async verify(keys: readonly unknown[]): Promise<string | undefined> {
    return (await missingKey(this.#queryset, keys)) === undefined ? undefined : NO_SUCH_OBJECT;
  }

  protected override condition(name: string, keys: readonly unknown[]): object {
    return conditionFromPath(`${this.path(name)}.pk`, 'in', keys);
  }
}
