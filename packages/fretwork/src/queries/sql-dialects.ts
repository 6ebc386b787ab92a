/** What differs between the SQL of the two dialects: lookups, parts of moments, and how values become parameters. */
import type { SqlValue } from '../databases/connection.ts';
import type { DialectName } from '../databases/dialect.ts';
import { foldCase } from '../databases/sqlite-functions.ts';
import { DataError } from '../errors.ts';
import type { ColumnKind } from '../models/field.ts';

/** Makes a parameter of the text of a lookup. */
export type TextEncoder = (text: string) => SqlValue;

/** A lookup as SQL. */
export interface LookupSql {
  /** @param left SQL of the left side. @param right Adds a parameter (once for each call) or gives the SQL of the right side. */
  readonly sql: (left: string, right: (index?: number) => string) => string;
  /** How text becomes a parameter; where left out, the value is encoded as the column's. */
  readonly text?: TextEncoder;
}

/** What planning does not know of a dialect. */
export interface DialectSql {
  readonly lookups: Readonly<Record<string, LookupSql>>;
  /** Part of a moment; `kind` is what the left side holds. */
  readonly transforms: Readonly<Record<string, (left: string, kind: ColumnKind) => string>>;
  /** The placeholder of a value that is compared with a kind, with a cast where the database would guess wrong. */
  readonly cast: (placeholder: string, kind: ColumnKind, left: 'column' | 'computed') => string;
  /** The placeholder of the list of an `in`. */
  readonly castList: (placeholder: string, kind: ColumnKind, left: 'column' | 'computed') => string;
  /** Whether a column holds one of the keys of the objects that related ones are looked up for. */
  readonly isOneOf: (left: string, placeholder: string, kind: ColumnKind) => string;
  /** The list of an `in`, one parameter however long. */
  readonly list: (values: readonly SqlValue[]) => SqlValue;
  /** A number of an arithmetic expression. */
  readonly number: {
    readonly sql: (parameter: string, whole: boolean) => string;
    readonly encode: (text: string, whole: boolean) => SqlValue;
  };
  /** What is divided where the result may have a fraction. */
  readonly dividend: (left: string) => string;
  /** Whether NULL is the smallest value without being told so. */
  readonly nullsAreSmallest: boolean;
  /** Text to search in; whole numbers are printed first. */
  readonly asText: (left: string) => string;
  /** LIMIT where only OFFSET is wanted. */
  readonly noLimit: string;
  readonly canLock: boolean;
}

const comparison = (operator: string): LookupSql => ({ sql: (left, right) => `${left} ${operator} ${right()}` });

const ordered = {
  exact: comparison('='),
  gt: comparison('>'),
  gte: comparison('>='),
  lt: comparison('<'),
  lte: comparison('<='),
  range: { sql: (left, right) => `${left} BETWEEN ${right(0)} AND ${right(1)}` },
} satisfies Record<string, LookupSql>;

// --------------------------------------------------------------------------------------------------------- SQLite

const same: TextEncoder = (text) => text;
const folded = (left: string): string => `fretwork_lower(${left})`;
const escaped = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** Folds ASCII alone: enough for text that is ASCII, but for K (U+212A) and İ (U+0130), and ten times faster. */
const asciiLike = (before: string, after: string): LookupSql => ({
  sql: (left, right) => `${left} LIKE ${right()} ESCAPE '\\'`,
  text: (text) => `${before}${escaped(text)}${after}`,
});

/** LIKE and GLOB fold ASCII alone or not at all and refuse long patterns; these compare as PostgreSQL does. */
const contains = (left: string, right: () => string): string => `instr(${left}, ${right()}) > 0`;
const startswith = (left: string, right: () => string): string => `substr(${left}, 1, length(${right()})) = ${right()}`;
const endswith = (left: string, right: () => string): string =>
  `substr(${left}, length(${left}) - length(${right()}) + 1) = ${right()}`;

const part =
  (from: number, length: number) =>
  (left: string): string =>
    `CAST(substr(${left}, ${from}, ${length}) AS INTEGER)`;
