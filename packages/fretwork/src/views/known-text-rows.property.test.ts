/** Rows with objects for some fields, on the wire: any serializer gives the bytes, and the calls, that objects give. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../app.ts';
import { RelationNotLoaded } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { type ModelMeta, modelOf } from '../models/meta.ts';
import { model } from '../models/model.ts';
import { CursorPagination } from '../pagination/cursor-pagination.ts';
import { path, urlpatterns } from '../routers/path.ts';
import { callable } from '../serializers/callable.ts';
import { Field, type Scope, skip } from '../serializers/field.ts';
import { CharField } from '../serializers/fields/char-field.ts';
import { modelSerializer, modelSerializerClass } from '../serializers/model-serializer.ts';
import { TextRows } from '../serializers/rows-to-json/text-rows.ts';
import { field, s } from '../serializers/s.ts';
import { serializerSettings } from '../serializers/serializer-settings.ts';
import { defineSettings } from '../settings/settings.ts';
import { APIClient } from '../testing/api-client.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import type { ViewQuerySet, ViewSerializerClass } from './generic-api-view.ts';
import { ReadOnlyModelViewSet } from './viewsets.ts';

const models = defineModels({
  Country: model({ name: f.text() }, { ordering: ['id'] }),
  Author: model(
    {
      name: f.text({ null: true }),
      country: f.foreignKey('Country', { relatedName: 'authors', null: true, onDelete: 'setNull' }),
    },
    { ordering: ['id'], str: ({ name }) => `<${name}>` },
  ),
  Tag: model({ label: f.text({ null: true }) }, { ordering: ['-id'] }),
  Book: model(
    {
      title: f.text({ null: true }),
      stock: f.bigInteger({ null: true }),
      soldAt: f.dateTime({ null: true }),
      author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
      editor: f.foreignKey('Author', { relatedName: 'edited', null: true, onDelete: 'setNull' }),
      sequelTo: f.oneToOne('Book', { relatedName: 'sequel', null: true, onDelete: 'setNull' }),
      tags: f.manyToMany('Tag', { relatedName: 'books', blank: true }),
    },
    { ordering: ['id'] },
  ),
});
const { Author, Book, Country, Tag } = models;
const METAS: Readonly<Record<string, ModelMeta>> = {
  Country: Country.meta,
  Author: Author.meta,
  Tag: Tag.meta,
  Book: Book.meta,
};

// ------------------------------------------------------------------------------------------------------------- methods

let calls = 0;

/** All that a method can reach: what is loaded, with its columns, and what is not. */
function reachable(object: unknown, depth: number): unknown {
  const meta = modelOf(object);
  if (meta === undefined) return null;
  const found: Record<string, unknown> = { columns: object };
  if (depth === 0) return found;
  for (const name of meta.relations.keys()) {
    try {
      const value = (object as Record<string, unknown>)[name];
      found[name] = Array.isArray(value)
        ? value.map((item) => reachable(item, depth - 1))
        : reachable(value, depth - 1);
    } catch (error) {
      found[name] = error instanceof RelationNotLoaded ? error.message : 'another error';
    }
  }
  return found;
}

/** Whether relations lead to the very objects that methods were given. */
const seen = new Set<object>();

const METHODS: Readonly<Record<string, (object: object, scope: Scope) => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  date: () => new Date(Date.UTC(2026, 0, 1, 1, 2, 3, 4)),
  noDate: () => new Date(Number.NaN),
  bigint: () => 2n ** 70n,
  nested: (object) => ({
    a: [undefined, 1n, new Map([['k', new Set([1])]])],
    b: undefined,
    '2': object,
    '1': '\u2028"',
  }),
  skip: () => skip,
  function: () => () => 1,
  calls: () => {
    calls += 1;
    return calls;
  },
  reachable: (object) => reachable(object, 3),
  same: (object) => {
    seen.add(object);
    const relations = [...(modelOf(object)?.relations.keys() ?? [])];
    return relations.map((name) => {
      try {
        return [Reflect.get(object, name)].flat().map((other) => seen.has(other as object));
      } catch {
        return name;
      }
    });
  },
  kept: (object) => {
    const kept = Number(Reflect.get(object, 'kept') ?? 0) + 1;
    Reflect.set(object, 'kept', kept);
    return kept;
  },
  scope: (_object, scope) => [
    scope.constructor.name,
    scope.partial,
    Object.keys(scope.context),
    (scope.context.request as { method: string }).method,
    scope.context.settings === (scope.context.view as { settings: unknown }).settings,
    scope.settings.timeZone,
    Array.isArray(scope.instance) ? scope.instance.length : scope.instance,
  ],
};

