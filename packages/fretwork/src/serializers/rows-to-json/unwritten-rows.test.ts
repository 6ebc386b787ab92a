/** UnwrittenRows, which TextRows yield where some fields need objects: as many queries as without objects, columns past their fields, and the scope that methods expect. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { captureQueries } from '../../databases/query-log.ts';
import { createTables } from '../../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../../models/define-models.ts';
import { f } from '../../models/field.ts';
import { model } from '../../models/model.ts';
import { count } from '../../queries/aggregates.ts';
import type { RowFormat } from '../../queries/row-format.ts';
import { type TestDatabase, testDatabases } from '../../testing/databases.ts';
import { CharField } from '../fields/char-field.ts';
import { stringify } from '../json-text.ts';
import { modelSerializer } from '../model-serializer.ts';
import { readPlan } from '../read-plan.ts';
import { s } from '../s.ts';
import { DEFAULT_SERIALIZER_SETTINGS } from '../serializer-settings.ts';
import { TextRows } from './text-rows.ts';
import { MixedText, UnwrittenRows } from './unwritten-rows.ts';

const models = defineModels({
  Publisher: model({ name: f.char({ maxLength: 50 }), city: f.char({ maxLength: 50 }) }, { ordering: ['id'] }),
  Book: model(
    {
      title: f.char({ maxLength: 50 }),
      publisher: f.foreignKey('Publisher', { relatedName: 'books', onDelete: 'cascade' }),
    },
    { ordering: ['id'] },
  ),
});
const { Publisher, Book } = models;
const BookSerializer = modelSerializer(Book, { fields: ['id', 'title'] });
const pure = modelSerializer(Publisher, {
  fields: ['id', 'name', 'books'],
  declare: { books: BookSerializer({ many: true, readOnly: true }) },
});
const places: unknown[] = [];
const mixed = modelSerializer(Publisher, {
  fields: ['id', 'name', 'label', 'books'],
  declare: {
    label: s.method(({ name, city }, scope) => {
      places.push(scope.instance);
      return `${name}, ${city}`;
    }),
    books: BookSerializer({ many: true, readOnly: true }),
  },
});
const mixedList = modelSerializer(Publisher, {
  fields: ['id', 'books'],
  declare: {
    books: modelSerializer(Book, {
      fields: ['title', 'where'],
      declare: {
        where: s.method((book) => Promise.resolve((book as unknown as { publisher: typeof Publisher }).publisher)),
      },
    })({ many: true, readOnly: true }),
  },
});

const reader = (Class: { definition: typeof pure.definition }): TextRows =>
  TextRows.of(Class.definition, Publisher.meta, DEFAULT_SERIALIZER_SETTINGS) as TextRows;

describe.each(testDatabases)('UnwrittenRows on $name', ({ create }) => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
    for (const name of ['Anker', 'Bolt', 'Çelik']) {
      const { id } = await Publisher.objects.create({ name, city: 'Ghent' });
      if (name !== 'Bolt') await Book.objects.bulkCreate(['One', 'Two'].map((title) => ({ title, publisherId: id })));
    }
  });
  afterAll(() => opened.drop());

  async function quick(Class: typeof pure | typeof mixed | typeof mixedList): Promise<string> {
    const rows = reader(Class);
    const [made] = (await Publisher.objects.formatted(rows.asList)) as [UnwrittenRows];
    const text = await made.write((Class as typeof pure)({ many: true }) as never);
    expect(text).toBeInstanceOf(MixedText);
    return text.text;
  }

  async function slow(Class: typeof pure | typeof mixed | typeof mixedList): Promise<string> {
    const { prefetchRelated } = readPlan(Class.definition, Publisher.meta);
    const instance = await Publisher.objects.prefetchRelated(...(prefetchRelated as never[]));
    return stringify(await (Class as typeof pure)({ instance: instance as never, many: true }).data);
  }

  it.each([
    ['a method beside a list', mixed],
    ['a method in a list', mixedList],
  ])('writes %s as the serializer does, with no query more', async (_what, Class) => {
    const [first, second] = [await captureQueries(() => quick(Class)), await captureQueries(() => slow(Class))];
    expect(first.result).toBe(second.result);
    expect(first.queries).toHaveLength(2);
    expect(second.queries).toHaveLength(2);
  });

  it('writes columns without their fields, which objects would take for each', async () => {
    const represent = vi.spyOn(CharField.prototype, 'toRepresentation');
    await quick(mixed);
    await quick(mixedList);
    expect(represent).not.toHaveBeenCalled();
    await slow(mixed);
    expect(represent).toHaveBeenCalledTimes(7); // three names, four titles
    represent.mockRestore();
  });

  it('gives methods what they would have as the scope, of a list and of one', async () => {
    places.length = 0;
    await quick(mixed);
    const [all] = places as [{ name: string; books: object[] }[]];
    expect(all.map(({ name, books }) => [name, books.length])).toEqual([
      ['Anker', 2],
      ['Bolt', 0],
      ['Çelik', 2],
    ]);
    expect(new Set(places).size).toBe(1);
    const one = (await Publisher.objects.formatted(reader(mixed)).get({ name: 'Bolt' })) as UnwrittenRows;
    expect((await one.write(mixed() as never)).toJSON()).toMatchObject({ label: 'Bolt, Ghent', books: [] });
    expect(places.at(-1)).toBeInstanceOf(Publisher);
  });

  it('writes what is computed from rows, and shows it to methods', async () => {
    const Counting = modelSerializer(Publisher, {
      fields: ['n', 'seen'],
      declare: { n: s.integer({ readOnly: true }), seen: s.method((one): unknown => Reflect.get(one, 'n')) },
    });
    const { definition } = Counting;
    const counted = Publisher.objects.annotate({ n: count('books') });
    const rows = TextRows.of(definition, Publisher.meta, DEFAULT_SERIALIZER_SETTINGS, [], new Set(['n']));
    const [made] = (await counted.formatted(rows?.asList as RowFormat)) as [UnwrittenRows];
    const text = await made.write(Counting({ many: true }) as never);
    expect(text.toJSON()).toEqual([2, 0, 2].map((n) => ({ n, seen: n })));
    expect(TextRows.of(definition, Publisher.meta, DEFAULT_SERIALIZER_SETTINGS)).toBeUndefined(); // nothing is a column
  });

  it('writes some of the rows as a list, in any order', async () => {
    places.length = 0;
    const [first, , third] = (await Publisher.objects.formatted(reader(mixed))) as UnwrittenRows[];
    const some = UnwrittenRows.listOf([third, first] as UnwrittenRows[]);
    const written = (await some.write(mixed({ many: true }) as never)).toJSON();
    expect(written).toMatchObject([{ label: 'Çelik, Ghent', books: [{}, {}] }, { label: 'Anker, Ghent' }]);
    const [scope] = places as [{ name: string }[]];
    expect(scope.map(({ name }) => name)).toEqual(['Çelik', 'Anker']);
  });

  it('asks for the same again with the same text', async () => {
    const rows = reader(mixed);
    const read = () => captureQueries(() => Publisher.objects.formatted(rows.asList).toArray());
    expect((await read()).queries.map(({ sql }) => sql)).toEqual((await read()).queries.map(({ sql }) => sql));
    expect(rows.asList.reads).toBe(rows.reads);
  });
});

describe('TextRows.of', () => {
  it.each([
    ['needs nothing but objects', modelSerializer(Publisher, { fields: ['m'], declare: { m: s.method(() => 1) } })],
    ['has a hook', modelSerializer(Publisher, { fields: ['id'], toRepresentation: (made) => made })],
    [
      'sends what is behind the way back',
      modelSerializer(Publisher, {
        fields: ['id', 'books'],
        declare: {
          books: modelSerializer(Book, {
            fields: ['m', 'id', 'publisher'],
            declare: { m: s.method(() => 1), publisher: pure({ readOnly: true }) },
          })({ many: true, readOnly: true }),
        },
      }),
    ],
  ])('leaves alone what %s', (_what, { definition }) => {
    expect(TextRows.of(definition as never, Publisher.meta, DEFAULT_SERIALIZER_SETTINGS)).toBeUndefined();
  });
});
