/** Writing the parts of rows: from the row alone where that will do, with objects for what takes them. */
import type { Row } from '../../databases/connection.ts';
import type { Dialect } from '../../databases/dialect.ts';
import type { CompiledQuery } from '../../queries/compile.ts';
import { type Scope, skip } from '../field.ts';
import { stringify } from '../json-text.ts';
import { allReady, isPromise, type MaybePromise, whenReady } from '../maybe-promise.ts';
import { representField } from '../run-fields.ts';
import type { LoadedList, LoadedRows } from './loaded-rows.ts';
import { type InstancePart, isPure, type ListPart, type Member, type ObjectPart, type RowPart } from './parts.ts';
import type { RowPlan } from './row-plan.ts';
import { objectPlanAt, type RowWriter, rowWriter } from './row-writer.ts';

/** Writes a part for which fields have to be asked. @param scope What fields and methods may know of the request. */
export type AskingWriter = (rows: LoadedRows, index: number, scope: Scope) => MaybePromise<string>;

/** Writes a part of a row: from the row alone, or with objects for some of it. */
export type PartWriter =
  | { readonly write: RowWriter; readonly ask?: never }
  | { readonly ask: AskingWriter; readonly write?: never };

/** Writes a member. `write` goes on from the prefix; `ask` gives the prefix too, or nothing where the member is left out. */
type MemberWriter = PartWriter & { readonly prefix: string };

interface Context {
  readonly plan: RowPlan;
  readonly query: CompiledQuery;
  readonly dialect: Dialect;
}

/** The writers of the parts of rows; prepared once for each compiled query. */
export function partWriters({ plan, query, source }: LoadedRows): readonly PartWriter[] {
  const known = plan.writers.get(query);
  if (known !== undefined) return known;
  const writers = plan.parts.map((part) => partWriter(part, { plan, query, dialect: source.database.dialect }));
  plan.writers.set(query, writers);
  return writers;
}

function partWriter(part: RowPart, context: Context): PartWriter {
  if (isPure(part)) {
    const { plan, query, dialect } = context;
    return { write: rowWriter(part, { query, dialect, scope: plan.scope, lists: plan.listParts }) };
  }
  // Columns and annotations are pure.
  return { ask: part.type === 'list' ? listWriter(part, context) : objectWriter(part as ObjectPart, context) };
}

function objectWriter({ path, members: parts }: ObjectPart, context: Context): AskingWriter {
  const members = parts.map((member) => memberWriter(member, context));
  const { key } = objectPlanAt(context.query, path);
  return (rows, index, scope) => {
    const row = rows.rows[index] as Row;
    if (row[key] === null) return 'null';
    let text = '';
    let pieces: MaybePromise<string>[] | undefined;
    for (const member of members) {
      if (member.write !== undefined) {
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
  if (part.type === 'instance') return { prefix, ask: instanceWriter(name, part) };
  const { write, ask } = partWriter(part, context);
  if (write !== undefined) return { prefix, write };
  return { prefix, ask: (rows, index, scope) => whenReady(ask(rows, index, scope), (text) => prefix + text) };
}

function instanceWriter(name: string, { path, field }: InstancePart): AskingWriter {
  return (rows, index, scope) => {
    const value = representField(field, rows.objectAt(index, path), scope);
    return whenReady(value, (ready) => memberText(name, ready));
  };
}

// As the member of an object, so that what JSON leaves out of objects is left out.
const memberText = (name: string, value: unknown): string =>
  value === skip ? '' : stringify({ [name]: value }).slice(1, -1);

function listWriter(part: ListPart, { plan, query }: Context): AskingWriter {
  const { key } = objectPlanAt(query, part.path);
  const place = plan.lists.findIndex(({ parts }) => parts.includes(part));
  const which = plan.lists[place]?.parts.indexOf(part) ?? 0;
  return (rows, index, scope) => {
    const { items, byOwner } = rows.lists[place] as LoadedList;
    const found = byOwner.get(String(rows.rows[index]?.[key]));
    if (items === undefined || found === undefined) return '[]';
    const ask = partWriters(items)[which]?.ask as AskingWriter;
    const texts = allReady(found.map((at) => ask(items, at, scope)));
    return whenReady(texts, (ready) => `[${ready.join(',')}]`);
  };
}
