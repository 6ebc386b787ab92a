/** Tools for tests: a client without a server, counted queries, databases of one's own, factories. */
export {
  APIClient,
  type APIClientOptions,
  type APIRequestOptions,
  type APIResponse,
  type BodyFormat,
  type ForcedUser,
  type TestableApp,
  type TestConnection,
} from './api-client.ts';
export { assertNumQueries } from './assert-num-queries.ts';
export {
  pglite,
  postgres,
  sqliteFile,
  sqliteMemory,
  type TestDatabase,
  type TestDatabaseKind,
  testDatabases,
} from './databases.ts';
export { factory } from './factories.ts';
export { memoryTokenStore } from './memory-token-store.ts';
export { type TestDatabaseOptions, type TestRunner, testDatabase } from './test-database.ts';