const clock =
  (from: number) =>
  (left: string, kind: ColumnKind): string =>
    part(kind === 'time' ? from - 11 : from, 2)(left);

const sqlite: DialectSql = {
  lookups: {
    ...ordered,
    isTrue: { sql: (left) => `${left} = 1` },
    isFalse: { sql: (left) => `${left} = 0` },
    in: { sql: (left, right) => `${left} IN (${right()})` },
    iexact: { sql: (left, right) => `${folded(left)} = ${right()}`, text: foldCase },
    contains: { sql: contains, text: same },
    icontains: { sql: (left, right) => contains(folded(left), right), text: foldCase },
    startswith: { sql: startswith, text: same },
    istartswith: { sql: (left, right) => startswith(folded(left), right), text: foldCase },
    endswith: { sql: endswith, text: same },
    iendswith: { sql: (left, right) => endswith(folded(left), right), text: foldCase },
    asciiIexact: asciiLike('', ''),
    asciiIcontains: asciiLike('%', '%'),
    asciiIstartswith: asciiLike('', '%'),
    asciiIendswith: asciiLike('%', ''),
    regex: { sql: (left, right) => `${left} REGEXP ${right()}`, text: pattern },
    iregex: { sql: (left, right) => `iregexp(${right()}, ${left})`, text: pattern },
    // Without a dictionary: every word has to occur somewhere, whatever the case.
    search: {
      sql: (left, right) =>
        `(${left} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM json_each(${right()}) WHERE instr(${folded(left)}, value) = 0))`,
      text: (text) => JSON.stringify(wordsOf(foldCase(text))),
    },
  },
  // Moments are text: YYYY-MM-DD HH:MM:SS[.ffffff], days and times of day its halves.
  transforms: {
    date: (left) => `substr(${left}, 1, 10)`,
    time: (left) => `substr(${left}, 12)`,
    year: part(1, 4),
    quarter: (left) => `(${part(6, 2)(left)} + 2) / 3`,
    month: part(6, 2),
    week: (left) => `CAST(strftime('%V', ${left}) AS INTEGER)`,
    day: part(9, 2),
    weekDay: (left) => `CAST(strftime('%w', ${left}) AS INTEGER) + 1`,
    hour: clock(12),
    minute: clock(15),
    second: clock(18),
  },
  // A column makes a number of a text that it is compared with; what is computed does not.
  cast: (placeholder, kind, left) =>
    kind === 'decimal' && left === 'computed' ? `CAST(${placeholder} AS NUMERIC)` : placeholder,
  castList: (placeholder, kind, left) => {
    const value = kind === 'decimal' && left === 'computed' ? 'CAST(value AS NUMERIC)' : 'value';
    return `SELECT ${value} FROM json_each(${placeholder})`;
  },
  isOneOf: (left, placeholder) => `${left} IN (SELECT value FROM json_each(${placeholder}))`,
  list: (values) => `[${values.map(jsonValue).join(',')}]`,
  // A number of JavaScript would reach SQLite as a double.
  number: { sql: (parameter) => parameter, encode: (text, whole) => (whole ? BigInt(text) : Number(text)) },
  // The decimal 12.00 is kept as the integer 12, and would be divided as one.
  dividend: (left) => `CAST(${left} AS REAL)`,
  nullsAreSmallest: true,
  asText: (left) => left,
  noLimit: ' LIMIT -1',
  canLock: false,
};

// A bigint is a number in JSON too; SQLite reads it as a whole number of 64 bits.
const jsonValue = (value: SqlValue): string => (typeof value === 'bigint' ? String(value) : JSON.stringify(value));

const wordsOf = (text: string): readonly string[] => text.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [''];

/** Refuses what is no regular expression before a database does, as its error would end a transaction. */
function pattern(text: string): string {
  try {
    new RegExp(text, 'u');
  } catch (cause) {
    throw new DataError('A regular expression is malformed.', { cause });
  }
  return text;
}

