/** CursorPagination: pages that stay put while rows come and go. */
import { DataError, ImproperlyConfigured, NotFound } from '../errors.ts';
import { changeQueryParams, lastParam } from '../http/query-params.ts';
import type { Request } from '../http/request.ts';
import { Response } from '../http/response.ts';
import type { ColumnKind } from '../models/field.ts';
import { lookups } from '../queries/lookups.ts';
import { aggregateHolder } from '../queries/plan-aggregates.ts';
import { PositionedRow } from '../queries/positioned-rows.ts';
import { conditionFromPath, resolvePath } from '../queries/resolve-path.ts';
import { Q } from '../queries/where.ts';
import { BasePagination, type Page, type PageableQuerySet, pageSizeFrom, wholeNumber } from './base-pagination.ts';
import { positionText, positionValue } from './position-text.ts';

/** Where a page begins: this many rows beyond a position, in this direction. */
interface Cursor {
  readonly offset: number;
  readonly reverse: boolean;
  /** `undefined` for where the list begins, or ends for those who come from there. */
  readonly position: Position | undefined;
}

/** Value of the first ordering column, as text; `null` for NULL, which DRF has no cursor for. */
type Position = string | null;

const START: Cursor = { offset: 0, reverse: false, position: undefined };

/** What lies on one side of a page. */
type Neighbour = Pick<Cursor, 'position'> | null;

/** The column or annotation that an order begins with: its values are the positions. */
interface Leading {
  /** The relations on the way to it, all to one object. */
  readonly relations: string;
  readonly path: string;
  readonly kind: string;
  readonly isDescending: boolean;
}

/** What pagination needs of a view: a filter that orders has the last word. */
interface OrderedView {
  getOrdering?(queryset: PageableQuerySet): readonly string[] | undefined;
}

/**
 * Pages by position in an order, for long lists that grow: no count, no skipped or repeated rows, and the last page
 * costs what the first does. Answers `{ next, previous, results }`.
 *
 * The order has to be (nearly) unique and must not change; `-created` where left out.
 *
 * @throws {NotFound} the cursor is not one of ours
 * @see DRF `pagination.CursorPagination`
 */
export class CursorPagination extends BasePagination {
  readonly cursorQueryParam: string = 'cursor';
  /** Objects on a page; the setting `pageSize` where left out. */
  readonly pageSize?: number | null;
  readonly pageSizeQueryParam: string | null = null;
  readonly maxPageSize: number | null = null;
  /** Order of the list; a filter backend that orders goes before it. */
  readonly ordering: string | readonly string[] = '-created';
  readonly invalidCursorMessage: string = 'Invalid cursor';
  /** Most rows with one position that are skipped; more would let a cursor cost anything. */
  readonly offsetCutoff: number = 1000;

  #request: Request | undefined;
  #size = 0;
  #leading: Leading | undefined;
  #cursor: Cursor | null = null;
  #page: readonly unknown[] = [];
  #next: Neighbour = null;
  #previous: Neighbour = null;

