/** TextRows: the same bytes as by way of objects, on every database. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../databases/database.ts';
import { captureQueries } from '../../databases/query-log.ts';
import { createTables } from '../../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../../models/define-models.ts';
import { Duration } from '../../models/duration.ts';
import { f } from '../../models/field.ts';
import type { ModelMeta } from '../../models/meta.ts';
import { model } from '../../models/model.ts';
import { PreciseDate } from '../../models/precise-date.ts';
import type { QuerySet } from '../../queries/query-set.ts';
import { type TestDatabase, testDatabases } from '../../testing/databases.ts';
import type { SerializerClass } from '../callable.ts';
import { CharField } from '../fields/char-field.ts';
import { stringify } from '../json-text.ts';
import { modelSerializer } from '../model-serializer.ts';
import { readPlan } from '../read-plan.ts';
import { field, s } from '../s.ts';
import { DEFAULT_SERIALIZER_SETTINGS } from '../serializer-settings.ts';
import { TextRows } from './text-rows.ts';

const models = defineModels({
  Country: model({ name: f.char({ maxLength: 50 }) }, { ordering: ['name'] }),
  Author: model(
    {
      name: f.char({ maxLength: 200 }),
      country: f.foreignKey('Country', { relatedName: 'authors', null: true, onDelete: 'setNull' }),
    },
    { ordering: ['-name', 'id'] },
  ),
  Tag: model({ code: f.slug({ maxLength: 20, primaryKey: true }) }, { ordering: ['code'] }),
  Book: model(
    {
      title: f.char({ maxLength: 300 }),
      notes: f.text({ null: true }),
      price: f.decimal({ maxDigits: 12, decimalPlaces: 3, null: true }),
      weight: f.float({ null: true }),
      stock: f.bigInteger({ null: true }),
      small: f.smallInteger({ null: true }),
      inPrint: f.boolean({ null: true }),
      published: f.date({ null: true }),
      opens: f.time({ null: true }),
      soldAt: f.dateTime({ null: true }),
      span: f.duration({ null: true }),
      code: f.uuid({ null: true }),
      data: f.json({ null: true }),
      address: f.ipAddress({ null: true }),
      mood: f.char({ maxLength: 5, choices: ['happy', 'sad'], null: true }),
      author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
      editor: f.foreignKey('Author', { relatedName: 'edited', null: true, onDelete: 'setNull' }),
      tags: f.manyToMany('Tag', { relatedName: 'books', blank: true }),
    },
    { ordering: ['id'] },
  ),
});
const { Author, Book, Country, Tag } = models;

const CountrySerializer = modelSerializer(Country, { fields: ['id', 'name'] });
const AuthorSerializer = modelSerializer(Author, {
  fields: ['id', 'name', 'country'],
  declare: { country: CountrySerializer({ readOnly: true }) },
});
const TagSerializer = modelSerializer(Tag, { fields: ['code'] });
const BookSerializer = modelSerializer(Book, {
  fields: [
    'id',
    'key',
    'title',
    'notes',
    'price',
    'weight',
    'stock',
    'small',
    'inPrint',
    'published',
    'opens',
    'soldAt',
    'span',
    'code',
    'data',
    'address',
    'mood',
    'author',
    'authorId',
    'editor',
    'editorName',
    'authorName',
    'tags',
    'tagObjects',
    'countryId',
  ],
  declare: {
    key: s.readOnly<number>({ source: 'pk' }),
    author: AuthorSerializer({ readOnly: true }),
    editor: AuthorSerializer({ readOnly: true }),
    authorName: s.char({ source: 'author.name', readOnly: true }),
    editorName: s.slugRelated({ source: 'editor', slugField: 'name', readOnly: true }),
    tags: s.primaryKeyRelated({ many: true, readOnly: true }),
    tagObjects: TagSerializer({ many: true, readOnly: true, source: 'tags' }),
    countryId: s.primaryKeyRelated({ source: 'author.country', readOnly: true }),
  },
});
const ShelfSerializer = modelSerializer(Author, {
  fields: ['id', 'books', 'edited'],
  declare: {
    books: modelSerializer(Book, {
      fields: ['title', 'tags', 'author'],
      declare: {
        tags: s.slugRelated({ many: true, slugField: 'code', readOnly: true }),
        author: AuthorSerializer({ readOnly: true }),
      },
    })({ many: true, readOnly: true }),
    edited: s.primaryKeyRelated({ many: true, readOnly: true }),
  },
});

/** Both ways of sending the objects of a QuerySet. */
async function bothWays(
  Class: SerializerClass,
  queryset: QuerySet<never, never, unknown>,
): Promise<[quick: string, slow: string]> {
  const { meta } = queryset as { readonly meta: ModelMeta };
  const rows = TextRows.of(Class.definition, meta, DEFAULT_SERIALIZER_SETTINGS);
  if (rows === undefined) throw new TypeError('The serializer needs objects.');
  const texts = await queryset.selectRelated(...(rows.reads.selectRelated as never[])).formatted(rows);
  const plan = readPlan(Class.definition, meta);
  const objects = await queryset
    .selectRelated(...(plan.selectRelated as never[]))
    .prefetchRelated(...(plan.prefetchRelated as never[]));
  const data = await Class({ instance: objects, many: true }).data;
  return [`[${(texts as { text: string }[]).map(({ text }) => text).join(',')}]`, stringify(data)];
}

