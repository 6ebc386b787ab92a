/** Answers as JSON text, straight from rows: lists, pages and single objects, where nobody looks at what is in between. */
import { JSONRenderer } from '../http/renderers.ts';
import { CursorPagination } from '../pagination/cursor-pagination.ts';
import { LimitOffsetPagination } from '../pagination/limit-offset-pagination.ts';
import { PageNumberPagination } from '../pagination/page-number-pagination.ts';
import { BasePermission } from '../permissions/base-permission.ts';
import { type PositionedRow, PositionedRows } from '../queries/positioned-rows.ts';
import { JSONText } from '../serializers/json-text.ts';
import type { MaybePromise } from '../serializers/maybe-promise.ts';
import { UnwrittenRows } from '../serializers/rows-to-json/unwritten-rows.ts';
import { GenericAPIView, type ViewQuerySet } from './generic-api-view.ts';
import { textRowsFor } from './known-text-rows.ts';
import { pageAtOnce } from './page-at-once.ts';

/** What a QuerySet yields: each object as a text, or all of them as the text of one list. */
type TextForm = 'object' | 'list';

/** Methods of a view that load objects, see them, or see what is sent of them; a view that overrides one gets objects. */
const WATCHING = [
  'withRelations',
  'represent',
  'getSerializer',
  'getSerializerContext',
  'getPaginatedResponse',
  'finalizeResponse',
] as const;

/** Envelopes that put what they get into an object and do not look inside. */
const ENVELOPES: ReadonlySet<unknown> = new Set(
  [PageNumberPagination, LimitOffsetPagination, CursorPagination].map(
    ({ prototype }) => prototype.getPaginatedResponse,
  ),
);

const hasPlainEnvelope = ({ paginator }: GenericAPIView): boolean =>
  paginator === null || ENVELOPES.has(paginator.getPaginatedResponse);

/**
 * The list of a QuerySet's objects as JSON text, the same bytes as by way of objects.
 *
 * @returns `undefined` where objects are needed: for the serializer, for the view, or for a format other than JSON.
 */
export async function listText(view: GenericAPIView, queryset: ViewQuerySet): Promise<JSONText | undefined> {
  if (!hasPlainEnvelope(view)) return undefined;
  const formatted = formattedFor(view, queryset, 'list');
  return formatted && textOf((await formatted.toArray())[0], view, 'list');
}

/**
 * The page that the request asks for, as `listText`. One query, also where all objects are counted.
 *
 * @returns `undefined` also where the view or its paginator cut and count in a way of their own.
 * @throws {NotFound} there is no such page
 */
export async function pageText(view: GenericAPIView, queryset: ViewQuerySet): Promise<JSONText | undefined> {
  if (!hasPlainEnvelope(view)) return undefined;
  if (cutsByCursor(view)) return cursorText(view, queryset);
  const formatted = formattedFor(view, queryset, 'list');
  const yielded = formatted && (await pageAtOnce(view, formatted));
  return yielded && textOf(yielded[0], view, 'list');
}

/**
 * A page by cursor: of each row the paginator sees where it stands in the order, and nothing else.
 *
 * @returns `undefined` also where the order begins with no column of the model itself, or the list is not cut.
 */
async function cursorText(
  view: GenericAPIView & { readonly paginator: CursorPagination },
  queryset: ViewQuerySet,
): Promise<JSONText | undefined> {
  const { paginator } = view;
  const formatted = formattedFor(view, queryset, 'object');
  if (formatted?.state.format === undefined) return undefined;
  const [term = ''] = paginator.getOrdering(formatted, view);
  const column = formatted.meta.columnsByName.get(term.replace(/^-/, ''));
  if (column === undefined) return undefined;
  const positioned = formatted.formatted(PositionedRows.of(formatted.state.format, column));
  const page = await paginator.paginateQueryset(positioned, view.request, view);
  if (page === null) return undefined;
  return textOf(listOf((page.objects as readonly PositionedRow[]).map(({ made }) => made)), view, 'list');
}

/** What was made of single rows, as one list. */
function listOf(made: readonly unknown[]): UnwrittenRows | JSONText {
  if (made[0] instanceof UnwrittenRows) return UnwrittenRows.listOf(made as readonly UnwrittenRows[]);
  return new JSONText(`[${(made as readonly JSONText[]).map(({ text }) => text).join(',')}]`);
}

/**
 * The object that the URL is about, as `listText`.
 *
 * @returns `undefined` also where a permission wants to see the object.
 * @throws {NotFound} there is none
 */
export async function objectText(view: GenericAPIView): Promise<JSONText | undefined> {
  if (FINDING.some((name) => view[name] !== GenericAPIView.prototype[name])) return undefined;
  if (view.getPermissions().some(judgesObjects)) return undefined;
  const all = view.getQueryset();
  const formatted = formattedFor(view, all, 'object');
  // Said before the filters run, as `getObject` runs them itself.
  if (formatted === undefined) return undefined;
  const checking = view.checkFilters(all);
  if (checking !== undefined) await checking;
  const narrowed = view.filterQueryset(all);
  const wanted = narrowed === all ? formatted : formattedFor(view, narrowed, 'object');
  return wanted && textOf(await view.findOne(wanted), view, 'object');
}

/** Methods of a view that see the object that its URL is about; a view that overrides one gets objects. */
const FINDING = ['getObject', 'findOne', 'checkObjectPermissions'] as const;

const judgesObjects = ({ hasObjectPermission }: BasePermission): boolean =>
  hasObjectPermission !== BasePermission.prototype.hasObjectPermission;

/** The QuerySet, told to yield what the view's serializer sends; `undefined` where it has to yield objects. */
function formattedFor(view: GenericAPIView, queryset: ViewQuerySet, form: TextForm): ViewQuerySet | undefined {
  if (!isUnwatched(view) || !isPlainQuery(queryset)) return undefined;
  const rows = textRowsFor(view.getSerializerClass(), queryset, view.settings);
  return rows && queryset.formatted(form === 'list' ? rows.asList : rows);
}

/** What a QuerySet yielded, as text; what needs objects gets the serializer that would have represented them. */
function textOf(yielded: unknown, view: GenericAPIView, form: TextForm): MaybePromise<JSONText> {
  if (!(yielded instanceof UnwrittenRows)) return (yielded ?? NO_OBJECTS) as JSONText;
  return yielded.write(view.getSerializer(form === 'list' ? { many: true } : {}));
}

// Where it is known without a query that there are none.
const NO_OBJECTS = new JSONText('[]');

function isUnwatched(view: GenericAPIView): boolean {
  if (view.request.acceptedRenderer?.constructor !== JSONRenderer) return false;
  return WATCHING.every((name) => view[name] === GenericAPIView.prototype[name]);
}

/** Whether a view cuts as `CursorPagination` does. */
const cutsByCursor = (view: GenericAPIView): view is GenericAPIView & { readonly paginator: CursorPagination } =>
  view.paginateQueryset === GenericAPIView.prototype.paginateQueryset &&
  view.paginator?.paginateQueryset === CursorPagination.prototype.paginateQueryset;

/** Whether the QuerySet yields whole objects, with relations as the serializer itself would load them. */
const isPlainQuery = ({ state }: ViewQuerySet): boolean =>
  state.result === 'instances' &&
  state.columns === undefined &&
  state.lock === undefined &&
  state.prefetchRelated.every((prefetch) => prefetch.state === undefined);
