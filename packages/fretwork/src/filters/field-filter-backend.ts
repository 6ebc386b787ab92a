/** FieldFilterBackend: `?author=1&price__lt=20`, by the fields that the view names. */
import { type ErrorInput, ValidationError } from '../errors.ts';
import type { Request } from '../http/request.ts';
import type { ColumnMeta, ModelMeta } from '../models/meta.ts';
import { QuerySet } from '../queries/query-set.ts';
import { conditionFromPath, type ResolvedPath, resolvePath } from '../queries/resolve-path.ts';
import { BaseFilterBackend, type FilterableQuerySet } from './base-filter-backend.ts';
import { type FilterValue, readBoolean, readColumnValue, readNumber, readText } from './filter-value.ts';

/** Fields to filter by: names for exact values, or lookups by name. Paths lead across relations: `author.name`. */
export type FiltersetFields = readonly string[] | Readonly<Record<string, readonly string[]>>;

/** What filtering by fields needs of a view. */
export interface FilteredView {
  readonly filtersetFields?: FiltersetFields;
}

interface Filter {
  /** Name of the query parameter: `price__lt`. */
  readonly name: string;
  readonly path: string;
  readonly lookup: string;
  readonly texts: readonly string[];
}

/** A filter with its value read. */
interface Reading {
  readonly filter: Filter;
  readonly condition: object;
  /** Keys that have to be there, where the filter is a relation. */
  readonly keys:
    | { readonly target: ModelMeta; readonly values: readonly unknown[]; readonly many: boolean }
    | undefined;
}

const NO_SUCH_OBJECT = 'Select a valid choice. That choice is not one of the available choices.';
const TEXT_LOOKUPS: ReadonlySet<string> = new Set(
  'iexact contains icontains startswith istartswith endswith iendswith regex iregex'.split(' '),
);
const PARTS: ReadonlySet<string> = new Set('year quarter month week day weekDay hour minute second'.split(' '));

/**
 * Filters by fields of the model: `{ author: ['exact'], price: ['lt', 'gt'] }`, or a list of names.
 *
 * A parameter is named after the field; other lookups than `exact` follow two underscores: `price__lt`. Empty
 * parameters do not filter. Lists (`in`, `range`) are divided by commas.
 *
 * @throws {ValidationError} by parameter, with the texts of django-filter
 * @see django-filter `DjangoFilterBackend`, `filterset_fields`
 */
export class FieldFilterBackend extends BaseFilterBackend<FilteredView> {
  override async check(request: Request, queryset: FilterableQuerySet, view: FilteredView): Promise<void> {
    const errors: Record<string, ErrorInput> = Object.create(null);
    for (const { filter, keys } of this.#read(request, queryset, view)) {
      if (keys === undefined) continue;
      const missing = await missingKey(keys.target, keys.values);
      if (missing === undefined) continue;
      const text = `Select a valid choice. ${String(missing)} is not one of the available choices.`;
      errors[filter.name] = [keys.many ? text : NO_SUCH_OBJECT];
    }
    if (Object.keys(errors).length > 0) throw new ValidationError(errors);
  }

  override filterQueryset(request: Request, queryset: FilterableQuerySet, view: FilteredView): FilterableQuerySet {
    return this.#read(request, queryset, view).reduce(
      (narrowed, { condition }) => narrowed.filter(condition),
      queryset,
    );
  }

  #read(request: Request, { meta }: FilterableQuerySet, { filtersetFields }: FilteredView): readonly Reading[] {
    if (!filtersetFields || request.queryString === '') return [];
    const errors: Record<string, ErrorInput> = Object.create(null);
    const readings: Reading[] = [];
    for (const filter of filtersOf(filtersetFields, request.queryParams)) {
      const reading = readFilter(meta, filter);
      if (typeof reading === 'string') errors[filter.name] = [reading];
      else if (reading !== null) readings.push(reading);
    }
    if (Object.keys(errors).length > 0) throw new ValidationError(errors);
    return readings;
  }
}

const MOST_VALUES = 1000;

