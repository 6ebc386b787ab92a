/** Reads the conditions of filters against a model: names become columns and relations, values become slots. */
import { FieldError } from '../errors.ts';
import type { ColumnKind } from '../models/field.ts';
import type { ColumnMeta, ModelMeta, Relation } from '../models/meta.ts';
import { type Lookup, lookups, lookupsOf, transforms } from './lookups.ts';
import { printName, resolvePath, unknownName } from './resolve-path.ts';
import type { Shape } from './shape.ts';
import type { QueryState } from './state.ts';
import { type ExpressionNode, isExpression, isQ } from './where.ts';

/** Something that has a value in every row: a column across relations, or an annotation, perhaps a part of it. */
export interface Source {
  readonly hops: readonly Relation[];
  /** `undefined` for an annotation. */
  readonly column: ColumnMeta | undefined;
  readonly annotation: string | undefined;
  /** Names of transforms, the innermost first. */
  readonly transforms: readonly string[];
}

/** An expression of columns and values. */
export type Computed =
  | { readonly type: 'source'; readonly source: Source }
  | { readonly type: 'number'; readonly slot: number; readonly whole: boolean }
  | {
      readonly type: 'arithmetic';
      readonly operator: '+' | '-' | '*' | '/';
      readonly left: Computed;
      readonly right: Computed;
    };

/** The right side of a comparison; a slot is an index into the values of the shape. */
export type Right =
  | { readonly type: 'slot'; readonly slot: number }
  | { readonly type: 'pair'; readonly slots: readonly [number, number] }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'expression'; readonly expression: Computed }
  | { readonly type: 'query'; readonly shape: Shape };

/** One lookup on one source. */
export interface Comparison {
  readonly type: 'compare';
  readonly left: Source;
  readonly lookup: string;
  readonly right: Right;
}

/** A condition without its values. */
export type Condition =
  | { readonly type: 'and' | 'or'; readonly conditions: readonly Condition[] }
  | { readonly type: 'not'; readonly condition: Condition }
  | { readonly type: 'everything' | 'nothing' }
  | { readonly type: 'exists'; readonly shape: Shape }
  | Comparison;

const everything: Condition = { type: 'everything' };
const nothing: Condition = { type: 'nothing' };
const MAX_DEPTH = 100;

/** What the reading of one query collects: its values, and a text that says everything but the values. */
export interface ShapeNotes {
  key: string;
  readonly values: unknown[];
}

/** What conditions may name besides the model's columns. */
export interface ConditionScope {
  readonly meta: ModelMeta;
  readonly annotations: QueryState['annotations'];
  /** The database that is asked, as `using` named it. */
  readonly alias: string | undefined;
  /** Reads the QuerySet of an `in` or a `Q.exists`. */
  readonly readQuery: (meta: ModelMeta, state: QueryState) => Shape;
}

/**
 * Reads conditions into a tree without values.
 *
 * @param conditions Plain conditions and `Q`s, all of which have to be met; their values are not trusted.
 * @param notes Gets the values, and the part of the key that describes the tree.
 * @returns `undefined` where nothing is asked for (`{}`, `Q.or()`).
 * @throws {FieldError} an unknown name or lookup, or a value of a wrong form; never holds the value
 */
export function readConditions(
  conditions: readonly unknown[],
  scope: ConditionScope,
  notes: ShapeNotes,
): Condition | undefined {
  return new ConditionReader(scope, notes).join('and', conditions, { model: scope.meta, hops: [] }, 0);
}

/** Where in the model graph a condition stands. */
interface Place {
  readonly model: ModelMeta;
  readonly hops: readonly Relation[];
}

class ConditionReader {
  readonly #scope: ConditionScope;
  readonly #notes: ShapeNotes;

  constructor(scope: ConditionScope, notes: ShapeNotes) {
    this.#scope = scope;
    this.#notes = notes;
  }

  join(type: 'and' | 'or', conditions: readonly unknown[], place: Place, depth: number): Condition | undefined {
    this.#notes.key += type === 'and' ? '(' : '|(';
    const read: Condition[] = [];
    for (const one of conditions) {
      const condition = this.#condition(one, place, depth + 1);
      if (condition !== undefined) read.push(condition);
    }
    this.#notes.key += ')';
    return joined(type, read);
  }

