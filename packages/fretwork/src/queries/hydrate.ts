/** Makes rows into objects, or into the values that were asked for; prepared once for each compiled query. */
import type { DriverValue, Row } from '../databases/connection.ts';
import type { Dialect } from '../databases/dialect.ts';
import type { Relation } from '../models/meta.ts';
import { type Decoder, decoderFor } from './codec.ts';
import type { OutputColumn, Plan } from './plan.ts';
import type { ObjectPlan } from './plan-objects.ts';
import type { QueryState } from './state.ts';

/** Makes of one row what the QuerySet yields. @param alias Of the database, where `using` named one. */
export type RowReader = (row: Row, alias?: string) => unknown;

type ObjectReader = (row: Row, alias: string | undefined) => object | null;

/**
 * Prepares the reading of a query's rows.
 *
 * @returns Of rows: instances with their joined relations set, plain objects, lists, or bare values.
 */
export function rowReader(state: QueryState, plan: Plan, dialect: Dialect): RowReader {
  const decoders = plan.outputs.map((output) => outputDecoder(output, dialect));
  const names = plan.outputs.map(({ name }) => name);
  if (plan.object) {
    const read = objectReader(plan.object, decoders);
    return plan.annotations.length === 0 ? (row, alias) => read(row, alias) : annotatedReader(read, plan, decoders);
  }
  if (state.result === 'flat') return (row) => decoders[0]?.(row[0] as DriverValue);
  if (state.result === 'list') return (row) => decoders.map((decode, index) => decode(row[index] as DriverValue));
  return (row) => {
    const values: Record<string, unknown> = {};
    for (let index = 0; index < names.length; index += 1) {
      values[names[index] as string] = (decoders[index] as Decoder)(row[index] as DriverValue);
    }
    return values;
  };
}

type Values = Record<string, unknown>;

/** A reader of one object; `null` where an outer join found none. */
function objectReader({ meta, columns, key, related }: ObjectPlan, decoders: readonly Decoder[]): ObjectReader {
  const { instanceClass } = meta;
  const cells = columns.map(({ column, position }) => ({
    name: column.name,
    position,
    decode: decoders[position] as Decoder,
  }));
  const relations = related.map(({ relation, object }) => ({
    relation,
    back: joinedBackName(relation),
    read: objectReader(object, decoders),
  }));
  return (row, alias) => {
    if (row[key] === null) return null;
    const object = new instanceClass();
    for (const { name, position, decode } of cells) (object as Values)[name] = decode(row[position] as DriverValue);
    instanceClass.setStored(object);
    if (alias !== undefined) instanceClass.setAlias(object, alias);
    for (const { relation, back, read } of relations) {
      const other = read(row, alias);
      instanceClass.setRelation(object, relation.name, other);
      if (other !== null && back !== undefined) relation.target.instanceClass.setRelation(other, back, object);
    }
    return object;
  };
}

/** The way back that a join sets: a one-to-one leads back to the same object, so both ends are known. */
export const joinedBackName = (relation: Relation): string | undefined =>
  relation.kind === 'oneToOne' ? relation.reverse?.name : undefined;

function annotatedReader(read: ObjectReader, { annotations }: Plan, decoders: readonly Decoder[]): RowReader {
  const cells = annotations.map(({ name, position }) => ({ name, position, decode: decoders[position] as Decoder }));
  return (row, alias) => {
    const object = read(row, alias) as Values;
    for (const { name, position, decode } of cells) object[name] = decode(row[position] as DriverValue);
    return object;
  };
}

/** How a column of a result is read. */
export function outputDecoder({ holder, reads }: OutputColumn, dialect: Dialect): Decoder {
  if (reads === 'count' || reads === 'mean') return (raw) => (raw === null ? null : Number(raw));
  if (reads === 'number') return exactNumber;
  const decode = decoderFor(holder, dialect);
  // The mean of durations, which SQLite keeps as whole microseconds.
  return holder.kind === 'duration' ? (raw) => decode(typeof raw === 'number' ? Math.round(raw) : raw) : decode;
}

/** A whole number where a double holds it, a bigint beyond. */
function exactNumber(raw: DriverValue): number | bigint | null {
  if (raw === null || typeof raw === 'number') return raw;
  const number = Number(raw);
  return Number.isSafeInteger(number) ? number : BigInt(raw as string | bigint);
}
