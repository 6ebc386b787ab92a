/** testDatabase: a database for a file of tests, as empty before each of them as before the first. */
import { Database } from '../databases/database.ts';
import { postgresDialect, sqliteDialect } from '../databases/dialect.ts';
import { createTables } from '../migrations/create-tables.ts';
import { migrate } from '../migrations/executor.ts';
import { type AnyModels, bindDatabases } from '../models/define-models.ts';
import { sqliteMemory, type TestDatabase, type TestDatabaseKind } from './databases.ts';
import { RollbackDriver } from './rollback-driver.ts';

type Hook = (work: () => Promise<void>) => unknown;

/** The hooks of a test runner: `import * as vitest from 'vitest'` or `import * as runner from 'node:test'` has them. */
export type TestRunner = { readonly beforeEach: Hook; readonly afterEach: Hook } & (
  | { readonly beforeAll: Hook; readonly afterAll: Hook }
  | { readonly before: Hook; readonly after: Hook }
);

/** How a test's database is made. */
export interface TestDatabaseOptions {
  /** Which database; SQLite in memory where left out. */
  readonly kind?: TestDatabaseKind;
  /** Folder of migrations to run; without it the tables are made of the models, which is faster. */
  readonly migrations?: string;
}

/**
 * Gives the tests of a file, or of a `describe`, a database of their own, and undoes after each test what it did.
 *
 * The models are bound to it, so that an app made with them asks it, whatever its settings name. What a `beforeAll`
 * below this call writes is there for every test. A test is one transaction on one connection: tests that run at the
 * same time need a database each, and ids go on counting on PostgreSQL.
 *
 * @param models What `defineModels` returned.
 * @param runner The module of the test runner.
 * @returns The database, for SQL of one's own.
 * @see Django `TestCase`, `setUpTestData`
 */
export function testDatabase(
  models: AnyModels,
  runner: TestRunner,
  { kind = sqliteMemory, migrations }: TestDatabaseOptions = {},
): Database {
  let created: TestDatabase | undefined;
  let driver: RollbackDriver | undefined;
  const open = async (): Promise<RollbackDriver> => {
    if (driver !== undefined) return driver;
    created = await kind.create();
    driver = new RollbackDriver(created.database);
    return driver;
  };
  const database = new Database('default', kind.name.startsWith('sqlite') ? sqliteDialect : postgresDialect, open);
  const [beforeAll, afterAll] =
    'beforeAll' in runner ? [runner.beforeAll, runner.afterAll] : [runner.before, runner.after];
  beforeAll(async () => {
    await open();
    if (created === undefined) return;
    if (migrations === undefined) await createTables(created.database, models);
    else await migrate(created.database, { directory: migrations });
    bindDatabases(models, { default: database });
  });
  runner.beforeEach(async () => (await open()).start());
  runner.afterEach(async () => (await open()).undo());
  afterAll(async () => {
    await database.close();
    await created?.drop();
  });
  return database;
}
