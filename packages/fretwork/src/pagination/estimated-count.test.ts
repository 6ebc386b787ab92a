/** Counting by statistics, on PostgreSQL. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';
import { type TestDatabase, testDatabases } from '../testing/databases.ts';
import { estimatedCount } from './estimated-count.ts';

const models = defineModels({ Row: model({ n: f.integer() }, { table: 'a "quoted" row' }) });
const open = new Map<string, TestDatabase>();

beforeAll(async () => {
  for (const kind of testDatabases) open.set(kind.name, await kind.create());
});
afterAll(async () => {
  for (const database of open.values()) await database.drop();
});

it('is the number that PostgreSQL knows, where it knows one', async () => {
  for (const [name, { database }] of open) {
    bindDatabases(models, { default: database });
    await database.exec('CREATE TABLE "a ""quoted"" row" (id integer PRIMARY KEY, n integer NOT NULL)');
    expect(await estimatedCount(models.Row.objects)).toBeNull(); // never analysed
    for (let id = 1; id <= 3; id += 1) await database.exec(`INSERT INTO "a ""quoted"" row" VALUES (${id}, ${id})`);
    await database.exec('ANALYZE');
    expect(await estimatedCount(models.Row.objects)).toBe(name === 'postgres' ? 3 : null);
    expect(await estimatedCount(models.Row.objects.filter({ n: 1 }))).toBeNull();
  }
});
