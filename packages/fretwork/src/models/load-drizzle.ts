/** Drizzle, loaded when somebody asks for a table of it: loading it takes longer than starting an app without it. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** The parts of Drizzle that are used here. */
interface Parts {
  readonly 'pg-core': typeof import('drizzle-orm/pg-core');
  readonly 'pg-proxy': typeof import('drizzle-orm/pg-proxy');
  readonly 'sqlite-core': typeof import('drizzle-orm/sqlite-core');
  readonly 'sqlite-proxy': typeof import('drizzle-orm/sqlite-proxy');
}

const require = createRequire(import.meta.url);

/**
 * A part of Drizzle; loaded at the first call, at once.
 *
 * The ES module, by its own address: the same one that an app imports, so that tables and operators know each other.
 */
export const loadDrizzle = <N extends keyof Parts>(name: N): Parts[N] =>
  require(fileURLToPath(import.meta.resolve(`drizzle-orm/${name}`))) as Parts[N];
