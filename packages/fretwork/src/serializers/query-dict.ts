/** A submitted form: names that may repeat, with texts or files. */

/** What a form holds under a name. */
export type FormValue = string | File;

/**
 * A form as serializers read it: `get` gives the last value of a name, `getAll` all of them.
 *
 * DRF's conventions for lists and objects in forms are `items[0]`, `items[0]name` and `address.street`.
 *
 * @param entries Names and values in the order they were sent: pairs, `FormData`, or `URLSearchParams`.
 * @see Django `QueryDict`; DRF `utils/html.py`
 */
export class QueryDict {
  readonly #values = new Map<string, FormValue[]>();

  constructor(entries: Iterable<readonly [string, FormValue]> = []) {
    for (const [name, value] of entries) this.append(name, value);
  }

  /** Adds a value to a name. */
  append(name: string, value: FormValue): void {
    const values = this.#values.get(name);
    if (values) values.push(value);
    else this.#values.set(name, [value]);
  }

  /** The last value of a name. */
  get(name: string): FormValue | undefined {
    return this.#values.get(name)?.at(-1);
  }

  /** All values of a name; empty where it was not sent. */
  getAll(name: string): FormValue[] {
    return [...(this.#values.get(name) ?? [])];
  }

  has(name: string): boolean {
    return this.#values.has(name);
  }

  /** The names, each once. */
  keys(): MapIterator<string> {
    return this.#values.keys();
  }

  get size(): number {
    return this.#values.size;
  }

  /** Each name with its last value, as an object without prototype. */
  toJSON(): Record<string, FormValue | undefined> {
    const result: Record<string, FormValue | undefined> = Object.create(null);
    for (const name of this.keys()) result[name] = this.get(name);
    return result;
  }
}

/**
 * The list in a form: `items[0]=a&items[1]=b`, or a form of its own for each of `items[0]name=a`.
 *
 * Indexes only order the items; gaps close, so that a huge index costs nothing.
 *
 * @param prefix Name of the list; '' for a form that is the list itself.
 * @returns `undefined` where the form has no such list.
 */
export function formList(form: QueryDict, prefix: string): (FormValue | QueryDict)[] | undefined {
  const items = new Map<bigint, FormValue | QueryDict>();
  for (const name of form.keys()) {
    if (!name.startsWith(`${prefix}[`)) continue;
    const match = /^\[(\d{1,19})\]([^\n]*)/u.exec(name.slice(prefix.length));
    if (!match) continue;
    const [, digits = '', rest = ''] = match;
    const index = BigInt(digits);
    const value = form.get(name) ?? '';
    const item = items.get(index);
    if (rest === '') items.set(index, value);
    else if (item instanceof QueryDict) item.append(rest, value);
    else items.set(index, new QueryDict([[rest, value]]));
  }
  if (items.size === 0) return undefined;
  return [...items].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}

/**
 * The object in a form: `address.street=x`.
 *
 * @param prefix Name of the object.
 * @returns `undefined` where the form has no such object.
 */
export function formObject(form: QueryDict, prefix: string): QueryDict | undefined {
  const result = new QueryDict();
  for (const name of form.keys()) {
    if (!name.startsWith(`${prefix}.`) || name.length === prefix.length + 1) continue;
    for (const value of form.getAll(name)) result.append(name.slice(prefix.length + 1), value);
  }
  return result.size === 0 ? undefined : result;
}
