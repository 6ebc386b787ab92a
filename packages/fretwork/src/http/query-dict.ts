/** Names with several values: what a form or a query string holds. */

/**
 * The content of a form: names that may repeat, values that are text or files.
 *
 * `get` answers the last value, as Django does. Names come from clients; they never touch a prototype.
 *
 * @see Django `QueryDict`
 */
export class QueryDict<TValue = string> {
  readonly #values = new Map<string, TValue[]>();

  constructor(pairs: Iterable<readonly [string, TValue]> = []) {
    for (const [name, value] of pairs) {
      const values = this.#values.get(name);
      if (values) values.push(value);
      else this.#values.set(name, [value]);
    }
  }

  /** The last value of a name. */
  get(name: string): TValue | undefined {
    return this.#values.get(name)?.at(-1);
  }

  /** Every value of a name, in the order they came; empty where there is none. */
  getAll(name: string): readonly TValue[] {
    return this.#values.get(name) ?? [];
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  keys(): IterableIterator<string> {
    return this.#values.keys();
  }

  /** Every pair, repeated names included. */
  *entries(): IterableIterator<[string, TValue]> {
    for (const [name, values] of this.#values) for (const value of values) yield [name, value];
  }

  [Symbol.iterator](): IterableIterator<[string, TValue]> {
    return this.entries();
  }

  get size(): number {
    return this.#values.size;
  }

  /** The last value by name. */
  toJSON(): Record<string, TValue> {
    const result: Record<string, TValue> = Object.create(null);
    for (const [name, values] of this.#values) result[name] = values[values.length - 1] as TValue;
    return result;
  }
}
