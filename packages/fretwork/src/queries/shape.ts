/** The shape of a query: everything about it but its values, and a key that two queries share when they differ only in values. */
import { FieldError } from '../errors.ts';
import type { ModelMeta } from '../models/meta.ts';
import { isName } from '../models/names.ts';
import { type Condition, negated, readConditions, type ShapeNotes } from './conditions.ts';
import { emptyState, MAX_EXACT_SIZE, type QueryState } from './state.ts';

/** A query without its values; slots are indexes into the values that were noted while it was read. */
export interface Shape {
  readonly meta: ModelMeta;
  /** What does not hold values: order, columns, relations to load. Its filters and bounds are not to be read here. */
  readonly state: QueryState;
  /** One for each call of `filter` or `exclude`; `undefined` for a call that asks for nothing. */
  readonly conditions: readonly (Condition | undefined)[];
  readonly limit: number | undefined;
  readonly offset: number | undefined;
  /** No row can meet the conditions, so that no query is needed. */
  readonly empty: boolean;
}

/**
 * Reads a query's description; costs no look at the database, and is all that a repeated query costs before it is sent.
 *
 * @param notes Gets the values in the order of their slots, and the key.
 * @throws {FieldError} a condition names what the model does not have, or compares with what cannot be compared
 */
export function readShape(meta: ModelMeta, state: QueryState, notes: ShapeNotes): Shape {
  notes.key += meta.name;
  const scope = {
    meta,
    annotations: state.annotations,
    alias: state.alias,
    readQuery: (of: ModelMeta, inner: QueryState) => readShape(of, inner, notes),
  };
  const conditions = state.filters.map((call) => {
    notes.key += call.negated ? '!' : '&';
    const condition = readConditions(call.conditions, scope, notes);
    return condition && call.negated ? negated(condition) : condition;
  });
  const { limit, offset } = state;
  notes.key += describe(meta, state);
  const empty = state.empty || limit === 0 || conditions.some((condition) => condition?.type === 'nothing');
  return {
    meta,
    state,
    conditions,
    limit: limit === undefined ? undefined : notes.values.push(limit) - 1,
    offset: offset === 0 ? undefined : notes.values.push(offset) - 1,
    empty,
  };
}

/** Whether a query says nothing but conditions and bounds, as those that update, delete and count do. */
const isBare = ({ ordering, selectRelated, columns, result, reads, lock, annotations }: QueryState): boolean =>
  annotations === emptyState.annotations &&
  selectRelated === emptyState.selectRelated &&
  ordering === undefined &&
  columns === undefined &&
  reads === undefined &&
  lock === undefined &&
  result === 'instances';

/** The rest of the key: what holds no values. */
function describe(meta: ModelMeta, state: QueryState): string {
  const { ordering, reversed, distinct, selectRelated, columns, result, reads, lock, grouped } = state;
  // Small pages have their size in the SQL itself; `planPage` says so.
  const limit = state.counted && (state.limit ?? 0) <= MAX_EXACT_SIZE ? `L${state.limit}` : 'L';
  const bounds = `${state.limit === undefined ? '' : limit}${state.offset === 0 ? '' : 'O'}${state.counted ? 'C' : ''}`;
  const flags = `${reversed ? 'r' : ''}${distinct ? 'd' : ''}${grouped ? 'g' : ''}${bounds}`;
  if (isBare(state)) return `~${flags}`;
  const annotations = Object.entries(state.annotations).map(([name, { aggregate, after }]) => {
    checkAnnotation(meta, name);
    return [name, aggregate.function, aggregate.path, aggregate.distinct, after];
  });
  // Which keys are read besides the columns that were asked for.
  const prefetched = columns && state.prefetchRelated.map(({ path }) => path);
  return `~${flags}${JSON.stringify([ordering, selectRelated, columns, prefetched, result, reads?.key, lock, annotations])}`;
}

function checkAnnotation(meta: ModelMeta, name: string): void {
  if (!isName(name) || name.includes('__'))
    throw new FieldError(`${meta.name}: an annotation needs a name of letters, digits and underscores.`);
  if (!meta.columnsByName.has(name) && !meta.relations.has(name) && !(name in meta.instanceClass.prototype)) return;
  throw new FieldError(`${meta.name}: the annotation "${name}" has the name of something that every ${meta.name} has.`);
}
