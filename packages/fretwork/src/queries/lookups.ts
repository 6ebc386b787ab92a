/** The lookups and transforms of conditions: which columns have them, and what they compare with. */
import type { ColumnKind } from '../models/field.ts';

/** What stands on the right side of a lookup. */
export type OperandForm = 'value' | 'text' | 'list' | 'pair' | 'boolean';

/** One lookup: `icontains`. */
export interface Lookup {
  readonly operand: OperandForm;
  /** The kinds of columns that have it. */
  readonly kinds: ReadonlySet<ColumnKind>;
  /** The same for text that is ASCII, whose letters have no case but the two: a database folds them by itself. */
  readonly plain?: string;
  /** The same for true and for false, as conditions of their own: indexes with a condition serve them. */
  readonly booleans?: readonly [yes: string, no: string];
}

const textKinds = ['char', 'text', 'email', 'url', 'slug', 'file', 'image'] as const;
const integerKinds = ['auto', 'smallInteger', 'integer', 'bigInteger', 'positiveInteger'] as const;
const orderedKinds = [
  ...textKinds,
  ...integerKinds,
  'float',
  'decimal',
  'uuid',
  'ipAddress',
  'date',
  'time',
  'dateTime',
  'duration',
  'boolean',
] as const;

const kinds = (...list: readonly ColumnKind[]): ReadonlySet<ColumnKind> => new Set(list);
const any = kinds(...orderedKinds, 'json', 'binary');
const ordered = kinds(...orderedKinds);
// Whole numbers too, as a search box may look into them; other kinds print differently in the two databases.
const text = kinds(...textKinds, ...integerKinds);

/**
 * The lookups by name.
 *
 * @see Django "Field lookups"
 */
export const lookups: ReadonlyMap<string, Lookup> = new Map<string, Lookup>([
  ['exact', { operand: 'value', kinds: any, booleans: ['isTrue', 'isFalse'] }],
  ['isnull', { operand: 'boolean', kinds: any }],
  ['in', { operand: 'list', kinds: ordered }],
  ['gt', { operand: 'value', kinds: ordered }],
  ['gte', { operand: 'value', kinds: ordered }],
  ['lt', { operand: 'value', kinds: ordered }],
  ['lte', { operand: 'value', kinds: ordered }],
  ['range', { operand: 'pair', kinds: ordered }],
  ['iexact', { operand: 'text', kinds: text, plain: 'asciiIexact' }],
  ['contains', { operand: 'text', kinds: text }],
  ['icontains', { operand: 'text', kinds: text, plain: 'asciiIcontains' }],
  ['startswith', { operand: 'text', kinds: text }],
  ['istartswith', { operand: 'text', kinds: text, plain: 'asciiIstartswith' }],
  ['endswith', { operand: 'text', kinds: text }],
  ['iendswith', { operand: 'text', kinds: text, plain: 'asciiIendswith' }],
  ['regex', { operand: 'text', kinds: text }],
  ['iregex', { operand: 'text', kinds: text }],
  ['search', { operand: 'text', kinds: kinds(...textKinds) }],
]);

/** One transform: `year`. */
export interface Transform {
  /** The kinds of columns that have it. */
  readonly kinds: ReadonlySet<ColumnKind>;
  /** What it makes of them, so that lookups know what to compare with. */
  readonly result: ColumnKind;
}

const day: Transform = { kinds: kinds('date', 'dateTime'), result: 'integer' };
const clock: Transform = { kinds: kinds('time', 'dateTime'), result: 'integer' };

/**
 * The transforms by name: parts of moments, in UTC.
 *
 * @see Django "Field lookups", `year` and following
 */
export const transforms: ReadonlyMap<string, Transform> = new Map<string, Transform>([
  ['date', { kinds: kinds('dateTime'), result: 'date' }],
  ['time', { kinds: kinds('dateTime'), result: 'time' }],
  ['year', day],
  ['quarter', day],
  ['month', day],
  ['week', day], // of ISO 8601
  ['day', day],
  ['weekDay', day], // 1 is Sunday
  ['hour', clock],
  ['minute', clock],
  ['second', clock],
]);

const families = new Map<ColumnKind, string>([
  ...textKinds.map((kind) => [kind, 'text'] as const),
  ...[...integerKinds, 'float' as const, 'decimal' as const].map((kind) => [kind, 'number'] as const),
]);

/** What a kind can be compared with: columns of the same family. Only numbers are calculated with. */
export const familyOf = (kind: ColumnKind): string => families.get(kind) ?? kind;

/** The lookups and transforms that a kind of column has, for messages and for filter backends. */
export const lookupsOf = (kind: ColumnKind): readonly string[] =>
  [...lookups, ...transforms].filter(([, { kinds: of }]) => of.has(kind)).map(([name]) => name);
