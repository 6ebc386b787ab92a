/** What a query reads for a serializer: what its parts send, or everything that objects have. */
import { randomUUID } from 'node:crypto';
import type { ModelMeta } from '../../models/meta.ts';
import type { RowReads } from '../../queries/row-format.ts';
import type { Part } from './parts.ts';

/** What parts send of each row, and nothing more. */
export function readsOf(parts: readonly Part[]): RowReads {
  const columns = new Map<string, Set<string>>();
  const annotations = new Set<string>();
  const note = (part: Part): void => {
    const here = columns.get(part.path) ?? new Set<string>();
    columns.set(part.path, here);
    if (part.type === 'cell') here.add(part.column.name);
    else if (part.type === 'annotation') annotations.add(part.name);
    else if (part.type === 'object') for (const { part: inner } of part.members) note(inner);
  };
  parts.forEach(note);
  const selectRelated = [...columns.keys()].filter((path) => path !== '');
  return { key: randomUUID(), selectRelated, annotations, columnsAt: (path) => columns.get(path) ?? NONE };
}

const NONE: ReadonlySet<string> = new Set();

/** All columns of a model and of what is joined to it, and all annotations: what objects are made of. */
export function readsAll(meta: ModelMeta, selectRelated: readonly string[]): RowReads {
  const columns = new Map<string, ReadonlySet<string>>();
  const columnsAt = (path: string): ReadonlySet<string> => {
    const known = columns.get(path);
    if (known !== undefined) return known;
    const steps = path === '' ? [] : path.split('.');
    const model = steps.reduce<ModelMeta | undefined>((before, step) => before?.relations.get(step)?.target, meta);
    const names = new Set(model?.columns.map(({ name }) => name));
    columns.set(path, names);
    return names;
  };
  return { key: randomUUID(), selectRelated, columnsAt };
}
