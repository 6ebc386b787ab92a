/** Filters of one or several values out of a list, and of related objects. */
import type { Request } from '../http/request.ts';
import type { Choices } from '../models/field.ts';
import type { ModelMeta } from '../models/meta.ts';
import { conditionFromPath } from '../queries/resolve-path.ts';
import { Q } from '../queries/where.ts';
import type { FilterableQuerySet } from './base-filter-backend.ts';
import { Filter, type FilterOptions, type FilterReading, type FilterSource, lastText } from './filter.ts';
import { choiceValues, noSuchChoice, readColumnValue } from './filter-value.ts';

/** Options of `ChoiceFilter` and `MultipleChoiceFilter`. */
export interface ChoiceFilterOptions<Value> extends FilterOptions<Value> {
  /** The values that are allowed, as models take them. */
  readonly choices: Choices<unknown>;
  /** A text that stands for NULL. */
  readonly nullValue?: string;
}

const MOST_VALUES = 1000;

function chosen({ choices, nullValue }: ChoiceFilterOptions<never>, text: string): FilterReading {
  if (text === nullValue) return { value: null };
  const found = choiceValues(choices).find((value) => String(value) === text);
  return found === undefined ? { error: noSuchChoice(text) } : { value: found };
}

/** One value out of a list. @see django-filter `ChoiceFilter` */
export class ChoiceFilter extends Filter<unknown, ChoiceFilterOptions<unknown>> {
  constructor(options: ChoiceFilterOptions<unknown>) {
    super(options);
  }

  read({ name, params }: FilterSource): FilterReading {
    const text = lastText(params, name);
    return text === '' ? 'ignored' : chosen(this.options, text);
  }
}

/** Options of `MultipleChoiceFilter`. */
export interface MultipleChoiceFilterOptions extends ChoiceFilterOptions<readonly unknown[]> {
  /** Whether all values have to be met, by different related objects. @default false: one is enough */
  readonly conjoined?: boolean;
}

/** Several values out of a list: `?status=draft&status=archived`. @see django-filter `MultipleChoiceFilter` */
export class MultipleChoiceFilter extends Filter<readonly unknown[], MultipleChoiceFilterOptions> {
  constructor(options: MultipleChoiceFilterOptions) {
    super({ distinct: true, ...options });
  }

  read({ name, params }: FilterSource): FilterReading {
    // Values are whole here: an empty one is none of the choices.
    return readEach(params.getAll(name), (text) => chosen(this.options, text));
  }

  override apply(
    queryset: FilterableQuerySet,
    name: string,
    values: readonly unknown[],
    request: Request,
  ): FilterableQuerySet {
    if (this.options.method) return super.apply(queryset, name, values, request);
    return narrowedToAny(values, this.options.conjoined === true, {
      queryset,
      conditionOf: (value) => conditionFromPath(this.path(name), this.lookup, value),
      narrow: (from, condition) => this.narrow(from, condition),
    });
  }
}

/** Reads each value of a parameter that may come several times; the first mistake counts. */
function readEach(texts: readonly string[], readOne: (text: string) => FilterReading): FilterReading {
  if (texts.length === 0) return 'ignored';
  if (texts.length > MOST_VALUES) return { error: `Enter at most ${MOST_VALUES} values.` };
  const values = new Set<unknown>();
  for (const text of texts) {
    const reading = readOne(text);
    if (reading === 'ignored') continue;
    if ('error' in reading) return reading;
    values.add(reading.value);
  }
  return { value: [...values] };
}

interface Narrowing {
  readonly queryset: FilterableQuerySet;
  readonly conditionOf: (value: unknown) => object;
  readonly narrow: (queryset: FilterableQuerySet, condition: object) => FilterableQuerySet;
}

// One call of `filter` for each value, so that each may be met by another related object.
function narrowedToAny(values: readonly unknown[], conjoined: boolean, { queryset, conditionOf, narrow }: Narrowing) {
  const conditions = values.map(conditionOf);
  return conjoined ? conditions.reduce(narrow, queryset) : narrow(queryset, Q.or<object>(...conditions));
}

