/** GenericAPIView: a view of the objects of a QuerySet, sent and received through a serializer. */
import { DataError, DoesNotExist, FieldError, ImproperlyConfigured, NotFound } from '../errors.ts';
import type { BaseFilterBackend, FilterableQuerySet, FilterBackendClass } from '../filters/base-filter-backend.ts';
import { FieldFilterBackend } from '../filters/field-filter-backend.ts';
import type { FilterSetClass } from '../filters/filter-set.ts';
import { readColumnValue } from '../filters/filter-value.ts';
import type { FiltersetFields } from '../filters/model-filter.ts';
import { OrderingFilter } from '../filters/ordering-filter.ts';
import { SearchFilter } from '../filters/search-filter.ts';
import type { Response } from '../http/response.ts';
import type { ColumnMeta, ModelMeta } from '../models/meta.ts';
import type { BasePagination, Page, PageableQuerySet, PaginationClass } from '../pagination/base-pagination.ts';
import { PageNumberPagination } from '../pagination/page-number-pagination.ts';
import { conditionFromPath, resolvePath } from '../queries/resolve-path.ts';
import type { RowFormat } from '../queries/row-format.ts';
import type { QueryState } from '../queries/state.ts';
import type { SerializerContext } from '../serializers/field.ts';
import type { MaybePromise } from '../serializers/maybe-promise.ts';
import type { BaseSerializer, SerializerOptions } from '../serializers/serializer.ts';
import type { SerializerDefinition } from '../serializers/serializer-definition.ts';
import { APIView } from './api-view.ts';
import { withRelations } from './loading.ts';

/** What a view needs of a QuerySet. */
export interface ViewQuerySet extends FilterableQuerySet, PageableQuerySet, AsyncIterable<unknown> {
  all(): ViewQuerySet;
  filter(...conditions: readonly object[]): ViewQuerySet;
  orderBy(...terms: readonly string[]): ViewQuerySet;
  slice(start: number, end?: number): ViewQuerySet;
  selectRelated(...paths: readonly never[]): ViewQuerySet;
  prefetchRelated(...paths: readonly never[]): ViewQuerySet;
  formatted(format: RowFormat): ViewQuerySet;
  get(...conditions: readonly object[]): Promise<unknown>;
  page(start: number, size: number): Promise<{ readonly objects: unknown[]; readonly count: number }>;
  readonly state: QueryState;
}

/** A serializer class, whatever it serializes. */
export interface ViewSerializerClass {
  (options?: SerializerOptions): unknown;
  readonly definition: SerializerDefinition;
}

/** A serializer as views use it. */
export type ViewSerializer = BaseSerializer<unknown, unknown, unknown>;

/** An object of a model, where the view does not say of which. */
export interface AnyObject {
  readonly pk: unknown;
  save(): Promise<unknown>;
  update(values: Readonly<Record<string, unknown>>): Promise<unknown>;
  delete(): Promise<unknown>;
  readonly [name: string]: unknown;
}

/** The objects of a QuerySet. */
export type ObjectOf<Q> = Q extends AsyncIterable<infer R> ? (unknown extends R ? AnyObject : R) : AnyObject;

/**
 * A view of the objects of a QuerySet. Subclass one of the generics in `generics.ts`, or add HTTP methods of your own.
 *
 * @see DRF `generics.GenericAPIView`
 */
export class GenericAPIView extends APIView {
  /** The objects that the view is about; override `getQueryset` where the request has a say. */
  declare queryset?: ViewQuerySet;
  /** How they are sent and received; override `getSerializerClass` where the request has a say. */
  declare serializerClass?: ViewSerializerClass;
  /** Path of the column that finds one object; `pk` where left out. */
  declare lookupField?: string;
  /** The URL's argument that holds its value; `lookupField` where left out. */
  declare lookupUrlKwarg?: string;
  /** What a router accepts as its value: the source of a regular expression. */
  declare lookupValueRegex?: string;
  /** What narrows and orders lists. Where left out: the setting, or what the three attributes below ask for. */
  declare filterBackends?: readonly FilterBackendClass[];
  /** Fields that `FieldFilterBackend` filters by: `{ author: ['exact'], price: ['lt', 'gt'] }`. */
  declare filtersetFields?: FiltersetFields;
  /** Parameters of a class of their own, instead of `filtersetFields`. */
  declare filtersetClass?: FilterSetClass;
  /** Paths that `SearchFilter` looks into. */
  declare searchFields?: readonly string[];
  /** Paths that `OrderingFilter` orders by; `'__all__'` for every column. */
  declare orderingFields?: readonly string[] | '__all__';
  /** Order where the request names none. */
  declare ordering?: string | readonly string[];
  /** How lists are cut into pages; `null` for not at all. */
  declare paginationClass?: PaginationClass | null;