  // What an object in braces asks for, name by name: all of it.
  #each(
    object: Readonly<Record<string, unknown>>,
    read: (name: string, value: unknown) => Condition | undefined,
  ): Condition | undefined {
    const parts: Condition[] = [];
    for (const name of Object.keys(object)) {
      const part = read(name, object[name]);
      if (part !== undefined) parts.push(part);
    }
    return joined('and', parts);
  }

  #condition(condition: unknown, place: Place, depth: number): Condition | undefined {
    if (depth > MAX_DEPTH) throw new FieldError(`A condition on ${this.#scope.meta.name} is nested too deep.`);
    if (isQ(condition)) {
      if (condition.connector === 'exists') return this.#exists(condition.conditions[0]);
      if (condition.connector !== 'not') return this.join(condition.connector, condition.conditions, place, depth);
      this.#notes.key += '!';
      const inner = this.join('and', condition.conditions, place, depth);
      return inner && negated(inner);
    }
    if (!isPlain(condition)) throw new FieldError(`A condition on ${place.model.name} is an object or a Q.`);
    return this.#each(condition, (name, value) => this.#named(name, value, place, depth));
  }

  #named(name: string, value: unknown, place: Place, depth: number): Condition | undefined {
    const { model, hops } = place;
    if (value === undefined) {
      throw new FieldError(
        `${model.name}.${printName(name)} is compared with undefined: leave it out, or compare with null.`,
      );
    }
    const column = model.columnsByName.get(name);
    if (column) return this.#source({ hops, column, annotation: undefined, transforms: [] }, value, depth);
    const relation = model.relations.get(name);
    if (relation) return this.#relation({ model: relation.target, hops: [...hops, relation] }, relation, value, depth);
    if (hops.length === 0 && Object.hasOwn(this.#scope.annotations, name)) {
      return this.#source({ hops, column: undefined, annotation: name, transforms: [] }, value, depth);
    }
    throw unknownName(model, name, hops.length === 0 ? Object.keys(this.#scope.annotations) : []);
  }

  #relation(place: Place, relation: Relation, value: unknown, depth: number): Condition | undefined {
    const key: Source = { hops: place.hops, column: place.model.primaryKey, annotation: undefined, transforms: [] };
    if (isQ(value)) return this.#condition(value, place, depth + 1);
    if (!isPlain(value)) return this.#lookup(key, 'exact', keyOf(value, relation), depth);
    return this.#each(value, (name, inner) => {
      const isLookup = keyLookups.has(name) && !place.model.columnsByName.has(name) && !place.model.relations.has(name);
      if (!isLookup) return this.#named(name, inner, place, depth + 1);
      const operand = Array.isArray(inner) ? inner.map((item) => keyOf(item, relation)) : keyOf(inner, relation);
      return this.#lookup(key, name, operand, depth);
    });
  }

  /** A value, or an object of lookups. */
  #source(source: Source, value: unknown, depth: number): Condition | undefined {
    if (!isPlain(value)) return this.#lookup(source, 'exact', value, depth);
    return this.#each(value, (name, operand) => this.#lookup(source, name, operand, depth + 1));
  }

  #lookup(source: Source, name: string, operand: unknown, depth: number): Condition | undefined {
    if (depth > MAX_DEPTH) throw new FieldError(`A condition on ${this.#scope.meta.name} is nested too deep.`);
    const kind = kindOf(source);
    const transform = transforms.get(name);
    if (transform && (kind === undefined || transform.kinds.has(kind))) {
      return this.#source({ ...source, transforms: [...source.transforms, name] }, operand, depth + 1);
    }
    const lookup = lookups.get(name);
    if (!lookup || (kind !== undefined && !lookup.kinds.has(kind))) {
      const choices = lookupsOf(kind ?? 'integer').join(', ');
      throw new FieldError(
        `${printSource(source, this.#scope)} has no lookup ${printName(name)}: choices are ${choices}.`,
      );
    }
    this.#notes.key += `${keyOfSource(source)}:${name}`;
    const right = this.#operands[lookup.operand](source, name, operand);
    const spelled = spelling(lookup, kind, operand) ?? name;
    this.#notes.key += spelled === name ? ';' : `=${spelled};`;
    if (right === 'nothing') return nothing;
    if (right === 'null')
      return { type: 'compare', left: source, lookup: 'isnull', right: { type: 'boolean', value: true } };
    return { type: 'compare', left: source, lookup: spelled, right };
  }

  readonly #operands = {
    value: (source: Source, name: string, operand: unknown): Right | 'null' => {
      if (operand === null && name === 'exact') {
        this.#notes.key += '=null';
        return 'null';
      }
      if (isExpression(operand)) return { type: 'expression', expression: this.#expression(operand.expression) };
      if (operand === null || operand === undefined || isSubQuery(operand)) this.#refuse(source, name, 'a value');
      return { type: 'slot', slot: this.#slot(operand) };
    },
    text: (source: Source, name: string, operand: unknown): Right => {
      if (typeof operand !== 'string' || operand.includes('\0') || !operand.isWellFormed()) {
        return this.#refuse(source, name, 'text without null bytes and lone surrogates');
      }
      return { type: 'slot', slot: this.#slot(operand) };
    },
    list: (source: Source, name: string, operand: unknown): Right | 'nothing' => {
      if (isSubQuery(operand)) return this.#query(source, name, operand);
      if (!Array.isArray(operand)) this.#refuse(source, name, 'a list or a QuerySet');
      const list = (operand as readonly unknown[]).filter((item) => item !== null); // as Django: IN never finds NULL
      if (list.length > 0) return { type: 'slot', slot: this.#slot(list) };
      this.#notes.key += '=empty';
      return 'nothing';
    },
    pair: (source: Source, name: string, operand: unknown): Right => {
      const [low, high] =
        Array.isArray(operand) && operand.length === 2 ? (operand as [unknown, unknown]) : [null, null];
      if ((low ?? null) === null || (high ?? null) === null) this.#refuse(source, name, 'a list of two values');
      return { type: 'pair', slots: [this.#slot(low), this.#slot(high)] };
    },
    boolean: (source: Source, name: string, operand: unknown): Right => {
      if (typeof operand !== 'boolean') return this.#refuse(source, name, 'true or false');
      this.#notes.key += `=${operand}`;
      return { type: 'boolean', value: operand };
    },
  };

  #query(source: Source, name: string, queryset: QueryDescription): Right | 'nothing' {
    if (!this.#isNeighbour(queryset)) this.#refuse(source, name, 'a list or a QuerySet');
    this.#notes.key += '=';
    const shape = this.#shapeOf(queryset);
    return shape.empty ? 'nothing' : { type: 'query', shape };
  }

  #exists(queryset: unknown): Condition {
    if (!isSubQuery(queryset) || !this.#isNeighbour(queryset)) {
      throw new FieldError('Q.exists takes a QuerySet of a model that was defined with the others.');
    }
    this.#notes.key += '?';
    const shape = this.#shapeOf(queryset);
    return shape.empty ? nothing : { type: 'exists', shape };
  }

  #isNeighbour({ meta }: QueryDescription): boolean {
    return this.#scope.meta.registry.models.get(meta?.name) === meta;
  }

  #shapeOf({ meta, state }: QueryDescription): Shape {
    if (state.alias !== undefined && state.alias !== (this.#scope.alias ?? 'default')) {
      throw new FieldError(
        `A QuerySet of ${meta.name} in a condition is asked where the query around it is: leave out using().`,
      );
    }
    this.#notes.key += '[';
    const shape = this.#scope.readQuery(meta, state);
    this.#notes.key += ']';
    return shape;
  }

  #expression(node: ExpressionNode): Computed {
    if (node.type === 'value') {
      const whole = isWhole(node.value);
      this.#notes.key += whole ? 'i' : 'n';
      return { type: 'number', slot: this.#slot(node.value), whole };
    }
    if (node.type === 'arithmetic') {
      this.#notes.key += '(';
      const left = this.#expression(node.left);
      this.#notes.key += node.operator;
      const right = this.#expression(node.right);
      this.#notes.key += ')';
      return { type: 'arithmetic', operator: node.operator, left, right };
    }
    const source = this.#pathSource(node.path);
    this.#notes.key += `F${keyOfSource(source)}`;
    return { type: 'source', source };
  }

  #pathSource(path: string): Source {
    const { meta, annotations } = this.#scope;
    if (!meta.columnsByName.has(path) && Object.hasOwn(annotations, path)) {
      return { hops: [], column: undefined, annotation: path, transforms: [] };
    }
    const { hops, column, model } = resolvePath(meta, path);
    return { hops, column: column ?? model.primaryKey, annotation: undefined, transforms: [] };
  }

  #slot(value: unknown): number {
    return this.#notes.values.push(value) - 1;
  }

  #refuse(source: Source, lookup: string, expected: string): never {
    throw new FieldError(`${printSource(source, this.#scope)}: the lookup ${lookup} takes ${expected}.`);
  }
}