// ----------------------------------------------------------------------------------------------------- PostgreSQL

const like = (operator: 'LIKE' | 'ILIKE', before: string, after: string): LookupSql => ({
  sql: (left, right) => `${left} ${operator} ${right()}`,
  text: (text) => `${before}${escaped(text)}${after}`,
});

const integers: ReadonlySet<ColumnKind> = new Set(['smallInteger', 'integer', 'positiveInteger']);
const keyTypes: ReadonlyMap<ColumnKind, string> = new Map([
  ...(['auto', 'bigInteger', ...integers] as const).map((kind) => [kind, 'bigint'] as const),
  ['uuid', 'uuid'],
]);
const utc = (left: string, kind: ColumnKind): string => (kind === 'dateTime' ? `(${left} AT TIME ZONE 'UTC')` : left);
const extract =
  (field: string) =>
  (left: string, kind: ColumnKind): string =>
    `EXTRACT(${field} FROM ${utc(left, kind)})::bigint`;

const postgres: DialectSql = {
  lookups: {
    ...ordered,
    // Not `= $1`, which PostgreSQL would try after costlier conditions, and which no index on a part of the rows serves.
    isTrue: { sql: (left) => left },
    isFalse: { sql: (left) => `NOT ${left}` },
    in: { sql: (left, right) => `${left} = ANY(${right()})` },
    iexact: like('ILIKE', '', ''),
    contains: like('LIKE', '%', '%'),
    icontains: like('ILIKE', '%', '%'),
    startswith: like('LIKE', '', '%'),
    istartswith: like('ILIKE', '', '%'),
    endswith: like('LIKE', '%', ''),
    iendswith: like('ILIKE', '%', ''),
    asciiIexact: like('ILIKE', '', ''),
    asciiIcontains: like('ILIKE', '%', '%'),
    asciiIstartswith: like('ILIKE', '', '%'),
    asciiIendswith: like('ILIKE', '%', ''),
    regex: { sql: (left, right) => `${left} ~ ${right()}`, text: pattern },
    iregex: { sql: (left, right) => `${left} ~* ${right()}`, text: pattern },
    search: { sql: (left, right) => `to_tsvector(COALESCE(${left}, '')) @@ plainto_tsquery(${right()})`, text: same },
  },
  transforms: {
    date: (left, kind) => `${utc(left, kind)}::date`,
    time: (left, kind) => `${utc(left, kind)}::time`,
    year: extract('YEAR'),
    quarter: extract('QUARTER'),
    month: extract('MONTH'),
    week: extract('WEEK'),
    day: extract('DAY'),
    weekDay: (left, kind) => `(${extract('DOW')(left, kind)} + 1)`,
    hour: extract('HOUR'),
    minute: extract('MINUTE'),
    second: (left, kind) => `FLOOR(EXTRACT(SECOND FROM ${utc(left, kind)}))::bigint`,
  },
  // A number beyond the column's range is compared, not refused.
  cast: (placeholder, kind) => (integers.has(kind) ? `${placeholder}::bigint` : placeholder),
  castList: (placeholder, kind) => (integers.has(kind) ? `${placeholder}::bigint[]` : placeholder),
  // An unnested list is taken for a short one, and its rows are found by the index; `= ANY` may lead to a scan.
  isOneOf: (left, placeholder, kind) => {
    const type = keyTypes.get(kind);
    return type ? `${left} IN (SELECT unnest(${placeholder}::${type}[]))` : `${left} = ANY(${placeholder})`;
  },
  list: (values) => values,
  number: { sql: (parameter, whole) => `${parameter}::${whole ? 'bigint' : 'numeric'}`, encode: (text) => text },
  dividend: (left) => left,
  nullsAreSmallest: false,
  asText: (left) => `${left}::text`,
  noLimit: '',
  canLock: true,
};

/** The differences by dialect. */
export const dialectSql: Readonly<Record<DialectName, DialectSql>> = { sqlite, postgres };
