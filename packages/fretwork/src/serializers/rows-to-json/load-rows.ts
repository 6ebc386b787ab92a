/** Reads what rows lead to: the rows of their lists, and what is needed as objects. */
import type { Row } from '../../databases/connection.ts';
import { prefetchRelated } from '../../queries/prefetch.ts';
import type { MaybePromise } from '../maybe-promise.ts';
import { type LoadedList, LoadedRows } from './loaded-rows.ts';
import { type PartWriter, partWriters } from './part-writer.ts';
import type { ListPart } from './parts.ts';
import { relatedRows } from './related-rows.ts';
import type { RowList } from './row-plan.ts';
import { type ListTexts, rowsText } from './row-writer.ts';

/** Completes rows with what their plan says; at once where there is nothing to read. One query for each list and prefetch. */
export function loadRows(loaded: LoadedRows): MaybePromise<LoadedRows> {
  const { lists, prefetches } = loaded.plan;
  return lists.length === 0 && prefetches.length === 0 ? loaded : loadAll(loaded);
}

async function loadAll(loaded: LoadedRows): Promise<LoadedRows> {
  const { plan, rows, lists, texts, source } = loaded;
  lists.push(...(await Promise.all(plan.lists.map((list) => loadList(list, loaded)))));
  for (const part of plan.listParts) {
    const owning = lists.find(({ list }) => list.parts.includes(part));
    texts.push(owning === undefined ? NO_TEXTS : textsOf(owning, part));
  }
  if (plan.prefetches.length > 0 && rows.length > 0) {
    await prefetchRelated(plan.meta, loaded.objects(), plan.prefetches, source.alias);
  }
  return loaded;
}

const NO_TEXTS: ListTexts = new Map();

/** The rows of a list, with those of the lists in them. One query for each list. */
async function loadList(list: RowList, owner: LoadedRows): Promise<LoadedList> {
  const related = await relatedRows(list, owner);
  if (related === undefined) return { list, items: undefined, byOwner: new Map() };
  const { rows, query, position } = related;
  const items = new LoadedRows(list.plan, rows, query, owner.source, { rows: owner, list, position });
  return { list, items: await loadRows(items), byOwner: indexesByKey(rows, position) };
}

/** Which rows have a key at a position. */
function indexesByKey(rows: readonly Row[], position: number): Map<string, number[]> {
  const byKey = new Map<string, number[]>();
  rows.forEach((row, index) => {
    const key = String(row[position]);
    const found = byKey.get(key);
    if (found) found.push(index);
    else byKey.set(key, [index]);
  });
  return byKey;
}

/** What a part sends of a list, for each object that has one; nothing where its items need objects. */
function textsOf({ list, items, byOwner }: LoadedList, part: ListPart): ListTexts {
  if (items === undefined) return NO_TEXTS;
  const { write } = partWriters(items)[list.parts.indexOf(part)] as PartWriter;
  if (write === undefined) return NO_TEXTS;
  const { rows, texts: inner } = items;
  const texts = new Map<string, string>();
  for (const [key, found] of byOwner) {
    const own = found.map((index) => rows[index] as Row);
    texts.set(key, rowsText(write, own, inner));
  }
  return texts;
}