  #paginator: BasePagination | null | undefined;
  #backends: readonly BaseFilterBackend[] | undefined;

  // --------------------------------------------------------------------------------------------------------- objects

  /**
   * The objects that the view is about.
   *
   * Not async, because a QuerySet is awaitable and would be run on its way out.
   *
   * @throws {ImproperlyConfigured} the view has no `queryset`
   */
  getQueryset(): ViewQuerySet {
    if (this.queryset) return this.queryset.all();
    throw new ImproperlyConfigured(`${this.constructor.name} has no \`queryset\`. Set it, or override getQueryset().`);
  }

  /**
   * The one object that the URL is about. One query; the relations that the serializer sends come with it.
   *
   * @throws {NotFound} there is none, or the URL's argument cannot be its key
   * @throws {PermissionDenied} or {NotAuthenticated} a permission refuses the object
   * @see DRF `GenericAPIView.get_object`
   */
  async getObject(): Promise<ObjectOf<this['queryset']>> {
    const queryset = this.getQueryset();
    await this.checkFilters(queryset);
    const object = await this.findOne(this.withRelations(this.filterQueryset(queryset)));
    await this.checkObjectPermissions(this.request, object);
    return object as ObjectOf<this['queryset']>;
  }

  /**
   * What a QuerySet yields for the object that the URL is about.
   *
   * @throws {NotFound} there is none, or the URL's argument cannot be its key
   */
  async findOne(queryset: ViewQuerySet): Promise<unknown> {
    const { lookupField = 'pk', lookupUrlKwarg = lookupField } = this;
    const value = this.kwargs[lookupUrlKwarg];
    if (value === undefined) {
      throw new ImproperlyConfigured(
        `${this.constructor.name} looks for '${lookupUrlKwarg}' in its URL, which has no such argument. ` +
          'Name it in the path, or set `lookupUrlKwarg`.',
      );
    }
    try {
      return await queryset.get(this.#conditionOf(queryset.meta, lookupField.replaceAll('__', '.'), value));
    } catch (error) {
      throw asNotFound(error);
    }
  }

  #conditionOf(meta: ModelMeta, path: string, value: string | number): Readonly<Record<string, unknown>> {
    const own = meta.columnsByName.get(path);
    if (own) return { [path]: keyOf(own, value) };
    const { column } = resolvePath(meta, path);
    if (column) return conditionFromPath(path, 'exact', keyOf(column, value));
    throw new ImproperlyConfigured(`${this.constructor.name}: \`lookupField\` '${path}' is no column.`);
  }

  // ----------------------------------------------------------------------------------------------------- serializers

  /**
   * The serializer of the request's action.
   *
   * @throws {ImproperlyConfigured} the view has none
   */
  getSerializerClass(): ViewSerializerClass {
    if (this.serializerClass) return this.serializerClass;
    throw new ImproperlyConfigured(
      `${this.constructor.name} has no \`serializerClass\`. Set it, or override getSerializerClass().`,
    );
  }

  /** A serializer with this view's context; override it to change how every serializer is made. */
  getSerializer(options: SerializerOptions = {}): ViewSerializer {
    const Serializer = this.getSerializerClass();
    return Serializer({ ...options, context: this.getSerializerContext() }) as ViewSerializer;
  }

  /** What serializers may know of the request. */
  getSerializerContext(): SerializerContext {
    return { request: this.request, view: this, format: this.format, settings: this.settings };
  }

  /**
   * What clients get of an object, a page, a list or a QuerySet: everything is loaded with a number of queries that
   * does not grow with the number of objects.
   */
  async represent(objects: unknown): Promise<unknown> {
    const found = isPage(objects) ? objects.objects : objects;
    const isMany = Array.isArray(found) || isQuerySet(found);
    const instance = isQuerySet(found) ? await this.withRelations(found).toArray() : found;
    return this.getSerializer(isMany ? { instance, many: true } : { instance }).data;
  }

  /** The QuerySet with the relations that the serializer sends, so that no object asks for its own. */
  withRelations(queryset: ViewQuerySet): ViewQuerySet {
    if (!this.serializerClass && this.getSerializerClass === GenericAPIView.prototype.getSerializerClass)
      return queryset;
    return withRelations(queryset, this.getSerializerClass().definition);
  }

  // --------------------------------------------------------------------------------------------------------- filters