/** The objects that a `ModelChoiceFilter` chooses from: a QuerySet. */
export interface ChosenQuerySet extends FilterableQuerySet {
  filter(...conditions: readonly object[]): ChosenQuerySet;
}

/** Options of `ModelChoiceFilter`. */
export interface ModelChoiceFilterOptions<Value = unknown> extends FilterOptions<Value> {
  /** The objects that may be named. */
  readonly queryset: ChosenQuerySet;
  /** A text that stands for no object. */
  readonly nullValue?: string;
}

/** The text of a related object that is none. */
export const NO_SUCH_OBJECT = 'Select a valid choice. That choice is not one of the available choices.';

/** A related object, by its key; one query to see that it is there. @see django-filter `ModelChoiceFilter` */
export class ModelChoiceFilter extends Filter<unknown, ModelChoiceFilterOptions> {
  constructor(options: ModelChoiceFilterOptions) {
    super(options);
  }

  read({ name, params }: FilterSource): FilterReading {
    const text = lastText(params, name);
    if (text === '') return 'ignored';
    if (text === this.options.nullValue) return { value: null };
    const read = readKey(this.options.queryset.meta, text);
    return read === undefined ? { error: NO_SUCH_OBJECT } : { value: read };
  }

  override async verify(key: unknown): Promise<string | undefined> {
    if (key === null) return undefined;
    return (await missingKey(this.options.queryset, [key])) === undefined ? undefined : NO_SUCH_OBJECT;
  }

  protected override condition(name: string, key: unknown): object {
    return keyCondition(this.path(name), this.lookup, key);
  }
}

/** Options of `ModelMultipleChoiceFilter`. */
export interface ModelMultipleChoiceFilterOptions extends ModelChoiceFilterOptions<readonly unknown[]> {
  /** Whether the object has to be related to all of them. @default false: one is enough */
  readonly conjoined?: boolean;
}

/** Several related objects, by their keys: `?tags=1&tags=2`. @see django-filter `ModelMultipleChoiceFilter` */
export class ModelMultipleChoiceFilter extends Filter<readonly unknown[], ModelMultipleChoiceFilterOptions> {
  constructor(options: ModelMultipleChoiceFilterOptions) {
    super({ distinct: true, ...options });
  }

  read({ name, params }: FilterSource): FilterReading {
    return readEach(params.getAll(name), (text) => {
      const read = readKey(this.options.queryset.meta, text.trim());
      return read === undefined ? { error: `“${text}” is not a valid value.` } : { value: read };
    });
  }

  override async verify(keys: readonly unknown[]): Promise<string | undefined> {
    const missing = await missingKey(this.options.queryset, keys);
    return missing === undefined ? undefined : noSuchChoice(String(missing));
  }

  override apply(
    queryset: FilterableQuerySet,
    name: string,
    keys: readonly unknown[],
    request: Request,
  ): FilterableQuerySet {
    if (this.options.method) return super.apply(queryset, name, keys, request);
    return narrowedToAny(keys, this.options.conjoined === true, {
      queryset,
      conditionOf: (key) => keyCondition(this.path(name), this.lookup, key),
      narrow: (from, condition) => this.narrow(from, condition),
    });
  }
}

const keyCondition = (path: string, lookup: string, key: unknown): object =>
  key === null ? conditionFromPath(path, 'isnull', true) : conditionFromPath(`${path}.pk`, lookup, key);

function readKey({ primaryKey }: ModelMeta, text: string): unknown {
  const read = text === '' ? 'ignored' : readColumnValue(primaryKey, 'exact', text);
  return read === 'ignored' || 'error' in read ? undefined : read.value;
}

/** The first key that no object of the QuerySet has; one query. */
export async function missingKey(queryset: ChosenQuerySet, keys: readonly unknown[]): Promise<unknown> {
  const found = queryset.filter({ pk: { in: keys } }) as unknown as {
    valuesList(name: string, options: object): PromiseLike<readonly unknown[]>;
  };
  const known = new Set((await found.valuesList(queryset.meta.primaryKey.name, { flat: true })).map(String));
  return keys.find((key) => !known.has(String(key)));
}
