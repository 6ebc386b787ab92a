/** Validators that ask the database whether a value is taken. */
import { DataError, ErrorDetail, ValidationError } from '../errors.ts';
import { ERROR_TEXTS, fillIn } from './error-messages.ts';
import type { Field, Scope, Validator } from './field.ts';
import { Serializer } from './serializer.ts';

/** As much of a QuerySet as these validators need: `Publisher.objects` is one. */
export interface CheckedQuerySet {
  readonly meta: {
    readonly relations: ReadonlyMap<string, { readonly many: boolean; readonly column?: { readonly name: string } }>;
  };
  filter(condition: object): CheckedQuerySet;
  exclude(condition: object): CheckedQuerySet;
  exists(): Promise<boolean>;
}

/** Options of `uniqueValidator`. */
export interface UniqueValidatorOptions {
  /** The objects among which the value has to be unique. */
  readonly queryset: CheckedQuerySet;
  /** How values are compared: `'iexact'` for text whose case does not count. @default 'exact' */
  readonly lookup?: string;
  readonly message?: string;
}

/**
 * Refuses a value that another object has; one query.
 *
 * A unique constraint in the database is what finally holds: two requests at once both pass this check.
 *
 * @see DRF `validators.UniqueValidator`
 */
export const uniqueValidator = (options: UniqueValidatorOptions): Validator => {
  const { queryset, lookup = 'exact', message = ERROR_TEXTS.UniqueValidator.unique } = options;
  return async (value, field, scope) => {
    const attribute = field.source.at(-1) ?? field.name;
    const others = withoutCurrent(queryset.filter({ [attribute]: { [lookup]: value } }), scope);
    if (await isTaken(others)) throw new ValidationError(message, 'unique');
  };
};

/** Options of `uniqueTogetherValidator`. */
export interface UniqueTogetherValidatorOptions {
  /** The objects among which the values have to be unique. */
  readonly queryset: CheckedQuerySet;
  /** Names of the serializer's fields. */
  readonly fields: readonly string[];
  /** Only objects for which this holds count, and only values for which it holds are checked. */
  readonly condition?: {
    /** Fields that the condition looks at. */
    readonly fields: readonly string[];
    readonly holds: (values: Readonly<Record<string, unknown>>) => boolean;
  };
  /** `{field_names}` is filled in. */
  readonly message?: string;
  readonly code?: string;
}

/**
 * Refuses values that another object has together; one query, and none where a value is null or nothing changes.
 *
 * @see DRF `validators.UniqueTogetherValidator`
 */
export const uniqueTogetherValidator = (options: UniqueTogetherValidatorOptions): Validator => {
  const { queryset, fields, condition, code = 'unique' } = options;
  const message = options.message ?? ERROR_TEXTS.UniqueTogetherValidator.unique;
  return async (attrs, serializer, scope) => {
    const given = attrs as Readonly<Record<string, unknown>>;
    const sourceOf = (name: string): string => sourceOfField(serializer, name);
    if (isNew(scope)) requireAll(given, fields, sourceOf);
    const current = (scope.instance ?? {}) as Readonly<Record<string, unknown>>;
    const wantedOf = (source: string): unknown =>
      Object.hasOwn(given, source) ? given[source] : currentValue(current, source, queryset);
    const sources = fields.map(sourceOf);
    const values = sources.map((source) => comparable(wantedOf(source)));
    if (values.includes(null) || values.includes(undefined)) return;
    const before = sources.map((source) => comparable(currentValue(current, source, queryset)));
    if (!isNew(scope) && values.every((value, index) => value === before[index])) return;
    if (
      condition &&
      !condition.holds(Object.fromEntries(condition.fields.map((name) => [name, wantedOf(sourceOf(name))])))
    )
      return;
    const filter = Object.fromEntries(sources.map((source, index) => [columnName(queryset, source), values[index]]));
    if (!(await isTaken(withoutCurrent(queryset.filter(filter), scope)))) return;
    throw new ValidationError(fillIn(message, { field_names: fields.join(', ') }), code);
  };
};

