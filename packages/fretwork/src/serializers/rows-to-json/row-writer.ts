/** Writing the parts of a row that need no object. */
import type { DriverValue, Row } from '../../databases/connection.ts';
import type { Dialect } from '../../databases/dialect.ts';
import type { CompiledQuery } from '../../queries/compile.ts';
import type { OutputColumn } from '../../queries/plan.ts';
import type { ObjectPlan } from '../../queries/plan-objects.ts';
import type { Scope } from '../field.ts';
import { cellWriter } from './cells.ts';
import type { AnnotationPart, CellPart, ListPart, ObjectPart, RowPart } from './parts.ts';

/** Adds what a part sends of a row to a text. @param lists In the order of the context's `lists`. */
export type RowWriter = (text: string, row: Row, lists: readonly ListTexts[]) => string;
/** What a list sends, ready, by the key of the object that has it; an empty list has no entry. */
export type ListTexts = ReadonlyMap<string, string>;

/** What a writer has to know besides the part. */
export interface RowWriterContext {
  /** How the rows are made up. */
  readonly query: Pick<CompiledQuery, 'object' | 'annotations' | 'outputs'>;
  readonly dialect: Dialect;
  /** What fields know outside of any request. */
  readonly scope: Scope;
  /** All lists of the rows; the texts of each stand at its index here. */
  readonly lists: readonly ListPart[];
}

/** The writer of a part that needs no object, nor has one in it; prepared once for each compiled query. */
export function rowWriter(part: RowPart, context: RowWriterContext): RowWriter {
  if (part.type === 'cell') return columnWriter(part, context);
  if (part.type === 'annotation') return annotationWriter(part, context);
  return part.type === 'list' ? listWriter(part, context) : objectWriter(part, context);
}

function columnWriter(part: CellPart, { query, dialect, scope }: RowWriterContext): RowWriter {
  const { column, path } = part;
  const { columns, key } = objectPlanAt(query, path);
  const write = cellWriter(part, scope, dialect);
  const position = columns.find((planned) => planned.column === column)?.position ?? 0;
  // An outer join that found nothing gives NULL in every column, as a column that is NULL does.
  return path === ''
    ? (text, row) => text + write(row[position] as DriverValue)
    : (text, row) => text + (row[key] === null ? 'null' : write(row[position] as DriverValue));
}

function annotationWriter({ name, field }: AnnotationPart, { query, scope, dialect }: RowWriterContext): RowWriter {
  const position = query.annotations.find((planned) => planned.name === name)?.position ?? 0;
  const { holder: column, reads } = query.outputs[position] as OutputColumn;
  const write = cellWriter({ column, reads, field }, scope, dialect);
  return (text, row) => text + write(row[position] as DriverValue);
}

function listWriter(part: ListPart, { query, lists: parts }: RowWriterContext): RowWriter {
  const { key } = objectPlanAt(query, part.path);
  const index = parts.indexOf(part);
  return (text, row, lists) => text + (lists[index]?.get(String(row[key])) ?? '[]');
}

function objectWriter(part: ObjectPart, context: RowWriterContext): RowWriter {
  const { key } = objectPlanAt(context.query, part.path);
  const members = part.members.map(({ name, part: inner }, index) => ({
    prefix: `${index === 0 ? '{' : ','}${JSON.stringify(name)}:`,
    write: rowWriter(inner as RowPart, context),
  }));
  if (members.length === 0) return (text, row) => text + (row[key] === null ? 'null' : '{}');
  return (before, row, lists) => {
    if (row[key] === null) return `${before}null`;
    let text = before;
    for (const { prefix, write } of members) text = write(text + prefix, row, lists);
    return `${text}}`;
  };
}

/** Where the columns of the object at a path of joined relations stand in the rows of a query. */
export function objectPlanAt(query: Pick<CompiledQuery, 'object'>, path: string): ObjectPlan {
  // A query with a format reads what objects are made of, so it has their plan.
  const own = query.object as ObjectPlan;
  if (path === '') return own;
  return path.split('.').reduce((at, name) => {
    return at.related.find(({ relation }) => relation.name === name)?.object as ObjectPlan;
  }, own);
}

/** Rows as a JSON list. */
export function rowsText(write: RowWriter, rows: readonly Row[], lists: readonly ListTexts[]): string {
  let text = '[';
  for (const row of rows) text = write(text.length === 1 ? text : `${text},`, row, lists);
  return `${text}]`;
}