const Loud = field(
  class LoudField extends CharField {
    override toRepresentation(value: string): string {
      return `${value}!`;
    }
  },
);
const Slow = field(
  class SlowField extends Field<string> {
    override async toRepresentation(value: string): Promise<string> {
      await Promise.resolve();
      return value;
    }
  },
);

// --------------------------------------------------------------------------------------------------------- serializers

/** What a serializer is made of, as data that fast-check can shrink and print. */
interface Spec {
  readonly model: string;
  readonly style: 'plain' | 'hook' | 'asyncHook' | 'overridden';
  readonly fields: readonly FieldSpec[];
}
type FieldSpec =
  | { readonly kind: 'column' | 'loud' | 'slow'; readonly source: string }
  | { readonly kind: 'method'; readonly method: string; readonly isAsync: boolean; readonly loads: readonly string[] }
  | { readonly kind: 'keys' | 'slugs' | 'strings'; readonly source: string }
  | { readonly kind: 'through'; readonly source: string; readonly missing: unknown }
  | { readonly kind: 'nested'; readonly source: string; readonly child: Spec };

const columnsOf = ({ columns }: ModelMeta): string[] => columns.map(({ name }) => name);
const textOf: Readonly<Record<string, string>> = { Country: 'name', Author: 'name', Tag: 'label', Book: 'title' };

/** Paths of relations, up to two steps. */
function pathsOf(meta: ModelMeta, steps: number): string[] {
  return [...meta.relations.values()].flatMap(({ name, target }) => [
    name,
    ...(steps > 1 ? pathsOf(target, steps - 1).map((rest) => `${name}.${rest}`) : []),
  ]);
}

function singlesOf(meta: ModelMeta, steps: number): string[] {
  return [...meta.relations.values()]
    .filter(({ many }) => !many)
    .flatMap(({ name, target }) => [
      name,
      ...(steps > 1 ? singlesOf(target, steps - 1).map((rest) => `${name}.${rest}`) : []),
    ]);
}

const fewOf = (names: string[], most: number): fc.Arbitrary<string[]> =>
  fc.subarray(names, { maxLength: Math.min(most, names.length) });

function anySpec(name: string, depth: number): fc.Arbitrary<Spec> {
  const meta = METAS[name] as ModelMeta;
  const relations = [...meta.relations.values()];
  const column = fc.constantFrom(...columnsOf(meta));
  const relation = fc.constantFrom(...relations.map((one) => one.name));
  const method = fc.record({
    kind: fc.constant('method' as const),
    method: fc.constantFrom(...Object.keys(METHODS)),
    isAsync: fc.boolean(),
    loads: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fewOf(pathsOf(meta, 2), 1)),
  });
  const fields: fc.MaybeWeightedArbitrary<FieldSpec>[] = [
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('column' as const), source: column }) },
    { weight: 2, arbitrary: method },
    fc.record({ kind: fc.constantFrom('loud' as const, 'slow' as const), source: fc.constant(textOf[name] as string) }),
    fc.record({ kind: fc.constantFrom('keys' as const, 'slugs' as const, 'strings' as const), source: relation }),
    ...(singlesOf(meta, 2).length === 0
      ? []
      : [
          fc.record({
            kind: fc.constant('through' as const),
            source: fc.constantFrom(...singlesOf(meta, 2).map((steps) => `${steps}.id`)),
            missing: fc.constantFrom('nothing', null, 'left out'),
          }),
        ]),
  ];
  if (depth > 0) {
    const nested = fc.oneof(
      ...relations.map((one) => anySpec(one.target.name, depth - 1).map((child) => ({ source: one.name, child }))),
    );
    fields.push({ weight: 5, arbitrary: nested.map((one): FieldSpec => ({ kind: 'nested', ...one })) });
  }
  const style = fc.oneof(
    { weight: 6, arbitrary: fc.constant('plain' as const) },
    fc.constantFrom('hook' as const, 'asyncHook' as const, 'overridden' as const),
  );
  return fc.record({
    model: fc.constant(name),
    style: depth === DEPTH ? fc.constant('plain' as const) : style,
    fields: fc.array(fc.oneof(...fields), { minLength: depth === DEPTH ? 2 : 0, maxLength: 5 }),
  });
}

const DEPTH = 3;

