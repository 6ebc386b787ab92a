/** Drizzle is the module that an app imports; that it is loaded late is in app.start-up.test.ts. */
import * as pgCore from 'drizzle-orm/pg-core';
import * as pgProxy from 'drizzle-orm/pg-proxy';
import * as sqliteCore from 'drizzle-orm/sqlite-core';
import * as sqliteProxy from 'drizzle-orm/sqlite-proxy';
import { expect, it } from 'vitest';
import { loadDrizzle } from './load-drizzle.ts';

it('gives what an app imports', () => {
  expect(loadDrizzle('pg-core').pgTable).toBe(pgCore.pgTable);
  expect(loadDrizzle('pg-proxy').drizzle).toBe(pgProxy.drizzle);
  expect(loadDrizzle('sqlite-core').sqliteTable).toBe(sqliteCore.sqliteTable);
  expect(loadDrizzle('sqlite-proxy').drizzle).toBe(sqliteProxy.drizzle);
});
