/** Lists straight from rows to JSON text, where nobody looks at the objects or at what is sent of them in between. */
import { JSONRenderer } from '../http/renderers.ts';
import type { ModelMeta } from '../models/meta.ts';
import { CursorPagination } from '../pagination/cursor-pagination.ts';
import { LimitOffsetPagination } from '../pagination/limit-offset-pagination.ts';
import { PageNumberPagination } from '../pagination/page-number-pagination.ts';
import { isPlainSerializer, JsonRows } from '../serializers/json-rows.ts';
import { JSONText } from '../serializers/json-text.ts';
import { ListSerializer } from '../serializers/list-serializer.ts';
import { serializerSettings } from '../serializers/serializer-settings.ts';
import type { Settings } from '../settings/settings.ts';
import { GenericAPIView, type ViewQuerySet, type ViewSerializerClass } from './generic-api-view.ts';

/** Methods of a view that see objects, or what is sent of them; a view that overrides one wants to see it. */
const WATCHING = [
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

/**
 * The list of a QuerySet's objects as JSON text, the same bytes as by way of objects.
 *
 * @returns `undefined` where objects are needed: for the serializer, for the view, or for a format other than JSON.
 */
export async function listText(view: GenericAPIView, queryset: ViewQuerySet): Promise<JSONText | undefined> {
  if (!isUnwatched(view) || !isPlainQuery(queryset)) return undefined;
  const rows = rowsOf(view.getSerializerClass(), queryset.meta, view.settings);
  if (rows === undefined) return undefined;
  const texts = (await queryset
    .selectRelated(...(rows.selectRelated as readonly never[]))
    .formatted(rows)
    .toArray()) as readonly JSONText[];
  return new JSONText(`[${texts.map(({ text }) => text).join(',')}]`);
}

function isUnwatched(view: GenericAPIView): boolean {
  const { acceptedRenderer } = view.request;
  if (acceptedRenderer?.constructor !== JSONRenderer) return false;
  if (WATCHING.some((name) => view[name] !== GenericAPIView.prototype[name])) return false;
  return view.paginator === null || ENVELOPES.has(view.paginator.getPaginatedResponse);
}

/** Whether the QuerySet yields whole objects, with relations as the serializer itself would load them. */
const isPlainQuery = ({ state }: ViewQuerySet): boolean =>
  state.result === 'instances' &&
  state.columns === undefined &&
  state.lock === undefined &&
  Object.keys(state.annotations).length === 0 &&
  state.prefetchRelated.every((prefetch) => prefetch.state === undefined);

const known = new WeakMap<Settings, WeakMap<object, Map<ModelMeta, JsonRows | null>>>();

// Worked out once for each app, serializer and model.
function rowsOf(Serializer: ViewSerializerClass, meta: ModelMeta, settings: Settings): JsonRows | undefined {
  const bySerializer = known.get(settings) ?? new WeakMap();
  known.set(settings, bySerializer);
  const byModel: Map<ModelMeta, JsonRows | null> = bySerializer.get(Serializer) ?? new Map();
  bySerializer.set(Serializer, byModel);
  const found = byModel.get(meta);
  if (found !== undefined) return found ?? undefined;
  const list: unknown = Serializer({ many: true });
  const isPlain =
    list instanceof ListSerializer && list.constructor === ListSerializer && isPlainSerializer(list.child);
  const rows = isPlain ? JsonRows.of(Serializer.definition, meta, serializerSettings(settings)) : undefined;
  byModel.set(meta, rows ?? null);
  return rows;
}
