/** FilterSets as clients meet them, on both databases: every kind of filter, its values and its mistakes. */
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { ImproperlyConfigured, ValidationError } from '../errors.ts';
import { Request } from '../http/request.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { Duration } from '../models/duration.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { ChoiceFilter, ModelChoiceFilter, ModelMultipleChoiceFilter, MultipleChoiceFilter } from './choice-filters.ts';
import { FieldFilterBackend, type FilteredView } from './field-filter-backend.ts';
import {
  BooleanFilter,
  CharFilter,
  DateFilter,
  DateTimeFilter,
  DurationFilter,
  NumberFilter,
  TimeFilter,
  UUIDFilter,
} from './filter.ts';
import { FilterSet } from './filter-set.ts';
import { OrderFilter } from './order-filter.ts';
import { CommaRangeFilter, InFilter, RangeFilter } from './range-filters.ts';

const models = defineModels({
  Author: { name: f.char({ maxLength: 9 }), isActive: f.boolean({ default: true }) },
  Tag: { name: f.char({ maxLength: 9 }) },
  Book: model(
    {
      title: f.char({ maxLength: 30 }),
      price: f.decimal({ maxDigits: 6, decimalPlaces: 2 }),
      pages: f.integer(),
      rating: f.float({ null: true }),
      status: f.char({ maxLength: 9, choices: ['draft', 'out', 'gone'], default: 'draft' }),
      published: f.date({ null: true }),
      at: f.dateTime({ null: true }),
      clock: f.time({ null: true }),
      length: f.duration({ null: true }),
      code: f.uuid({ null: true }),
      author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
      tags: f.manyToMany('Tag', { relatedName: 'books' }),
    },
    { ordering: ['id'] },
  ),
});
const { Author, Book, Tag } = models;

class BookFilter extends FilterSet {
  static override readonly model = Book;
  static override readonly fields = { status: ['exact'], price: ['range'], author: ['exact', 'in'], tags: ['exact'] };

  minPrice = new NumberFilter({ fieldName: 'price', lookupExpr: 'gte' });
  longerThan = new NumberFilter({ fieldName: 'pages', lookupExpr: 'gt' });
  minRating = new NumberFilter({ fieldName: 'rating', lookupExpr: 'gte' });
  year = new NumberFilter({ fieldName: 'published', lookupExpr: 'year' });
  tag = new CharFilter({ fieldName: 'tags__name', lookupExpr: 'iexact' });
  notTitle = new CharFilter({ fieldName: 'title', lookupExpr: 'icontains', exclude: true });
  state = new ChoiceFilter({ fieldName: 'status', choices: { draft: 'Draft', out: 'Out' } });
  rated = new ChoiceFilter({ fieldName: 'rating', choices: [4.5], nullValue: 'none' });
  states = new MultipleChoiceFilter({ fieldName: 'status', choices: ['draft', 'out', 'gone'] });
  activeAuthor = new ModelChoiceFilter({ fieldName: 'author', queryset: Author.objects.filter({ isActive: true }) });
  anyTag = new ModelMultipleChoiceFilter({ fieldName: 'tags', queryset: Tag.objects });
  allTags = new ModelMultipleChoiceFilter({ fieldName: 'tags', queryset: Tag.objects, conjoined: true });
  unrated = new BooleanFilter({ fieldName: 'rating', lookupExpr: 'isnull' });
  after = new DateFilter({ fieldName: 'published', lookupExpr: 'gt' });
  since = new DateTimeFilter({ fieldName: 'at', lookupExpr: 'gte' });
  onDay = new DateFilter({ fieldName: 'at', lookupExpr: 'date' });
  from = new TimeFilter({ fieldName: 'clock', lookupExpr: 'gte' });
  atLeast = new DurationFilter({ fieldName: 'length', lookupExpr: 'gte' });
  code = new UUIDFilter();
  pagesIn = new InFilter({ fieldName: 'pages', item: new NumberFilter() });
  pagesBetween = new CommaRangeFilter({ fieldName: 'pages', item: new NumberFilter() });
  day = new RangeFilter({ fieldName: 'published', item: new DateFilter(), suffixes: ['after', 'before'] });
  words = new CharFilter({
    method: (books: typeof Book.objects, name, value, request) => {
      expectTypeOf(value).toEqualTypeOf<string>();
      expect([name, request]).toEqual(['words', expect.any(Request)]);
      return value.split(' ').reduce((found, word) => found.filter({ title: { icontains: word } }), books);
    },
  });
  bigger = new NumberFilter({
    method: (books: typeof Book.objects, _name, value) => books.filter({ pages: { gt: Math.floor(value) } }),
  });
  o = new OrderFilter({ fields: ['title', ['price', 'cost']] });
}