const anyText = fc
  .oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom('', '"\\/', '\u2028\u2029', '\u0001\u001f\u007f', '𐀀💥', '%_'),
  )
  .filter((text) => !text.includes('\0') && text.isWellFormed());
const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 3 });
const anyBook = fc.record({
  title: anyText,
  notes: orNull(anyText),
  price: orNull(
    fc
      .integer({ min: -999_999_999, max: 999_999_999 })
      .map(
        (n) => `${n < 0 ? '-' : ''}${Math.floor(Math.abs(n) / 1000)}.${String(Math.abs(n) % 1000).padStart(3, '0')}`,
      ),
  ),
  weight: orNull(
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter((n) => n === 0 || (Math.abs(n) > 1e-300 && Math.abs(n) < 1e300)),
  ),
  stock: orNull(fc.oneof(fc.integer(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }))),
  small: orNull(fc.integer({ min: -32768, max: 32767 })),
  inPrint: orNull(fc.boolean()),
  published: orNull(
    fc
      .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
      .map((date) => date.toISOString().slice(0, 10)),
  ),
  opens: orNull(
    fc
      .tuple(fc.nat(23), fc.nat(59), fc.nat(59), fc.nat(999_999))
      .map(
        ([h, m, sec, micro]) =>
          `${[h, m, sec].map((n) => String(n).padStart(2, '0')).join(':')}${micro ? `.${String(micro).padStart(6, '0')}` : ''}`,
      ),
  ),
  soldAt: orNull(
    fc
      .tuple(fc.date({ min: new Date('1000-01-01'), max: new Date('9999-12-30'), noInvalidDate: true }), fc.nat(999))
      .map(([date, micro]) => new PreciseDate(date.getTime(), micro)),
  ),
  span: orNull(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }).map((micro) => new Duration(micro))),
  code: orNull(fc.uuid()),
  data: orNull(
    fc
      .jsonValue()
      .filter(
        (value) =>
          value !== null &&
          !JSON.stringify(value).includes('\\u0000') &&
          JSON.stringify(value).isWellFormed() &&
          !/\\ud[89a-f]/.test(JSON.stringify(value)),
      ),
  ),
  address: orNull(fc.ipV4()),
  mood: orNull(fc.constantFrom('happy' as const, 'sad' as const)),
});