  getFilterBackends(): readonly BaseFilterBackend[] {
    if (this.#backends) return this.#backends;
    const { defaultFilterBackends } = this.settings;
    const classes = this.filterBackends ?? (defaultFilterBackends as readonly FilterBackendClass[] | undefined);
    this.#backends = (classes ?? this.#impliedBackends()).map((Class) => new Class());
    return this.#backends;
  }

  // A view that names fields wants them used; DRF would ask for the backend as well.
  #impliedBackends(): readonly FilterBackendClass[] {
    const backends: FilterBackendClass[] = [];
    if (this.filtersetFields || this.filtersetClass) backends.push(FieldFilterBackend);
    if (this.searchFields) backends.push(SearchFilter);
    if (this.orderingFields) backends.push(OrderingFilter);
    return backends;
  }

  /** Lets filters check what it takes the database to check; comes before `filterQueryset`. */
  checkFilters(queryset: ViewQuerySet): MaybePromise<void> {
    return this.#checkFiltersFrom(0, queryset);
  }

  #checkFiltersFrom(index: number, queryset: ViewQuerySet): MaybePromise<void> {
    const backend = this.getFilterBackends()[index];
    if (backend === undefined) return;
    const checking = backend.check(this.request, queryset, this);
    const next = () => this.#checkFiltersFrom(index + 1, queryset);
    return checking === undefined ? next() : Promise.resolve(checking).then(next);
  }

  /** The QuerySet as the request narrows and orders it. */
  filterQueryset(queryset: ViewQuerySet): ViewQuerySet {
    let narrowed: FilterableQuerySet = queryset;
    for (const backend of this.getFilterBackends()) narrowed = backend.filterQueryset(this.request, narrowed, this);
    return narrowed as ViewQuerySet;
  }

  /** The order that a filter gives; for paginators that have to know. */
  getOrdering(queryset: FilterableQuerySet): readonly string[] | undefined {
    for (const backend of this.getFilterBackends()) {
      if (backend instanceof OrderingFilter) return backend.getOrdering(this.request, queryset, this);
    }
    return undefined;
  }

  // ----------------------------------------------------------------------------------------------------------- pages

  /** The paginator of this request; `null` where lists are not cut. */
  get paginator(): BasePagination | null {
    if (this.#paginator === undefined) {
      const { defaultPaginationClass = PageNumberPagination } = this.settings;
      const said = this.paginationClass === undefined ? defaultPaginationClass : this.paginationClass;
      this.#paginator = said === null ? null : new (said as PaginationClass)();
    }
    return this.#paginator;
  }

  /** The page that the request asks for; `null` where the list is not cut. */
  async paginateQueryset(queryset: ViewQuerySet): Promise<Page | null> {
    return this.paginator === null ? null : this.paginator.paginateQueryset(queryset, this.request, this);
  }

  /** The answer with what is on the page. */
  getPaginatedResponse(data: unknown): Response {
    if (this.paginator) return this.paginator.getPaginatedResponse(data);
    throw new ImproperlyConfigured(`${this.constructor.name} has no paginator: paginateQueryset() gave null.`);
  }
}

// A key that is not there, and a key that the column could not hold, are the same to whoever asks.
function asNotFound(cause: unknown): unknown {
  if (cause instanceof DoesNotExist)
    return new NotFound(`No ${cause.model} matches the given query.`, undefined, { cause });
  return cause instanceof DataError || cause instanceof FieldError
    ? new NotFound(undefined, undefined, { cause })
    : cause;
}

/** Whether something is a QuerySet. */
export const isQuerySet = (value: unknown): value is ViewQuerySet =>
  typeof value === 'object' && value !== null && 'meta' in value && 'toArray' in value;

const isPage = (value: unknown): value is Page =>
  typeof value === 'object' &&
  value !== null &&
  Object.getPrototypeOf(value) === Object.prototype &&
  'objects' in value;

const WHOLE: ReadonlySet<string> = new Set(['auto', 'smallInteger', 'integer', 'bigInteger', 'positiveInteger']);

const SHORT_WHOLE = /^\d{1,15}$/; // what a double holds, whatever the digits are

// What a URL says, as a value of the column; what cannot be one finds nothing.
function keyOf(column: ColumnMeta, value: string | number): unknown {
  if (SHORT_WHOLE.test(String(value)) && WHOLE.has(column.kind) && !column.options.choices) return Number(value);
  const text = WHOLE.has(column.kind) ? wholeText(String(value)) : String(value);
  const read = readColumnValue(column, 'exact', text);
  if (read === 'ignored' || 'error' in read) throw new NotFound();
  return read.value;
}

// As Python's `int()` reads it: white space around it and underscores within it do not count.
function wholeText(text: string): string {
  const digits = text.trim().replace(/(?<=\d)_(?=\d)/g, '');
  if (/^[+-]?\d{1,20}$/.test(digits)) return digits;
  throw new NotFound();
}