/** Another lookup for the same, that is quicker for such a value. */
function spelling({ plain, booleans }: Lookup, kind: ColumnKind | undefined, operand: unknown): string | undefined {
  if (kind === 'boolean' && typeof operand === 'boolean') return booleans?.[operand ? 0 : 1];
  return isShortAscii(operand) ? plain : undefined;
}

// SQLite refuses patterns of more than 50,000 bytes.
const isShortAscii = (operand: unknown): boolean =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII
  typeof operand === 'string' && operand.length < 10_000 && /^[\x01-\x7f]*$/.test(operand);

const keyLookups: ReadonlySet<string> = new Set(['exact', 'in', 'isnull']);

/** The key of an object that a relation is compared with; anything else stays as it is. */
function keyOf(value: unknown, { model, name, target }: Relation): unknown {
  if (typeof value !== 'object' || value === null || isExpression(value) || isSubQuery(value)) return value;
  if (!(value instanceof target.instanceClass))
    throw new FieldError(`${model.name}.${name} is compared with a ${target.name} or its key.`);
  const key = (value as { readonly pk: unknown }).pk;
  if (key !== null && key !== undefined) return key;
  throw new FieldError(`${model.name}.${name} is compared with a ${target.name} that has not been saved.`);
}

/** Whole numbers are computed with as such: 5 / 2 is 2, as columns of whole numbers have it. */
const isWhole = (value: unknown): boolean => WHOLE.test(String(typeof value === 'object' ? '' : value));
const WHOLE = /^-?\d{1,18}$/;

