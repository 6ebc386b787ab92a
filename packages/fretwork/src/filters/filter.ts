/** Filter: one query parameter and what it does to a QuerySet; and the filters of single values. */
import type { Request } from '../http/request.ts';
import type { ColumnMeta, ModelMeta } from '../models/meta.ts';
import { conditionFromPath, resolvePath } from '../queries/resolve-path.ts';
import { Q } from '../queries/where.ts';
import type { FilterableQuerySet } from './base-filter-backend.ts';
import {
  type FilterValue,
  type ParameterKind,
  readBoolean,
  readForColumn,
  readNumber,
  readParameter,
  readText,
} from './filter-value.ts';
import { once } from './once.ts';

/** Options that every filter has. @see django-filter "Core Arguments" */
export interface FilterOptions<Value = unknown> {
  /** Path of the column or relation: `price`, `author.name`. @default the filter's name */
  readonly fieldName?: string;
  /** Lookup, with transforms before it: `gte`, `year.gte`. @default 'exact' */
  readonly lookupExpr?: string;
  /** Whether what is found is left out. @default false */
  readonly exclude?: boolean;
  /** Whether an object that is found through several others appears once. @default false */
  readonly distinct?: boolean;
  /** Whether the parameter has to be sent. @default false */
  readonly required?: boolean;
  /** Text for people. */
  readonly label?: string;
  /** Narrows the QuerySet instead of a lookup; called with values alone that were sent and are valid. */
  method?(queryset: FilterableQuerySet, name: string, value: Value, request: Request): FilterableQuerySet;
}

/** What a filter reads from. */
export interface FilterSource {
  /** The filter's name. */
  readonly name: string;
  /** Untrusted. */
  readonly params: URLSearchParams;
  readonly meta: ModelMeta;
}

/** What a parameter said: a value, a mistake, or nothing. */
export type FilterReading = FilterValue;

/**
 * One parameter of a `FilterSet`. One object serves all requests, so it keeps nothing of them.
 *
 * @see django-filter `filters.Filter`
 */
export abstract class Filter<Value = unknown, Options extends FilterOptions<Value> = FilterOptions<Value>> {
  readonly options: Options;

  constructor(options: Options = {} as Options) {
    this.options = options;
  }

  /** The path that the filter is about. */
  path(name: string): string {
    return (this.options.fieldName ?? name).replaceAll('__', '.');
  }

  /** Its lookup, transforms included. */
  get lookup(): string {
    return (this.options.lookupExpr ?? 'exact').replaceAll('__', '.');
  }

  /** What the request says. */
  abstract read(source: FilterSource): FilterReading;

  /** Checks what it takes the database to check. @returns The mistake, if there is one. */
  verify(_value: Value): Promise<string | undefined> | undefined {
    return undefined;
  }

  /** The QuerySet narrowed to a value that `read` gave. */
  apply(queryset: FilterableQuerySet, name: string, value: Value, request: Request): FilterableQuerySet {
    const { method, fieldName = name } = this.options;
    return method ? method(queryset, fieldName, value, request) : this.narrow(queryset, this.condition(name, value));
  }

  /** What objects have to be to be found. */
  protected condition(name: string, value: Value): object {
    return conditionFromPath(this.path(name), this.lookup, value);
  }

  /** The QuerySet with a condition, as the options say. */
  protected narrow(queryset: FilterableQuerySet, condition: object): FilterableQuerySet {
    const { exclude = false, distinct = false } = this.options;
    const found = queryset.filter(exclude ? Q.not<object>(condition) : condition);
    return distinct ? once(queryset, found) : found;
  }

  /** The column that values are compared with; `undefined` where there is none, as with a `method`. */
  protected column({ name, meta }: FilterSource): ColumnMeta | undefined {
    if (this.options.method) return undefined;
    const { column, model } = resolvePath(meta, this.path(name));
    return column ?? model.primaryKey;
  }
}

/** The last value of a parameter, trimmed; empty where there is none. */
export const lastText = (params: URLSearchParams, name: string): string => params.getAll(name).at(-1)?.trim() ?? '';

/** A filter of one value of a kind. */
export abstract class ValueFilter<Value> extends Filter<Value> {
  /** How the parameter is read. */
  protected abstract readonly kind: ParameterKind;

  read(source: FilterSource): FilterReading {
    const text = lastText(source.params, source.name);
    return text === '' ? 'ignored' : this.readOne(text, source);
  }

  /** One value; the text is not empty. */
  readOne(text: string, source: FilterSource): FilterReading {
    const column = this.column(source);
    if (column === undefined) return readParameter(this.kind, text);
    const [first = ''] = this.lookup.split('.');
    if (first === 'date') return readParameter('date', text);
    return PARTS.has(first) ? readNumber(text) : readForColumn(column, first, text, this.kind);
  }
}

/** Lookups about a part of a date, which is a number whatever the column. */
export const PARTS: ReadonlySet<string> = new Set([
  'year',
  'quarter',
  'month',
  'week',
  'day',
  'weekDay',
  'hour',
  'minute',
  'second',
]);

/** Text. @see django-filter `CharFilter` */
export class CharFilter extends Filter<string> {
  read({ name, params }: FilterSource): FilterReading {
    const text = lastText(params, name);
    return text === '' ? 'ignored' : readText(text);
  }
}

/** A yes or no, also for `isnull`; anything but `true`, `false`, `1` and `0` is passed over. @see django-filter `BooleanFilter` */
export class BooleanFilter extends Filter<boolean> {
  read({ name, params }: FilterSource): FilterReading {
    return readBoolean(lastText(params, name));
  }
}

/** A number, with a fraction or without. @see django-filter `NumberFilter` */
export class NumberFilter extends ValueFilter<number> {
  protected override readonly kind = 'number';
}

/** A calendar day. @see django-filter `DateFilter` */
export class DateFilter extends ValueFilter<string> {
  protected override readonly kind = 'date';
}

/** A moment, in ISO 8601; without an offset in UTC. @see django-filter `IsoDateTimeFilter` */
export class DateTimeFilter extends ValueFilter<Date> {
  protected override readonly kind = 'dateTime';
}

/** A time of day. @see django-filter `TimeFilter` */
export class TimeFilter extends ValueFilter<string> {
  protected override readonly kind = 'time';
}

/** A length of time. @see django-filter `DurationFilter` */
export class DurationFilter extends ValueFilter<unknown> {
  protected override readonly kind = 'duration';
}

/** A UUID. @see django-filter `UUIDFilter` */
export class UUIDFilter extends ValueFilter<string> {
  protected override readonly kind = 'uuid';
}
