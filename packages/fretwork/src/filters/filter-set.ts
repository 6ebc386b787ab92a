/** FilterSet: the query parameters that narrow a QuerySet, as one class. */
import { type ErrorInput, FieldError, ImproperlyConfigured, ValidationError } from '../errors.ts';
import type { Request } from '../http/request.ts';
import type { ModelMeta } from '../models/meta.ts';
import type { FilterableQuerySet } from './base-filter-backend.ts';
import { Filter, lastText } from './filter.ts';
import { type FilteredField, type FiltersetFields, filteredFields, filterForField } from './model-filter.ts';

/** A filter with what the request said. */
export interface AppliedFilter {
  readonly name: string;
  readonly filter: Filter<never>;
  readonly value: never;
}

/**
 * The parameters of a list. Subclass it, declare filters as attributes, and name it as `filtersetClass` of a view:
 *
 * `class BookFilter extends FilterSet { minPrice = new NumberFilter({ fieldName: 'price', lookupExpr: 'gte' }); }`
 *
 * One object of a class serves all requests.
 *
 * @see django-filter `FilterSet`
 */
export abstract class FilterSet {
  /** The model, for `fields`. */
  static readonly model?: { readonly meta: ModelMeta };
  /** Fields of the model whose filters follow from their columns, before the declared ones. */
  static readonly fields?: FiltersetFields;

  #filters: ReadonlyMap<string, Filter<never>> | undefined;

  /**
   * All filters by name: those of `fields`, then the declared ones.
   *
   * @throws {ImproperlyConfigured} `fields` without a `model`, or a field that it does not have
   */
  get filters(): ReadonlyMap<string, Filter<never>> {
    this.#filters ??= new Map([...impliedFilters(this.constructor as FilterSetClass), ...declaredFilters(this)]);
    return this.#filters;
  }

  /**
   * What the request says, filter by filter.
   *
   * @throws {ValidationError} by parameter
   */
  read(request: Request, meta: ModelMeta): readonly AppliedFilter[] {
    return readFilters(this.filters, request, meta);
  }
}

/** The class of a `FilterSet`. */
export type FilterSetClass = (new () => FilterSet) & Pick<typeof FilterSet, 'model' | 'fields'>;

const declaredFilters = (set: FilterSet): [string, Filter<never>][] =>
  Object.entries(set).filter((entry): entry is [string, Filter<never>] => entry[1] instanceof Filter);

function impliedFilters({ name, model, fields }: FilterSetClass): [string, Filter<never>][] {
  if (fields === undefined) return [];
  if (model === undefined) {
    throw new ImproperlyConfigured(`${name} has \`fields\` but no \`model\`. Set \`static override readonly model\`.`);
  }
  try {
    return filteredFields(fields).map((field) => [field.name, filterForField(model.meta, field)]);
  } catch (error) {
    if (!(error instanceof FieldError)) throw error;
    throw new ImproperlyConfigured(`The \`fields\` of ${name}: ${error.message}`, { cause: error });
  }
}

/**
 * The filters of fields that a request names, and what it says.
 *
 * Only for parameters that were sent is it looked up what a field means.
 *
 * @throws {ValidationError} by parameter
 */
export function readFields(fields: FiltersetFields, request: Request, meta: ModelMeta): readonly AppliedFilter[] {
  const sent = filteredFields(fields).filter(({ name }: FilteredField) => request.queryParams.has(name));
  return readFilters(new Map(sent.map((field) => [field.name, filterForField(meta, field)])), request, meta);
}

function readFilters(
  filters: ReadonlyMap<string, Filter<never>>,
  { queryParams: params }: Request,
  meta: ModelMeta,
): readonly AppliedFilter[] {
  const errors: Record<string, ErrorInput> = Object.create(null);
  const applied: AppliedFilter[] = [];
  for (const [name, filter] of filters) {
    const reading = filter.read({ name, params, meta });
    if (reading === 'ignored') {
      if (filter.options.required && lastText(params, name) === '') errors[name] = ['This field is required.'];
    } else if ('error' in reading) errors[name] = [reading.error];
    else applied.push({ name, filter, value: reading.value as never });
  }
  if (Object.keys(errors).length > 0) throw new ValidationError(errors);
  return applied;
}

/**
 * Checks what it takes the database to check.
 *
 * @throws {ValidationError} by parameter
 */
export async function verifyFilters(applied: readonly AppliedFilter[]): Promise<void> {
  const errors: Record<string, ErrorInput> = Object.create(null);
  for (const { name, filter, value } of applied) {
    const error = await filter.verify(value);
    if (error !== undefined) errors[name] = [error];
  }
  if (Object.keys(errors).length > 0) throw new ValidationError(errors);
}

/** The QuerySet narrowed by one filter after the other. */
export const applyFilters = (
  applied: readonly AppliedFilter[],
  queryset: FilterableQuerySet,
  request: Request,
): FilterableQuerySet =>
  applied.reduce((narrowed, { name, filter, value }) => filter.apply(narrowed, name, value, request), queryset);
