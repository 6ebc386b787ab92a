/** OrderingFilter: `?ordering=-price,title`. */
import { ImproperlyConfigured } from '../errors.ts';
import { lastParam } from '../http/query-params.ts';
import type { Request } from '../http/request.ts';
import { BaseFilterBackend, type FilterableQuerySet } from './base-filter-backend.ts';

/** What ordering needs of a view. */
export interface OrderableView {
  /** Paths that clients may order by; `'__all__'` for every column; the serializer's readable fields where left out. */
  readonly orderingFields?: readonly string[] | '__all__';
  /** Order where the request names none. */
  readonly ordering?: string | readonly string[];
  getSerializerClass?(): unknown;
}

interface ReadableSerializer {
  readonly definition?: { readonly readable: readonly { readonly name: string; readonly source: readonly string[] }[] };
}

/**
 * Orders by what the request names, of what the view allows; names that are not allowed are passed over.
 *
 * @see DRF `filters.OrderingFilter`
 */
export class OrderingFilter extends BaseFilterBackend<OrderableView> {
  /** Name of the query parameter; the setting `orderingParam` where left out. */
  readonly orderingParam?: string;

  override filterQueryset(request: Request, queryset: FilterableQuerySet, view: OrderableView): FilterableQuerySet {
    const order = this.getOrdering(request, queryset, view);
    return order && order.length > 0 ? queryset.orderBy(...order) : queryset;
  }

  /** The order that holds for a request; `undefined` for the QuerySet's own. */
  getOrdering(request: Request, queryset: FilterableQuerySet, view: OrderableView): readonly string[] | undefined {
    const name = this.orderingParam ?? request.app.settings.orderingParam;
    const text = request.queryString === '' ? null : lastParam(request.queryParams, name);
    if (text) {
      const valid = this.getValidFields(queryset, view);
      const asked = text.split(',').map((term) => term.trim().replaceAll('__', '.'));
      const terms = asked.filter((term) => valid.has(term.replace(/^-/, '')));
      if (terms.length > 0) return terms.slice(0, valid.size * 2);
    }
    return typeof view.ordering === 'string' ? [view.ordering] : view.ordering;
  }

  /** The paths that clients may order by. */
  getValidFields({ meta }: FilterableQuerySet, view: OrderableView): ReadonlySet<string> {
    if (view.orderingFields === '__all__') {
      // An order tells about the values, bit by bit.
      return new Set(
        [...meta.columnsByName].filter(([, { options }]) => options.secret !== true).map(([name]) => name),
      );
    }
    if (view.orderingFields) return new Set(view.orderingFields.map((field) => field.replaceAll('__', '.')));
    const { definition } = (view.getSerializerClass?.() ?? {}) as ReadableSerializer;
    if (!definition) {
      throw new ImproperlyConfigured(
        'OrderingFilter needs to know what clients may order by. Set `orderingFields` on the view, or a `serializerClass`.',
      );
    }
    const paths = definition.readable.filter(({ source }) => source.length > 0).map(({ source }) => source.join('.'));
    return new Set(paths.filter((path) => isOrderable(meta, path)));
  }
}

// A method field or a list is readable too, but nothing to order by.
function isOrderable(meta: FilterableQuerySet['meta'], path: string): boolean {
  let model: FilterableQuerySet['meta'] = meta;
  const names = path.split('.');
  for (const [index, name] of names.entries()) {
    const relation = model.relations.get(name);
    if (!relation) return index === names.length - 1 && model.columnsByName.has(name);
    if (relation.many) return false;
    model = relation.target;
  }
  return true;
}