/** Options of `uniqueForDateValidator` and its kin. */
export interface UniqueForDateValidatorOptions {
  readonly queryset: CheckedQuerySet;
  /** Name of the field whose value has to be unique. */
  readonly field: string;
  /** Name of the field with the date. */
  readonly dateField: string;
  readonly message?: string;
}

const uniqueFor =
  (period: string, conditionOf: (column: string, date: string) => object) =>
  ({ queryset, field, dateField, message }: UniqueForDateValidatorOptions): Validator => {
    return async (attrs, serializer, scope) => {
      const given = attrs as Readonly<Record<string, unknown>>;
      const source = sourceOfField(serializer, field);
      const dateSource = sourceOfField(serializer, dateField);
      requireAll(given, [field, dateField], (name) => sourceOfField(serializer, name));
      const date = given[dateSource];
      const day = date instanceof Date ? date.toISOString().slice(0, 10) : String(date);
      const same = queryset.filter({ [source]: given[source], ...conditionOf(dateSource, day) });
      if (!(await isTaken(withoutCurrent(same, scope)))) return;
      const text = message ?? ERROR_TEXTS.UniqueForValidator.unique.replace('date.', `${period}.`);
      throw new ValidationError({ [field]: [new ErrorDetail(fillIn(text, { date_field: dateField }), 'unique')] });
    };
  };

const part = (text: string, start: number, end: number): number => Number(text.slice(start, end));

/** Refuses a value that another object has on the same day. @see DRF `validators.UniqueForDateValidator` */
export const uniqueForDateValidator = uniqueFor('date', (column, date) => ({
  [column]: { year: part(date, 0, 4), month: part(date, 5, 7), day: part(date, 8, 10) },
}));
/** Refuses a value that another object has in the same month of any year. @see DRF `validators.UniqueForMonthValidator` */
export const uniqueForMonthValidator = uniqueFor('month', (column, date) => ({
  [column]: { month: part(date, 5, 7) },
}));
/** Refuses a value that another object has in the same year. @see DRF `validators.UniqueForYearValidator` */
export const uniqueForYearValidator = uniqueFor('year', (column, date) => ({ [column]: { year: part(date, 0, 4) } }));

const isNew = ({ instance }: Scope): boolean => instance === undefined || instance === null;

/** The objects other than the one that is updated. */
function withoutCurrent(queryset: CheckedQuerySet, { instance }: Scope): CheckedQuerySet {
  const pk = (instance as { readonly pk?: unknown } | null | undefined)?.pk;
  return pk === undefined ? queryset : queryset.exclude({ pk });
}

/** A value that the column cannot hold is not taken. */
async function isTaken(queryset: CheckedQuerySet): Promise<boolean> {
  try {
    return await queryset.exists();
  } catch (error) {
    if (error instanceof DataError) return false;
    throw error;
  }
}

const sourceOfField = (serializer: Field, name: string): string => {
  const fields = serializer instanceof Serializer ? serializer.definition.fields : {};
  return fields[name]?.source[0] ?? name;
};

function requireAll(given: object, fields: readonly string[], sourceOf: (name: string) => string): void {
  const missing = fields.filter((name) => !Object.hasOwn(given, sourceOf(name)));
  if (missing.length === 0) return;
  const detail = new ErrorDetail(ERROR_TEXTS.UniqueTogetherValidator.required, 'required');
  throw new ValidationError(Object.fromEntries(missing.map((name) => [name, detail])));
}

const columnName = (queryset: CheckedQuerySet, source: string): string => {
  const relation = queryset.meta.relations.get(source);
  return relation !== undefined && !relation.many ? (relation.column?.name ?? source) : source;
};

const currentValue = (current: Readonly<Record<string, unknown>>, source: string, queryset: CheckedQuerySet): unknown =>
  current[columnName(queryset, source)];

/** A related object stands for its key, a moment for its time. */
const comparable = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'pk' in value ? value.pk : value;
