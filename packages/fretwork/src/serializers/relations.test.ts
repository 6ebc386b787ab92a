import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { DataError } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { PrimaryKeyRelatedField, type RelatedQuerySet, SlugRelatedField, StringRelatedField } from './relations.ts';
import { s } from './s.ts';
import { Serializer } from './serializer.ts';

interface Tag {
  readonly pk: number;
  readonly name: string;
}
const TAGS: readonly Tag[] = [
  { pk: 1, name: 'sea' },
  { pk: 2, name: 'art' },
];

/** A table of two tags that counts how often it is asked. */
function tags(asked: object[] = [], rows: readonly Tag[] = TAGS): RelatedQuerySet<Tag> {
  return {
    meta: {
      name: 'Tag',
      primaryKey: { name: 'id', kind: 'auto' },
      columnsByName: new Map([['name', { kind: 'char' }]]),
    },
    filter: (condition) => {
      const [[name, wanted] = ['', '']] = Object.entries(condition);
      const values: unknown[] = typeof wanted === 'object' ? (wanted as { in: unknown[] }).in : [wanted];
      asked.push(condition);
      return tags(
        asked,
        rows.filter((row) => values.includes(row[name as keyof Tag])),
      );
    },
    toArray: async () => rows,
  };
}
const scope = new Serializer();

describe('PrimaryKeyRelatedField', () => {
  const field = new PrimaryKeyRelatedField({ queryset: tags() });

  it.each([[1], ['1'], ['1.0']])('finds %j', async (input) => {
    expect(await field.runValidation(input, scope)).toBe(TAGS[0]);
  });

  it.each([
    [3, 'Invalid pk "3" - object does not exist.'],
    [{ in: [1] }, 'Incorrect type. Expected pk value, received dict.'],
    [true, 'Incorrect type. Expected pk value, received bool.'],
    ['', 'This field may not be null.'],
  ])('refuses %j', async (input, message) => {
    const refused = expect.objectContaining({ messages: [message] });
    await expect((async () => field.runValidation(input, scope))()).rejects.toThrow(refused);
  });

  it('finds nothing where the column cannot hold the value', async () => {
    const broken: RelatedQuerySet<Tag> = {
      ...tags(),
      filter: () => ({
        ...tags(),
        toArray: () => Promise.reject(new DataError('out of range')),
      }),
    };
    await expect(
      (async () => new PrimaryKeyRelatedField({ queryset: broken }).runValidation(5, scope))(),
    ).rejects.toThrow(expect.objectContaining({ codes: ['does_not_exist'] }));
  });

  it('needs objects to choose from, unless it is read-only', () => {
    expect(() => new PrimaryKeyRelatedField({})).toThrow('needs a `queryset`');
    expect(() => new PrimaryKeyRelatedField({ queryset: tags(), readOnly: true })).toThrow('never uses its `queryset`');
  });
});

describe.each(testDatabases)('a key looked for on $name', ({ create }) => {
  const models = defineModels({
    Label: { name: f.char({ maxLength: 9 }) },
    Item: { labels: f.manyToMany('Label', { relatedName: 'items' }) },
  });
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
    const label = await models.Label.objects.create({ name: 'sea' });
    for (let count = 0; count < 2; count += 1) {
      const item = await models.Item.objects.create({});
      await item.related('labels').add(label);
    }
  });
  afterAll(() => opened.drop());

  it('is found each time it is asked for, with one query', async () => {
    const field = new PrimaryKeyRelatedField({ queryset: models.Label.objects });
    for (let time = 0; time < 3; time += 1) {
      const { result, queries } = await opened.database.captureQueries(() => field.runValidation('1', scope));
      expect([(result as { name: string }).name, queries.length]).toEqual(['sea', 1]);
    }
  });

  it('is found once where the QuerySet joins to many', async () => {
    const field = new PrimaryKeyRelatedField({ queryset: models.Label.objects.filter({ items: { id: { gt: 0 } } }) });
    for (let time = 0; time < 3; time += 1) expect(await field.runValidation(1, scope)).toMatchObject({ name: 'sea' });
  });

  it.each([2, 10n ** 30n, -1])('is not there: %s', async (key) => {
    const field = new PrimaryKeyRelatedField({ queryset: models.Label.objects });
    for (let time = 0; time < 3; time += 1) {
      await expect((async () => field.runValidation(key, scope))()).rejects.toThrow(
        expect.objectContaining({ codes: ['does_not_exist'] }),
      );
    }
  });
});

describe('many', () => {
  it('asks once, and keeps the order', async () => {
    const asked: object[] = [];
    const field = s.slugRelated({ queryset: tags(asked), slugField: 'name', many: true });
    expect(await field.runValidation(['art', 'sea', 'art'], scope)).toEqual([TAGS[1], TAGS[0], TAGS[1]]);
    expect(asked).toEqual([{ name: { in: ['art', 'sea'] } }]);
  });

  it('complains about the first item that is wrong', async () => {
    const field = s.primaryKeyRelated({ queryset: tags(), many: true });
    await expect((async () => field.runValidation([1, 9, 'x'], scope))()).rejects.toThrow(
      expect.objectContaining({ messages: ['Invalid pk "9" - object does not exist.'] }),
    );
  });

  it('asks nothing for an empty list', () => {
    expect(s.primaryKeyRelated({ queryset: tags(), many: true }).runValidation([], scope)).toEqual([]);
  });
});

describe('sending', () => {
  it('gives the key, the slug, or the text', () => {
    expect(new PrimaryKeyRelatedField({ readOnly: true }).toRepresentation(TAGS[0], scope)).toBe(1);
    expect(new SlugRelatedField({ readOnly: true, slugField: 'name' }).toRepresentation(TAGS[0])).toBe('sea');
    expect(new StringRelatedField().toRepresentation({ toString: () => 'Tag sea' }.toString())).toBe('Tag sea');
  });

  it('is typed by the objects', () => {
    const field = s.slugRelated({ queryset: tags(), slugField: 'name' });
    expectTypeOf<(typeof field)['~types']['value']>().toEqualTypeOf<Tag>();
    expectTypeOf<(typeof field)['~types']['out']>().toEqualTypeOf<string>();
  });
});
