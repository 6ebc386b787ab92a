/** A place for logins and tokens in memory, for tests of tokens without a database of their own. */
import { openDatabase } from '../databases/open-database.ts';
import { jwtModels } from '../jwt/models.ts';
import { TokenStore } from '../jwt/token-store.ts';
import { createTables } from '../migrations/create-tables.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';

/** Makes an empty store, the real one on SQLite in memory. Takes a few milliseconds. */
export async function memoryTokenStore(): Promise<TokenStore> {
  const models = defineModels(jwtModels);
  const database = openDatabase({ url: 'sqlite::memory:' });
  await createTables(database, models);
  bindDatabases(models, { default: database });
  return new TokenStore(models);
}
