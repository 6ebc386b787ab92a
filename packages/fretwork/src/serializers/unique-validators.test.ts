import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../databases/open-database.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { serializer } from './callable.ts';
import { s } from './s.ts';
import {
  uniqueForDateValidator,
  uniqueForYearValidator,
  uniqueTogetherValidator,
  uniqueValidator,
} from './unique-validators.ts';

const models = defineModels({
  Post: {
    title: f.char({ maxLength: 20 }),
    slug: f.char({ maxLength: 20 }),
    day: f.date(),
    draft: f.boolean({ default: false }),
  },
});
const { Post } = models;
const database = openDatabase('sqlite::memory:');

beforeAll(async () => {
  await createTables(database, models);
  bindDatabases(models, { default: database });
  await Post.objects.create({ id: 1, title: 'Hello', slug: 'hello', day: '2024-05-06' });
});
afterAll(() => database.close());

const queryset = Post.objects;
const fields = { title: s.char(), slug: s.char(), day: s.date(), draft: s.boolean({ required: false }) };
const refused = async (Class: ReturnType<typeof serializer>, data: object, instance?: unknown) => {
  const made = Class({ data, instance, partial: instance !== undefined });
  return (await made.isValid()) ? {} : made.errors;
};
const hello = { title: 'Hello', slug: 'hello', day: '2024-05-06' };

describe('uniqueValidator', () => {
  const Named = serializer({
    name: s.char({ source: 'title', validators: [uniqueValidator({ queryset, lookup: 'iexact', message: 'Taken.' })] }),
  });

  it('asks by the attribute and the lookup', async () => {
    expect(await refused(Named, { name: 'HELLO' })).toEqual({ name: ['Taken.'] });
    expect(await refused(Named, { name: 'Other' })).toEqual({});
  });

  it('leaves out the object that is updated', async () => {
    expect(await refused(Named, { name: 'hello' }, await Post.objects.get({ id: 1 }))).toEqual({});
  });
});

describe('uniqueTogetherValidator', () => {
  const Pair = serializer(fields, { validators: [uniqueTogetherValidator({ queryset, fields: ['title', 'slug'] })] });

  it('refuses what is there together', async () => {
    expect(await refused(Pair, hello)).toEqual({
      non_field_errors: ['The fields title, slug must make a unique set.'],
    });
    expect(await refused(Pair, { ...hello, slug: 'other' })).toEqual({});
  });

  it('takes what is missing in an update from the object', async () => {
    const other = await Post.objects.create({ title: 'Hello', slug: 'second', day: '2024-05-06' });
    expect(await refused(Pair, { slug: 'hello' }, other)).toHaveProperty('non_field_errors');
    expect(await refused(Pair, { slug: 'second' }, other)).toEqual({});
  });

  it('asks nothing where the condition does not hold', async () => {
    const condition = { fields: ['draft'], holds: ({ draft }: Readonly<Record<string, unknown>>) => draft === true };
    const Drafts = serializer(fields, {
      validators: [uniqueTogetherValidator({ queryset, fields: ['title', 'slug'], condition })],
    });
    expect(await refused(Drafts, { ...hello, draft: false })).toEqual({});
    expect(await refused(Drafts, { ...hello, draft: true })).toHaveProperty('non_field_errors');
  });
});

describe('unique for a period', () => {
  it.each([
    [uniqueForDateValidator, '2024-05-06', '2024-05-07', 'date'],
    [uniqueForYearValidator, '2024-01-01', '2025-05-06', 'year'],
  ])('%o', async (validator, taken, free, period) => {
    const Dated = serializer(fields, { validators: [validator({ queryset, field: 'slug', dateField: 'day' })] });
    expect(await refused(Dated, { ...hello, day: taken })).toEqual({
      slug: [`This field must be unique for the "day" ${period}.`],
    });
    expect(await refused(Dated, { ...hello, day: free })).toEqual({});
  });
});