  override async paginateQueryset(queryset: PageableQuerySet, request: Request, view: unknown): Promise<Page | null> {
    const { queryParams, app } = request;
    const fallback = this.pageSize === undefined ? app.settings.pageSize : this.pageSize;
    const asked = this.pageSizeQueryParam === null ? undefined : lastParam(queryParams, this.pageSizeQueryParam);
    const size = pageSizeFrom(asked, fallback, this.maxPageSize);
    if (!size) return null;
    this.#request = request;
    this.#size = size;
    const order = this.getOrdering(queryset, view);
    const leading = leadingOf(queryset, order);
    this.#leading = leading;
    this.#cursor = this.#decode(lastParam(queryParams, this.cursorQueryParam));
    const { offset, reverse, position } = this.#cursor ?? START;
    const terms = complete(order, queryset);
    const ordered = withRelations(queryset, leading).orderBy(...(reverse ? terms.map(reversed) : terms));
    const narrowed = position === undefined ? ordered : ordered.filter(this.#beyond(leading, position, reverse));
    const rows = await narrowed
      .slice(offset, offset + size + 1)
      .toArray()
      .catch((cause: unknown) => {
        // No day has the text of the position, or no number of 64 bits: it was none of ours.
        if (position === undefined || !(cause instanceof DataError)) throw cause;
        throw new NotFound(this.invalidCursorMessage, undefined, { cause });
      });
    this.#remember(rows);
    return { objects: this.#page };
  }

  /** The order of the list. */
  getOrdering(queryset: PageableQuerySet, view: unknown): readonly string[] {
    const own = typeof this.ordering === 'string' ? [this.ordering] : this.ordering;
    const order = (view as OrderedView | undefined)?.getOrdering?.(queryset) ?? own;
    if (order.length > 0) return order;
    throw new ImproperlyConfigured(`${this.constructor.name} has no \`ordering\`.`);
  }

  override getPaginatedResponse(data: unknown): Response {
    return new Response({ next: this.getNextLink(), previous: this.getPreviousLink(), results: data });
  }

  getNextLink(): string | null {
    return this.#next && this.#link(false, this.#next.position, [...this.#page].reverse(), this.#previous);
  }

  getPreviousLink(): string | null {
    return this.#previous && this.#link(true, this.#previous.position, this.#page, this.#next);
  }

  // NULL is the smallest value: beyond all others on the way down, where nothing is beyond it.
  #beyond({ path, kind, isDescending }: Leading, position: Position, reverse: boolean): object {
    const descends = reverse !== isDescending;
    if (position === null) return descends ? NOTHING : conditionFromPath(path, 'isnull', false);
    const beyond = conditionFromPath(path, descends ? 'lt' : 'gt', this.#value(kind, position));
    return descends ? Q.or(beyond, conditionFromPath(path, 'isnull', true)) : beyond;
  }

  // The cursor is the client's: text that the column could not hold is no cursor of ours.
  #value(kind: string, position: string): unknown {
    const value = positionValue(position, kind);
    if (value === null) throw new NotFound(this.invalidCursorMessage);
    return value;
  }

  // One row more than the page says that there is something beyond it, and where that begins.
  #remember(rows: readonly unknown[]): void {
    const { offset, reverse, position } = this.#cursor ?? START;
    const page = rows.slice(0, this.#size);
    const following = rows.length > page.length ? { position: this.#positionOf(rows.at(-1)) } : null;
    const behind = position !== undefined || offset > 0 ? { position } : null;
    this.#page = reverse ? page.reverse() : page;
    this.#next = reverse ? behind : following;
    this.#previous = reverse ? following : behind;
  }

  /**
   * A cursor is a position that differs from its neighbour's, and how many rows with the same position to skip.
   *
   * @param page From the end that the link leads over.
   * @param opposite What lies on the other side of the page.
   */
  #link(reverse: boolean, neighbour: Position | undefined, page: readonly unknown[], opposite: Neighbour): string {
    const cursor = this.#cursor ?? START;
    const turns = this.#cursor !== null && cursor.reverse !== reverse && cursor.offset !== 0;
    let compare = page.length > 0 && turns ? this.#positionOf(page[0]) : neighbour;
    for (const [offset, item] of page.entries()) {
      const position = this.#positionOf(item);
      if (position !== compare) return this.#encode({ offset, reverse, position });
      compare = position;
    }
    if (page.length === 0) return this.#encode({ offset: 0, reverse, position: neighbour });
    // Every row of the page has one position: skip the page from wherever it began.
    if (opposite === null) return this.#encode({ offset: this.#size, reverse, position: undefined });
    const offset = cursor.reverse === reverse ? cursor.offset + this.#size : 0;
    return this.#encode({ offset, reverse, position: opposite.position });
  }

  #positionOf(item: unknown): Position {
    const value = item instanceof PositionedRow ? item.position : valueAt(item, this.#leading?.path ?? 'pk');
    return value === null || value === undefined ? null : positionText(value, this.#leading?.kind ?? 'auto');
  }

  #decode(encoded: string | undefined): Cursor | null {
    if (encoded === undefined) return null;
    const tokens = new URLSearchParams(this.#fromBase64(encoded));
    const offset = wholeNumber(tokens.get('o') ?? '0', this.offsetCutoff);
    const reverse = tokens.get('r') ?? '0';
    if (offset === null || !/^[+-]?\d{1,9}$/.test(reverse)) throw new NotFound(this.invalidCursorMessage);
    const none = tokens.get('n') === '1' ? null : undefined;
    return { offset, reverse: Number(reverse) !== 0, position: tokens.get('p') ?? none };
  }

  // As Python's b64decode: what is not of the alphabet does not count, missing padding does.
  #fromBase64(encoded: string): string {
    const digits = encoded.replace(/[^A-Za-z0-9+/=]/g, '');
    const text = Buffer.from(digits, 'base64').toString('latin1');
    const isAscii = [encoded, text].every((part) => /^\p{ASCII}*$/u.test(part));
    if (!isAscii || digits.length % 4 !== 0) throw new NotFound(this.invalidCursorMessage);
    return text;
  }

  #encode({ offset, reverse, position }: Cursor): string {
    const tokens = new URLSearchParams();
    if (offset !== 0) tokens.set('o', String(offset));
    if (reverse) tokens.set('r', '1');
    if (position === null) tokens.set('n', '1');
    else if (position !== undefined) tokens.set('p', position);
    const cursor = Buffer.from(asPython(tokens.toString())).toString('base64');
    if (!this.#request) throw new ImproperlyConfigured('Call paginateQueryset before asking for links.');
    return changeQueryParams(this.#request.url, { [this.cursorQueryParam]: cursor });
  }
}

// Python's `urlencode` and the URL standard disagree about two characters.
const asPython = (query: string): string => query.replaceAll('*', '%2A').replaceAll('%7E', '~');

const NOTHING = conditionFromPath('pk', 'in', []);

// Rows with one position need an order among themselves, and the same one in every query.
const complete = (order: readonly string[], { meta }: PageableQuerySet): readonly string[] =>
  order.some((term) => ['pk', meta.primaryKey.name].includes(term.replace(/^-/, ''))) ? order : [...order, 'pk'];

/**
 * What an order begins with. A relation stands for its model's own order, as in `orderBy`.
 *
 * @throws {ImproperlyConfigured} many objects are there, so that a row has no one position; or its values have no order to go by
 */
function leadingOf(queryset: PageableQuerySet, [term = 'pk']: readonly string[]): Leading {
  const { meta, state } = queryset;
  const isDescending = term.startsWith('-');
  const path = isDescending ? term.slice(1) : term;
  const annotation = meta.columnsByName.has(path) ? undefined : state.annotations[path];
  if (annotation) {
    return { relations: '', path, kind: aggregateHolder(meta, annotation.aggregate).kind, isDescending };
  }
  const { hops, column, model } = resolvePath(meta, path);
  if (hops.some(({ many }) => many)) {
    throw new ImproperlyConfigured(`A cursor cannot go by '${path}' of ${meta.name}, which leads to many objects.`);
  }
  if (column && !hasOrder(column.kind)) {
    throw new ImproperlyConfigured(
      `A cursor cannot go by '${path}' of ${meta.name}: values of that kind have no order.`,
    );
  }
  if (column) return { relations: hops.map(({ name }) => name).join('.'), path, kind: column.kind, isDescending };
  const [inner = 'pk'] = model.ordering;
  const next = `${path}.${inner.replace(/^-/, '')}`;
  return leadingOf(queryset, [isDescending === inner.startsWith('-') ? next : `-${next}`]);
}

const hasOrder = (kind: ColumnKind): boolean => lookups.get('gt')?.kinds.has(kind) === true;

// Whatever the serializer sends, each object has to say where it stands.
const withRelations = (queryset: PageableQuerySet, { relations }: Leading): PageableQuerySet =>
  relations === '' ? queryset : queryset.selectRelated(...([relations] as readonly string[] as readonly never[]));

function valueAt(item: unknown, path: string): unknown {
  let value = item;
  for (const name of path.split('.')) value = (value as Record<string, unknown> | null)?.[name];
  return value;
}

const reversed = (term: string): string => (term.startsWith('-') ? term.slice(1) : `-${term}`);