/** A QuerySet, as far as it is read. */
interface QueryDescription {
  readonly meta: ModelMeta;
  readonly state: QueryState;
}

const isSubQuery = (value: unknown): value is QueryDescription =>
  typeof value === 'object' && value !== null && !isPlain(value) && 'isSubQuery' in value;

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || isExpression(value) || isQ(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** What the source holds after its transforms; `undefined` for an annotation, which takes what numbers take. */
export function kindOf({ column, transforms: names }: Source): ColumnKind | undefined {
  const last = names.at(-1);
  return last === undefined ? column?.kind : transforms.get(last)?.result;
}

function keyOfSource({ hops, column, annotation, transforms: names }: Source): string {
  let key = '';
  for (const { name } of hops) key += `${name}.`;
  key += column ? column.name : `@${annotation}`;
  for (const name of names) key += `.:${name}`;
  return key;
}

const printSource = ({ hops, column, annotation, transforms: names }: Source, { meta }: ConditionScope): string =>
  [meta.name, ...hops.map(({ name }) => name), column?.name ?? annotation, ...names].join('.');

function joined(type: 'and' | 'or', conditions: readonly Condition[]): Condition | undefined {
  if (conditions.length <= 1) return conditions[0];
  const [decisive, neutral] = type === 'and' ? ['nothing', 'everything'] : ['everything', 'nothing'];
  if (conditions.some((condition) => condition.type === decisive)) return type === 'and' ? nothing : everything;
  const left = conditions.filter((condition) => condition.type !== neutral);
  if (left.length === 0) return conditions[0];
  return left.length === 1 ? left[0] : { type, conditions: left };
}

/** The opposite of a condition. */
export function negated(condition: Condition): Condition {
  if (condition.type === 'everything') return nothing;
  if (condition.type === 'nothing') return everything;
  return { type: 'not', condition };
}
