/** syncPermissions: rows for what may be done with each model. */
import { describe, expect, it } from 'vitest';
import { accountModels } from '../accounts/models.ts';
import { ImproperlyConfigured } from '../errors.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { assertNumQueries } from '../testing/assert-num-queries.ts';
import { testDatabases } from '../testing/databases.ts';
import { groupModels } from './models.ts';
import { permissionsOfModels, syncPermissions } from './sync-permissions.ts';

const title = f.char({ maxLength: 200 });

describe('permissionsOfModels', () => {
  it('are four for each model, or what its options say', () => {
    const models = defineModels({
      BookReview: { title, tags: f.manyToMany('Tag') },
      Tag: model({ title }, { verboseName: 'label', defaultPermissions: ['view'] }),
      Page: model({ title }, { defaultPermissions: [], permissions: [['publish_page', 'Can publish page']] }),
    });
    expect(permissionsOfModels(models).map((values) => Object.values(values))).toEqual([
      ['add_bookreview', 'Can add book review', 'bookreview'],
      ['change_bookreview', 'Can change book review', 'bookreview'],
      ['delete_bookreview', 'Can delete book review', 'bookreview'],
      ['view_bookreview', 'Can view book review', 'bookreview'],
      ['view_tag', 'Can view label', 'tag'],
      ['publish_page', 'Can publish page', 'page'],
    ]);
  });

  it.each([
    ['two models that differ by case', { BookShop: { title }, Bookshop: model({ title }, { table: 'b' }) }, /clashes/],
    [
      'the same one twice',
      { A: { title }, B: model({ title }, { permissions: [['add_a', 'x']] }) },
      /add_a of b clashes/,
    ],
    ['a long codename', { A: model({ title }, { permissions: [['x'.repeat(101), 'x']] }) }, /too long/],
    ['a long name', { A: model({ title }, { permissions: [['x', 'x'.repeat(256)]] }) }, /too long/],
  ])('refuse %s', (_, definitions, text) => {
    const models = defineModels(definitions as { readonly A: { readonly title: typeof title } });
    expect(() => permissionsOfModels(models)).toThrow(ImproperlyConfigured);
    expect(() => permissionsOfModels(models)).toThrow(text);
  });
});

describe.each(testDatabases)('syncPermissions on $name', ({ create }) => {
  it('inserts what is missing, and nothing twice', async () => {
    const before = defineModels({ ...accountModels, ...groupModels });
    const after = defineModels({ ...accountModels, ...groupModels, Book: { title } });
    const { database, drop } = await create();
    try {
      await createTables(database, after);
      bindDatabases(before, { default: database });
      bindDatabases(after, { default: database });
      expect(await syncPermissions(before)).toBe(12);
      await assertNumQueries(1, () => syncPermissions(before));
      const counts = await Promise.all([syncPermissions(after), syncPermissions(after)]);
      expect(Math.max(...counts)).toBe(4);
      expect(await after.Permission.objects.filter({ model: 'book' }).valuesList('codename', 'name')).toEqual([
        ['add_book', 'Can add book'],
        ['change_book', 'Can change book'],
        ['delete_book', 'Can delete book'],
        ['view_book', 'Can view book'],
      ]);
      expect(await after.Permission.objects.count()).toBe(16);
    } finally {
      await drop();
    }
  });

  it('does nothing without groups', async () => {
    expect(await syncPermissions(defineModels({ Book: { title } }))).toBe(0);
    expect(await syncPermissions(defineModels({ Permission: { title } }))).toBe(0);
  });
});