// Only the parameters that were sent; what a field means is looked up for those alone.
function filtersOf(fields: FiltersetFields, params: URLSearchParams): Filter[] {
  const entries: readonly (readonly [string, readonly string[]])[] = Array.isArray(fields)
    ? fields.map((field: string) => [field, ['exact']] as const)
    : Object.entries(fields);
  return entries.flatMap(([field, lookups]) =>
    lookups.flatMap((lookup) => {
      const path = field.replaceAll('__', '.');
      const base = path.replaceAll('.', '__');
      const name = lookup === 'exact' ? base : `${base}__${lookup.replaceAll('.', '__')}`;
      const texts = params
        .getAll(name)
        .map((text) => text.trim())
        .filter((text) => text !== '');
      return texts.length === 0 ? [] : [{ name, path, lookup: lookup.replaceAll('__', '.'), texts }];
    }),
  );
}

/** What a filter means; a text where its value is wrong, `null` where it does not filter. */
function readFilter(meta: ModelMeta, filter: Filter): Reading | string | null {
  const resolved = resolvePath(meta, filter.path);
  const { lookup, texts } = filter;
  const text = texts.at(-1) ?? '';
  if (lookup === 'isnull') return scalar(filter, readBoolean(text), 'isnull');
  const column = resolved.column ?? resolved.model.primaryKey;
  if (lookup === 'in' || lookup === 'range') return listed(filter, resolved, column, text.split(','));
  if (resolved.column === undefined && lookup === 'exact') return related(filter, resolved, column);
  if (TEXT_LOOKUPS.has(lookup)) return scalar(filter, readText(text), lookup);
  const [part = '', comparison = 'exact'] = lookup.split('.');
  if (PARTS.has(part)) return scalar(filter, readNumber(text), `${part}.${comparison}`);
  return scalar(filter, readColumnValue(column, lookup, text), lookup);
}

function scalar(filter: Filter, read: FilterValue, lookup: string): Reading | string | null {
  if (read === 'ignored') return null;
  if ('error' in read) return read.error;
  return { filter, condition: conditionFromPath(filter.path, lookup, read.value), keys: undefined };
}

function listed(filter: Filter, { column: own, model }: ResolvedPath, column: ColumnMeta, parts: readonly string[]) {
  if (parts.length > MOST_VALUES) return `Enter at most ${MOST_VALUES} values.`;
  const values: unknown[] = [];
  for (const part of parts) {
    const read = readColumnValue(column, filter.lookup, part.trim());
    if (read === 'ignored') continue;
    if ('error' in read) return own === undefined ? NO_SUCH_OBJECT : read.error;
    values.push(read.value);
  }
  if (filter.lookup === 'range' && values.length !== 2) return 'Range query expects two values.';
  const path = own === undefined ? `${filter.path}.pk` : filter.path;
  const keys = own === undefined ? { target: model, values, many: false } : undefined;
  return { filter, condition: conditionFromPath(path, filter.lookup, values), keys };
}

// A relation to many takes its parameter several times: any of those objects will do.
function related(filter: Filter, { hops, model }: ResolvedPath, key: ColumnMeta): Reading | string {
  const many = hops.at(-1)?.many === true;
  const texts = many ? filter.texts.slice(0, MOST_VALUES) : filter.texts.slice(-1);
  const values: unknown[] = [];
  for (const text of texts) {
    const read = readColumnValue(key, 'exact', text);
    if (read === 'ignored' || 'error' in read) return many ? `“${text}” is not a valid value.` : NO_SUCH_OBJECT;
    values.push(read.value);
  }
  const condition = conditionFromPath(`${filter.path}.pk`, 'in', values);
  return { filter, condition, keys: { target: model, values, many } };
}

async function missingKey(target: ModelMeta, values: readonly unknown[]): Promise<unknown> {
  const name = target.primaryKey.name;
  const found: readonly unknown[] = await new QuerySet<never, never, unknown>(target)
    .filter({ [name]: { in: values } } as never)
    .valuesList(name as never, { flat: true } as never);
  const known = new Set(found.map(String));
  return values.find((value) => !known.has(String(value)));
}