function build({ model: name, style, fields }: Spec): ViewSerializerClass {
  const meta = METAS[name] as ModelMeta;
  const declare = Object.fromEntries(fields.map((one, index) => [`f${index}`, buildField(one, meta)]));
  const hooks = {
    plain: {},
    overridden: {},
    hook: { toRepresentation: (made: object, object: object) => ({ ...made, hooked: reachable(object, 1) }) },
    asyncHook: { toRepresentation: async (made: object) => ({ ...made, hooked: await Promise.resolve(1n) }) },
  };
  const options = { fields: Object.keys(declare), declare, ...hooks[style] };
  if (style !== 'overridden') return modelSerializer({ meta } as never, options as never) as never;
  return callable(
    class extends modelSerializerClass(meta, options as never) {
      override toRepresentation(instance: unknown, scope: Scope): unknown {
        return [super.toRepresentation(instance, scope), String(instance)];
      }
    } as never,
  );
}

function buildField(spec: FieldSpec, meta: ModelMeta): Field {
  if (spec.kind === 'method') {
    const make = METHODS[spec.method] as (object: object, scope: Scope) => unknown;
    const wait = async (object: object, scope: Scope): Promise<unknown> => {
      await Promise.resolve();
      return make(object, scope);
    };
    return s.method((spec.isAsync ? wait : make) as never, { loads: spec.loads }) as never;
  }
  const { source } = spec;
  const readOnly = true;
  if (spec.kind === 'column') return s.readOnly({ source });
  if (spec.kind === 'loud') return Loud({ source, readOnly } as never);
  if (spec.kind === 'slow') return Slow({ source, readOnly } as never);
  if (spec.kind === 'through') {
    const missing = spec.missing === 'nothing' ? {} : spec.missing === null ? { allowNull: true } : { default: 'none' };
    return s.readOnly({ source, ...missing } as never);
  }
  const { many, target } = meta.relations.get(source) as { many: boolean; target: ModelMeta };
  if (spec.kind === 'nested') return build(spec.child)({ source, readOnly, many }) as Field;
  if (spec.kind === 'keys') return s.primaryKeyRelated({ source, readOnly, many }) as Field;
  if (spec.kind === 'strings') return s.stringRelated({ source, many } as never) as Field;
  return s.slugRelated({ source, readOnly, many, slugField: textOf[target.name] as string }) as Field;
}

// --------------------------------------------------------------------------------------------------------------- views

const now: { queryset: ViewQuerySet; serializer: ViewSerializerClass } = {
  queryset: Book.objects as unknown as ViewQuerySet,
  serializer: modelSerializer(Book, { fields: ['id'] }) as never,
};

class Anything extends ReadOnlyModelViewSet {
  override queryset = now.queryset as never;
  override serializerClass = now.serializer as never;
}
class Unpaged extends Anything {
  override paginationClass = null;
}
class Backwards extends Anything {
  override paginationClass = class extends CursorPagination {
    override readonly pageSize = 2;
    override readonly ordering = '-id';
  };
}
const watched = (View: typeof Anything): typeof Anything =>
  class extends View {
    override async represent(objects: unknown): Promise<unknown> {
      return super.represent(objects);
    }
  };
const URLS = Object.entries({
  paged: Anything,
  unpaged: Unpaged as typeof Anything,
  cursors: Backwards as typeof Anything,
}).flatMap(([name, View]) =>
  Object.entries({ 'by-rows': View, 'by-objects': watched(View) }).flatMap(([way, Way]) => [
    path(`${way}/${name}/`, Way.asView({ get: 'list' })),
    path(`${way}/${name}/<str:pk>/`, Way.asView({ get: 'retrieve' })),
  ]),
);

const anyData = fc.record({
  authors: fc.array(fc.record({ name: fc.option(fc.string(), { freq: 3 }), country: fc.nat(2) }), {
    minLength: 1,
    maxLength: 3,
  }),
  books: fc.array(
    fc.record({
      title: fc.option(fc.string(), { freq: 3 }),
      stock: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { freq: 3 }),
      soldAt: fc.option(fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })),
      author: fc.nat(),
      editor: fc.option(fc.nat(), { freq: 1 }),
      isSequel: fc.boolean(),
      tags: fc.array(fc.nat(), { maxLength: 3 }),
    }),
    { maxLength: 4 },
  ),
});
type Data = typeof anyData extends fc.Arbitrary<infer T> ? T : never;

const storable = (text: string | null): string | null => text?.replaceAll('\0', '').toWellFormed() ?? null;

