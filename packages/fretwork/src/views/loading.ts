/** Loads with a QuerySet the relations that a serializer sends, so that no object asks for its own. */
import type { ModelMeta } from '../models/meta.ts';
import { type ReadPlan, readPlan } from '../serializers/read-plan.ts';
import type { SerializerDefinition } from '../serializers/serializer-definition.ts';
import type { ViewQuerySet } from './generic-api-view.ts';

const plans = new WeakMap<SerializerDefinition, WeakMap<ModelMeta, ReadPlan>>();

/** The QuerySet with the relations that a serializer sends; what it loads already stays. */
export function withRelations(queryset: ViewQuerySet, definition: SerializerDefinition): ViewQuerySet {
  const { selectRelated, prefetchRelated } = planOf(definition, queryset.meta);
  const joined = selectRelated.length === 0 ? queryset : queryset.selectRelated(...(selectRelated as readonly never[]));
  return prefetchRelated.length === 0 ? joined : joined.prefetchRelated(...(prefetchRelated as readonly never[]));
}

// Worked out once per serializer and model, not per request.
function planOf(definition: SerializerDefinition, meta: ModelMeta): ReadPlan {
  const byModel = plans.get(definition) ?? new WeakMap<ModelMeta, ReadPlan>();
  plans.set(definition, byModel);
  const plan = byModel.get(meta) ?? readPlan(definition, meta);
  byModel.set(meta, plan);
  return plan;
}
