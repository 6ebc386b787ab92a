/** Keys chosen by hand and keys that are counted never meet. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';

const models = defineModels({ Thing: { name: f.char({ maxLength: 20 }) } });
const { Thing } = models;

describe.each(testDatabases)('counted keys on $name', ({ create }) => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await create();
    await createTables(opened.database, models);
    bindDatabases(models, { default: opened.database });
  });
  afterAll(() => opened.drop());

  const next = async (): Promise<number> => (await Thing.objects.create({ name: 'counted' })).id;

  it('go on after keys that were chosen', async () => {
    await Thing.objects.bulkCreate([
      { id: 7, name: 'chosen' },
      { id: 3, name: 'chosen' },
    ]);
    expect(await next()).toBe(8);
    await Thing.objects.create({ id: 20, name: 'chosen' });
    expect(await next()).toBe(21);
  });

  it('do not go back for a smaller one', async () => {
    await Thing.objects.create({ id: 11, name: 'chosen' });
    await Thing.objects.create({ id: -5, name: 'chosen' });
    expect(await next()).toBe(22);
  });
});
