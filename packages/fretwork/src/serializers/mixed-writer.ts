/** Writing rows of which some parts take objects: all else goes from the rows. */
import type { Row } from '../databases/connection.ts';
import type { Dialect } from '../databases/dialect.ts';
import type { CompiledQuery } from '../queries/compile.ts';
import type { ObjectPlan } from '../queries/plan-objects.ts';
import { type Scope, skip } from './field.ts';
import { type InstancePart, isPure, type ListPart, type Member, type ObjectPart, type RowPart } from './json-parts.ts';
import { stringify } from './json-text.ts';
import type { LoadedList, LoadedRows } from './loaded-rows.ts';
import { allReady, isPromise, type MaybePromise, whenReady } from './maybe-promise.ts';
import type { MixedPlan } from './mixed-plan.ts';
import { objectAt, type RowWriter, rowWriter } from './row-writer.ts';
import { representField } from './run-fields.ts';

/** Writes a part of a row. @param scope What fields and methods may know of the request. */
export type PartWriter = (rows: LoadedRows, index: number, scope: Scope) => MaybePromise<string>;

/** Writes a member, its name included; nothing where it is left out. */
type MemberWriter =
  | { readonly prefix: string; readonly write: RowWriter; readonly ask?: never }
  | { readonly ask: PartWriter };

/** The writers of a plan's parts; prepared once for each compiled query. */
export function partWriters(plan: MixedPlan, rows: LoadedRows, dialect: Dialect): readonly PartWriter[] {
  const known = plan.writers.get(rows.query);
  if (known !== undefined) return known;
  const writers = plan.parts.map((part) => partWriter(part, { plan, query: rows.query, dialect }));
  plan.writers.set(rows.query, writers);
  return writers;
}

interface Context {
  readonly plan: MixedPlan;
  readonly query: CompiledQuery;
  readonly dialect: Dialect;
}

function partWriter(part: RowPart, context: Context): PartWriter {
  if (isPure(part)) {
    const write = pureWriter(part, context);
    return (rows, index) => write('', rows.rows[index] as Row, rows.texts);
  }
  if (part.type === 'list') return listWriter(part, context);
  return objectWriter(part as ObjectPart, context); // columns and annotations are pure
}

const pureWriter = (part: RowPart, { plan, query, dialect }: Context): RowWriter =>
  rowWriter(part, { query, dialect, scope: plan.scope, lists: plan.listParts });

function objectWriter({ path, members: parts }: ObjectPart, context: Context): PartWriter {
  const members = parts.map((member) => memberWriter(member, context));
  const { key } = objectAt(context.query.object as ObjectPlan, path);
  return (rows, index, scope) => {
    const row = rows.rows[index] as Row;
    if (row[key] === null) return 'null';
    let text = '';
    let pieces: MaybePromise<string>[] | undefined;
    for (const member of members) {
      if (member.ask === undefined) {
        text = member.write(`${text === '' ? '' : `${text},`}${member.prefix}`, row, rows.texts);
        continue;
      }
      const made = member.ask(rows, index, scope);
      if (isPromise(made)) {
        pieces ??= [];
        pieces.push(text, made);
        text = '';
      } else if (made !== '') text = text === '' ? made : `${text},${made}`;
    }
    if (pieces === undefined) return `{${text}}`;
    return Promise.all([...pieces, text]).then((all) => `{${all.filter((piece) => piece !== '').join(',')}}`);
  };
}

function memberWriter({ name, part }: Member, context: Context): MemberWriter {
  const prefix = `${JSON.stringify(name)}:`;
  if (part.type === 'instance') return { ask: instanceWriter(name, part) };
  if (isPure(part)) return { prefix, write: pureWriter(part, context) };
  const write = partWriter(part, context);
  return { ask: (rows, index, scope) => whenReady(write(rows, index, scope), (text) => prefix + text) };
}

function instanceWriter(name: string, { path, field }: InstancePart): PartWriter {
  return (rows, index, scope) => {
    const value = representField(field, rows.objectAt(index, path), scope);
    return whenReady(value, (ready) => memberText(name, ready));
  };
}

// As the member of an object, so that what JSON leaves out of objects is left out.
const memberText = (name: string, value: unknown): string =>
  value === skip ? '' : stringify({ [name]: value }).slice(1, -1);

function listWriter(part: ListPart, { plan, query, dialect }: Context): PartWriter {
  const { key } = objectAt(query.object as ObjectPlan, part.path);
  const place = plan.lists.findIndex(({ parts }) => parts.includes(part));
  const which = plan.lists[place]?.parts.indexOf(part) ?? 0;
  return (rows, index, scope) => {
    const { items, byOwner } = rows.lists[place] as LoadedList;
    const found = byOwner.get(String(rows.rows[index]?.[key]));
    if (items === undefined || found === undefined) return '[]';
    const write = partWriters(items.plan, items, dialect)[which] as PartWriter;
    const texts = allReady(found.map((at) => write(items, at, scope)));
    return whenReady(texts, (ready) => `[${ready.join(',')}]`);
  };
}
