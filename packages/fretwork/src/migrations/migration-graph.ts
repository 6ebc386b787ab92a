/** Which migration comes after which. */
import { MigrationError } from '../errors.ts';

/** What the graph knows of a migration. */
export interface GraphNode {
  readonly name: string;
  readonly parents: readonly string[];
}

/**
 * Migrations by their parents, in the order in which they can be applied.
 *
 * The order is the same on every machine: among those that could come next, the one with the first name comes.
 */
export class MigrationGraph<T extends GraphNode> {
  /** Parents before children. */
  readonly order: readonly T[];
  readonly #byName: ReadonlyMap<string, T>;

  /** @throws {MigrationError} a parent is missing, or migrations are each other's parents */
  constructor(migrations: readonly T[]) {
    this.#byName = new Map(migrations.map((migration) => [migration.name, migration]));
    for (const { name, parents } of migrations) {
      for (const parent of parents) {
        if (!this.#byName.has(parent))
          throw new MigrationError(`The migration ${name} needs ${parent}, which is not there.`);
      }
    }
    this.order = sortByParents(migrations);
  }

  /** Migrations that no other one needs; more than one where branches were not merged. */
  get leaves(): readonly T[] {
    const needed = new Set(this.order.flatMap(({ parents }) => parents));
    return this.order.filter(({ name }) => !needed.has(name));
  }

  /**
   * The last migration, or nothing where there is none.
   *
   * @throws {MigrationError} there are several
   */
  get leaf(): T | undefined {
    const { leaves } = this;
    if (leaves.length <= 1) return leaves[0];
    const names = leaves.map(({ name }) => name).join(' and ');
    throw new MigrationError(`Two branches of migrations end in ${names}: join them with makemigrations --merge.`);
  }

  /**
   * The migration with a name, or the only one whose name begins so.
   *
   * @throws {MigrationError} there is none, or more than one
   */
  find(name: string): T {
    const found = this.#byName.get(name);
    if (found) return found;
    const similar = this.order.filter((migration) => migration.name.startsWith(name));
    if (similar.length === 1 && similar[0]) return similar[0];
    if (similar.length === 0) throw new MigrationError(`There is no migration ${name}. showmigrations lists them.`);
    throw new MigrationError(
      `${name} may be ${similar.map((migration) => migration.name).join(' or ')}: write more of it.`,
    );
  }

  /** A migration and all that it needs, by name. */
  withAncestors(migration: T): Set<string> {
    const found = new Set<string>();
    const pending = [migration.name];
    for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
      if (found.has(name)) continue;
      found.add(name);
      pending.push(...(this.#byName.get(name)?.parents ?? []));
    }
    return found;
  }

  /** All that need a migration, by name, without itself. */
  descendants(migration: T): Set<string> {
    const others = this.order.filter((other) => other !== migration && this.withAncestors(other).has(migration.name));
    return new Set(others.map(({ name }) => name));
  }
}

function sortByParents<T extends GraphNode>(migrations: readonly T[]): T[] {
  const sorted: T[] = [];
  const done = new Set<string>();
  let pending = [...migrations].sort((a, b) => (a.name < b.name ? -1 : 1));
  while (pending.length > 0) {
    const next = pending.find(({ parents }) => parents.every((parent) => done.has(parent)));
    if (!next)
      throw new MigrationError(`The migrations ${pending.map(({ name }) => name).join(', ')} need each other.`);
    sorted.push(next);
    done.add(next.name);
    pending = pending.filter((other) => other !== next);
  }
  return sorted;
}