async function store({ authors, books }: Data): Promise<void> {
  for (const { objects } of [Book, Author, Country, Tag]) await objects.delete();
  const countries = [
    null,
    (await Country.objects.create({ name: 'Peru' })).id,
    (await Country.objects.create({ name: '' })).id,
  ];
  const tags = [(await Tag.objects.create({ label: null })).id, (await Tag.objects.create({ label: '"sea"' })).id];
  const made: number[] = [];
  for (const { name, country } of authors) {
    made.push((await Author.objects.create({ name: storable(name), countryId: countries[country] ?? null })).id);
  }
  let previous: number | null = null;
  for (const { author, editor, isSequel, tags: chosen, title, ...values } of books) {
    const book: { id: number; related(name: 'tags'): { add(...ids: number[]): Promise<void> } } =
      await Book.objects.create({
        ...values,
        title: storable(title),
        authorId: made[author % made.length] as number,
        editorId: editor === null ? null : (made[editor % made.length] as number),
        sequelToId: isSequel ? previous : null,
      });
    previous = book.id;
    await book.related('tags').add(...new Set(chosen.map((index) => tags[index % 2] as number)));
  }
}

const anyView = fc.constantFrom('Book', 'Author', 'Tag', 'Country').chain((name) => {
  const meta = METAS[name] as ModelMeta;
  return fc.record({
    spec: anySpec(name, DEPTH),
    selectRelated: fewOf(singlesOf(meta, 2), 1),
    prefetchRelated: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fewOf(pathsOf(meta, 3), 2)),
    list: fc.constantFrom('/paged/', '/unpaged/', '/cursors/', `/cursors/?cursor=${btoa('r=1')}`),
    settings: fc.constantFrom('usual' as const, 'odd' as const),
    accept: fc.constantFrom('application/json', 'application/json; indent=2'),
  });
});

describe.each(testDatabases)('rows with some objects on $name', ({ create }) => {
  let opened: TestDatabase;
  let clients: Readonly<Record<'usual' | 'odd', APIClient>>;

  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    const clientOf = (settings: object): APIClient =>
      new APIClient(
        createApp({
          settings: defineSettings({
            secretKey: 'a secret key of a test, long enough',
            debug: true,
            pageSize: 3,
            ...settings,
          }),
          models,
          urls: urlpatterns(...URLS),
          databases: { default: opened.database },
        }),
      );
    clients = {
      usual: clientOf({}),
      odd: clientOf({ coerceBigintToString: true, timeZone: 'Asia/Kolkata', dateTimeFormat: '%d.%m.%Y' }),
    };
    bindDatabases(models, { default: opened.database });
  });
  afterAll(() => opened.drop());

  async function answer(
    address: string,
    client: APIClient,
    accept: string,
  ): Promise<{ text: string; timing: string; queries: number }> {
    calls = 0;
    seen.clear();
    const { text, status, headers } = await client.get(address, { headers: { accept } });
    const timing = headers.get('server-timing') ?? '';
    expect(status, text).toBe(200);
    return { text, timing, queries: Number(/desc="(\d+) quer/.exec(timing)?.[1]) };
  }

  it('are the same as objects alone', { timeout: 300_000 }, async () => {
    const ways = { rows: 0, mixed: 0 };
    await fc.assert(
      fc.asyncProperty(
        anyData,
        anyView,
        async (data, { spec, selectRelated, prefetchRelated, list, settings, accept }) => {
          const client = clients[settings];
          await store(data);
          const { objects } = { Book, Author, Country, Tag }[spec.model as 'Book'];
          now.queryset = objects
            .selectRelated(...(selectRelated as never[]))
            .prefetchRelated(...(prefetchRelated as never[])) as unknown as ViewQuerySet;
          now.serializer = build(spec);
          const { path: said } = (now.serializer as unknown as { explain(): { path: keyof typeof ways } }).explain();
          const { definition } = now.serializer;
          const settled = serializerSettings(undefined);
          // Objects need not be compared with objects.
          fc.pre(said === 'rows' || TextRows.of(definition, objects.meta, settled, prefetchRelated) !== undefined);
          const key = (await objects.first())?.id;
          const addresses = key === undefined ? [list, list] : [list, `/paged/${key}/`, list];
          for (const address of addresses) {
            const slow = await answer(`/by-objects${address}`, client, accept);
            const quick = await answer(`/by-rows${address}`, client, accept);
            expect(quick.text).toBe(slow.text.replaceAll('/by-objects/', '/by-rows/'));
            const way = /^path;desc="(rows|mixed)/.exec(quick.timing)?.[1] as keyof typeof ways;
            if (way === 'mixed') expect(quick.queries).toBeLessThanOrEqual(slow.queries);
            if (key !== undefined) expect(way).toBe(said);
            ways[said] += 1;
          }
        },
      ),
      { numRuns: 100 },
    );
    expect(ways.mixed).toBeGreaterThan(ways.rows);
  });
});