describe.each(testDatabases)('TextRows on $name', ({ create }) => {
  let opened: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    opened = await create();
    database = opened.database;
    await createTables(database, models);
    bindDatabases(models, { default: database });
    const country = await Country.objects.create({ name: 'Perú "norte"' });
    const authors = [
      await Author.objects.create({ name: 'Ada', country }),
      await Author.objects.create({ name: 'Ünal\n' }),
    ];
    await Tag.objects.bulkCreate([{ code: 'art' }, { code: 'sea' }, { code: 'war' }]);
    for (const [index, author] of [authors[0], authors[1], authors[0]].entries()) {
      const book = await Book.objects.create({
        title: `Book ${index}`,
        authorId: author?.id ?? 0,
        editorId: index === 0 ? authors[1]?.id : null,
      });
      if (index > 0) await book.related('tags').add('sea', ...(index > 1 ? ['art'] : []));
    }
  });
  afterAll(() => opened.drop());

  it.each([
    ['nested objects, keys, slugs and lists', BookSerializer, () => Book.objects],
    ['lists in lists', ShelfSerializer, () => Author.objects],
    ['nothing at all', BookSerializer, () => Book.objects.filter({ id: -1 })],
    ['a page', BookSerializer, () => Book.objects.orderBy('-id').slice(1, 3)],
  ])('writes %s as the serializer does', async (_what, Class, queryset) => {
    const [quick, slow] = await bothWays(Class as unknown as SerializerClass, queryset() as never);
    expect(quick).toBe(slow);
    expect(JSON.parse(quick)).toEqual(expect.any(Array));
  });

  it('writes any data as the serializer does', async () => {
    const [author] = await Author.objects;
    await fc.assert(
      fc.asyncProperty(fc.array(anyBook, { minLength: 1, maxLength: 5 }), async (books) => {
        await Book.objects.filter({ id: { gt: 3 } }).delete();
        for (const values of books) await Book.objects.create({ ...values, authorId: author?.id ?? 0 } as never);
        const [quick, slow] = await bothWays(
          BookSerializer as unknown as SerializerClass,
          Book.objects.filter({ id: { gt: 3 } }) as never,
        );
        expect(quick).toBe(slow);
        expect(JSON.parse(quick)).toHaveLength(books.length);
      }),
      { numRuns: 60 },
    );
    await Book.objects.filter({ id: { gt: 3 } }).delete();
  });

  it('reads only what it sends, in as many queries as there are lists', async () => {
    const rows = TextRows.of(ShelfSerializer.definition, Author.meta, DEFAULT_SERIALIZER_SETTINGS);
    const { queries } = await captureQueries(async () => rows && (await Author.objects.formatted(rows)));
    expect(queries).toHaveLength(4); // authors; their books; the books' tags; edited books
    expect(queries[0]?.sql).not.toContain('name",');
  });
});

describe('TextRows.of', () => {
  it('reads the annotations that are sent, where the QuerySet has them', () => {
    const { definition } = modelSerializer(Author, {
      fields: ['id', 'n'],
      declare: { n: s.integer({ readOnly: true }) },
    });
    const of = (...names: string[]) =>
      TextRows.of(definition, Author.meta, DEFAULT_SERIALIZER_SETTINGS, [], new Set(names));
    expect(of('other')?.isPure).toBe(false);
    expect([of('other', 'n')?.isPure, of('other', 'n')?.reads.annotations]).toEqual([true, new Set('n')]);
  });

  const shout = field(
    class extends CharField {
      override toRepresentation(value: string): string {
        return value.toUpperCase();
      }
    },
  );
  it.each([
    ['a method', modelSerializer(Author, { fields: ['n'], declare: { n: s.method(() => 1) } })],
    ['a hook', modelSerializer(Author, { fields: ['id'], toRepresentation: (data) => ({ ...data, more: 1 }) })],
    ['a field of one’s own', modelSerializer(Author, { fields: ['name'], declare: { name: shout({}) } })],
    ['text of an object', modelSerializer(Author, { fields: ['country'], declare: { country: s.stringRelated() } })],
    [
      'a way through what may be missing',
      modelSerializer(Author, { fields: ['c'], declare: { c: s.char({ source: 'country.name', readOnly: true }) } }),
    ],
  ])('leaves %s to objects', (_what, { definition }) => {
    expect(TextRows.of(definition, Author.meta, DEFAULT_SERIALIZER_SETTINGS)?.isPure).not.toBe(true);
  });
});
