/** Filters of several values at once: a list with commas, and a range with two parameters. */
import { conditionFromPath } from '../queries/resolve-path.ts';
import { Q } from '../queries/where.ts';
import {
  Filter,
  type FilterOptions,
  type FilterReading,
  type FilterSource,
  lastText,
  type ValueFilter,
} from './filter.ts';

const MOST_VALUES = 1000;

/** What reads one value of a list: a filter of single values, such as `new NumberFilter()`. */
export type ItemReader = Pick<ValueFilter<never>, 'readOne'>;

/** Options of `InFilter`. */
export interface InFilterOptions extends FilterOptions<readonly unknown[]> {
  /** Reads each value. */
  readonly item: ItemReader;
}

/** Any of several values with commas between them: `?language__in=en,fr`. @see django-filter `BaseInFilter` */
export class InFilter extends Filter<readonly unknown[], InFilterOptions> {
  constructor(options: InFilterOptions) {
    super({ lookupExpr: 'in', ...options });
  }

  read(source: FilterSource): FilterReading {
    const texts = lastText(source.params, source.name).split(',');
    if (texts.length > MOST_VALUES) return { error: `Enter at most ${MOST_VALUES} values.` };
    const values: unknown[] = [];
    for (const text of texts.map((part) => part.trim()).filter((part) => part !== '')) {
      const reading = this.options.item.readOne(text, this.#itemSource(source));
      if (reading === 'ignored') continue;
      if ('error' in reading) return reading;
      values.push(reading.value);
    }
    return this.check(values);
  }

  /** What the values mean together. */
  protected check(values: readonly unknown[]): FilterReading {
    return values.length === 0 ? 'ignored' : { value: values };
  }

  // Items are about the column that the list is about.
  #itemSource(source: FilterSource): FilterSource {
    return { ...source, name: this.path(source.name) };
  }
}

/** Two values with a comma between them: `?price__range=10,20`, both included. @see django-filter `BaseRangeFilter` */
export class CommaRangeFilter extends InFilter {
  constructor(options: InFilterOptions) {
    super({ lookupExpr: 'range', ...options });
  }

  protected override check(values: readonly unknown[]): FilterReading {
    if (values.length === 0) return 'ignored';
    return values.length === 2 ? { value: values } : { error: 'Range query expects two values.' };
  }
}

/** The two ends of a range; either may be missing. */
export interface Range<Value> {
  readonly start: Value | undefined;
  readonly stop: Value | undefined;
}

/** Options of `RangeFilter`. */
export interface RangeFilterOptions<Value> extends FilterOptions<Range<Value>> {
  /** Reads both ends: `new DateFilter()`. */
  readonly item: ItemReader;
  /** What follows the filter's name in the two parameters. @default ['min', 'max'] */
  readonly suffixes?: readonly [string, string];
}

/**
 * A range with two parameters, both included: `?price_min=10&price_max=20`.
 *
 * For days: `new RangeFilter({ item: new DateFilter(), suffixes: ['after', 'before'] })`.
 *
 * @see django-filter `RangeFilter`, `DateFromToRangeFilter`, `TimeRangeFilter`
 */
export class RangeFilter<Value = unknown> extends Filter<Range<Value>, RangeFilterOptions<Value>> {
  constructor(options: RangeFilterOptions<Value>) {
    super(options);
  }

  read(source: FilterSource): FilterReading {
    const [from, to] = this.options.suffixes ?? ['min', 'max'];
    const ends: unknown[] = [];
    for (const suffix of [from, to]) {
      const text = lastText(source.params, `${source.name}_${suffix}`);
      const reading =
        text === '' ? 'ignored' : this.options.item.readOne(text, { ...source, name: this.path(source.name) });
      if (reading !== 'ignored' && 'error' in reading) return reading;
      ends.push(reading === 'ignored' ? undefined : reading.value);
    }
    const [start, stop] = ends;
    return start === undefined && stop === undefined ? 'ignored' : { value: { start, stop } };
  }

  protected override condition(name: string, { start, stop }: Range<Value>): object {
    const path = this.path(name);
    const ends = [
      ['gte', start],
      ['lte', stop],
    ] as const;
    const given = ends.filter(([, value]) => value !== undefined);
    return Q.and<object>(...given.map(([lookup, value]) => conditionFromPath(path, lookup, value)));
  }
}