const backend = new FieldFilterBackend();
const requestFor = (query: string): Request =>
  new Request(new globalThis.Request(`http://testserver/?${query}`), { app: {} as never });

/** Titles of the books that a query finds, by their first letters. */
async function found(query: string, view: FilteredView = { filtersetClass: BookFilter }): Promise<string> {
  const request = requestFor(query);
  await backend.check(request, Book.objects, view);
  const books = backend.filterQueryset(request, Book.objects, view) as typeof Book.objects;
  return (await books).map(({ title }) => title.charAt(0)).join('');
}

describe.each(testDatabases)('filters on $name', ({ create }) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await create();
    await createTables(test.database, models);
    bindDatabases(models, { default: test.database });
    const [ada, bob] = [
      await Author.objects.create({ name: 'Ada' }),
      await Author.objects.create({ name: 'Bob', isActive: false }),
    ];
    const [sf, fun] = [await Tag.objects.create({ name: 'sf' }), await Tag.objects.create({ name: 'fun' })];
    const values = { clock: '08:30:00', code: '01234567-89ab-cdef-0123-456789abcdef' };
    const a = await Book.objects.create({ title: 'Alpha River', price: '5.00', pages: 99, author: ada, ...values });
    const b = await Book.objects.create({
      title: 'Beta River',
      price: '10.50',
      pages: 100,
      rating: 4.5,
      status: 'out',
      published: '2020-02-29',
      at: new Date('2020-02-29T23:30:00Z'),
      author: bob,
    });
    await Book.objects.create({
      title: 'Gamma',
      price: '20.00',
      pages: 101,
      status: 'gone',
      published: '2021-01-01',
      author: ada,
    });
    await a.related('tags').add(sf, fun);
    await b.related('tags').add(sf);
    await Book.objects.filter({ id: a.id }).update({ length: Duration.of({ hours: 2 }) });
  });
  afterAll(() => test.drop());

  it.each([
    ['', 'ABG'],
    ['unknown=1', 'ABG'],
    ['status=out', 'B'],
    ['status=', 'ABG'],
    ['price__range=5,10.5', 'AB'],
    ['author=1', 'AG'],
    ['author__in=1,2', 'ABG'],
    ['tags=1&tags=2', 'AB'],
    ['minPrice=10.5', 'BG'],
    ['longerThan=99.5', 'BG'],
    ['longerThan=1e400', ''],
    ['minRating=4.4', 'B'],
    ['year=2021', 'G'],
    ['tag=SF', 'AB'],
    ['notTitle=river', 'G'],
    ['state=draft', 'A'],
    ['rated=none', 'AG'],
    ['rated=4.5', 'B'],
    ['states=draft&states=gone&states=draft', 'AG'],
    ['activeAuthor=1', 'AG'],
    ['anyTag=1&anyTag=2', 'AB'],
    ['allTags=1&allTags=2', 'A'],
    ['unrated=true', 'AG'],
    ['unrated=0', 'B'],
    ['unrated=maybe', 'ABG'],
    ['after=2020-2-28', 'BG'],
    ['after=12/31/2020', 'G'],
    ['since=2020-02-29T23:30:00Z', 'B'],
    ['onDay=2020-02-29', 'B'],
    ['from=8:30', 'A'],
    ['atLeast=1:59:59', 'A'],
    ['code=01234567-89AB-CDEF-0123-456789ABCDEF', 'A'],
    ['pagesIn=99,101', 'AG'],
    ['pagesBetween=100,200', 'BG'],
    ['day_after=2020-02-29&day_before=2020-12-31', 'B'],
    ['day_after=2020-03-01', 'G'],
    ['words=river%20alpha', 'A'],
    ['words=', 'ABG'],
    ['bigger=99.5', 'BG'],
    ['o=-cost', 'GBA'],
    ['o=-title,cost', 'GBA'],
    ['status=out&minPrice=50', ''],
  ])('?%s finds %j', async (query, expected) => {
    expect(await found(query)).toBe(expected);
  });

  it.each([
    ['status=odd', { status: ['Select a valid choice. odd is not one of the available choices.'] }],
    ['price__range=5', { price__range: ['Range query expects two values.'] }],
    ['author=9', { author: ['Select a valid choice. That choice is not one of the available choices.'] }],
    ['author__in=1,9', { author__in: ['Select a valid choice. That choice is not one of the available choices.'] }],
    ['author__in=x', { author__in: ['Select a valid choice. That choice is not one of the available choices.'] }],
    ['tags=9', { tags: ['Select a valid choice. 9 is not one of the available choices.'] }],
    ['tags=x', { tags: ['“x” is not a valid value.'] }],
    ['minPrice=cheap&longerThan=x', { minPrice: ['Enter a number.'], longerThan: ['Enter a number.'] }],
    ['minPrice=Infinity', { minPrice: ['Enter a number.'] }],
    ['tag=%00', { tag: ['Null characters are not allowed.'] }],
    ['states=', { states: ['Select a valid choice.  is not one of the available choices.'] }],
    ['states=draft&states=odd', { states: ['Select a valid choice. odd is not one of the available choices.'] }],
    ['activeAuthor=2', { activeAuthor: ['Select a valid choice. That choice is not one of the available choices.'] }],
    ['after=2021-02-29', { after: ['Enter a valid date.'] }],
    ['after=0000-01-01', { after: ['Enter a valid date.'] }],
    ['since=yesterday', { since: ['Enter a valid date/time.'] }],
    ['from=24:00', { from: ['Enter a valid time.'] }],
    ['atLeast=long', { atLeast: ['Enter a valid duration.'] }],
    ['code=x', { code: ['Enter a valid UUID.'] }],
    ['pagesIn=1,x', { pagesIn: ['Enter a number.'] }],
    ['day_after=x', { day: ['Enter a valid date.'] }],
    ['bigger=x', { bigger: ['Enter a number.'] }],
    ['o=pages', { o: ['Select a valid choice. pages is not one of the available choices.'] }],
    ['o=__proto__', { o: ['Select a valid choice. __proto__ is not one of the available choices.'] }],
  ])('?%s is refused', async (query, messages) => {
    const refused = await found(query).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ValidationError);
    expect((refused as ValidationError).messages).toEqual(messages);
  });

  it('takes no more than a thousand values', async () => {
    const messages = async (query: string) =>
      (await found(query).catch((error: ValidationError) => error)) as ValidationError;
    expect((await messages(`pagesIn=${'1,'.repeat(1000)}1`)).messages).toEqual({
      pagesIn: ['Enter at most 1000 values.'],
    });
    expect((await messages(`states=draft${'&states=draft'.repeat(1000)}`)).messages).toEqual({
      states: ['Enter at most 1000 values.'],
    });
  });

  it('asks for what is required', async () => {
    class Strict extends FilterSet {
      title = new CharFilter({ required: true });
    }
    const refused = await found('title=', { filtersetClass: Strict }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ messages: { title: ['This field is required.'] } });
    expect(await found('title=Gamma', { filtersetClass: Strict })).toBe('G');
  });

  it('finds an object once, however many ways lead to it', async () => {
    class Tagged extends FilterSet {
      tag = new CharFilter({ fieldName: 'tags.name', lookupExpr: 'icontains', distinct: true });
    }
    expect(await found('tag=f', { filtersetClass: Tagged })).toBe('AB');
  });
});

it('says what is wrong with a class', () => {
  class NoModel extends FilterSet {
    static override readonly fields = ['title'];
  }
  class NoField extends FilterSet {
    static override readonly model = Book;
    static override readonly fields = ['nonsense'];
  }
  expect(() => new NoModel().filters).toThrow(ImproperlyConfigured);
  expect(() => new NoField().filters).toThrow('The `fields` of NoField: Book has no "nonsense"');
  // @ts-expect-error a choice filter needs choices
  expect(() => new ChoiceFilter()).not.toThrow();
  // @ts-expect-error a model filter needs a queryset
  expect(() => new ModelChoiceFilter({ fieldName: 'author' })).not.toThrow();
});
