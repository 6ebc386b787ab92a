/** The types of rows, relations and instances, inferred from the definitions; types only. */
import type { RelatedManager } from '../queries/related-manager.ts';
import type { Column, FieldMap, Flag, ForeignKey, ManyToMany, ModelField, OneToOne } from './field.ts';
import type { ModelDefinition } from './model.ts';

/** What `defineModels` takes: models by key. */
export type Definitions = { readonly [model: string]: FieldMap | ModelDefinition };

/** Flattens an intersection, so that editors show an object. */
export type Simplify<T> = { [K in keyof T]: T[K] } & {};

/** The fields of one model. */
export type Fields<D, K extends keyof D> = D[K] extends ModelDefinition<infer F> ? F : D[K];

type Nullable<T, G> = 'null' extends G ? T | null : T;

/** Name of a declared primary key; `never` where the model has the default `id`. */
type DeclaredKey<F> = {
  [N in keyof F]: F[N] extends Column<unknown, infer G>
    ? 'primary' extends G
      ? N
      : never
    : F[N] extends OneToOne<string, string, infer G> | ForeignKey<string, string, infer G>
      ? 'primary' extends G
        ? `${N & string}Id`
        : never
      : never;
}[keyof F];

/** Name of the attribute that holds the primary key. */
export type KeyName<D, K extends keyof D> = [DeclaredKey<Fields<D, K>>] extends [never]
  ? 'id'
  : DeclaredKey<Fields<D, K>> & string;

/** Type of the primary key. */
export type Key<D, K extends keyof D> = [DeclaredKey<Fields<D, K>>] extends [never]
  ? number
  : {
      [N in keyof Fields<D, K>]: Fields<D, K>[N] extends Column<infer T, infer G>
        ? 'primary' extends G
          ? T
          : never
        : Fields<D, K>[N] extends OneToOne<infer To, string, infer G> | ForeignKey<infer To, string, infer G>
          ? 'primary' extends G
            ? To extends keyof D
              ? Key<D, To>
              : never
            : never
          : never;
    }[keyof Fields<D, K>];

type ToOne<To extends string, G extends Flag> = ForeignKey<To, string, G> | OneToOne<To, string, G>;

type KeyPart<F> = [DeclaredKey<F>] extends [never] ? { id: number } : unknown;
type ColumnPart<F> = {
  -readonly [N in keyof F as F[N] extends Column<unknown, Flag> ? N : never]: F[N] extends Column<infer T, infer G>
    ? Nullable<T, G>
    : never;
};
type ReferencePart<D, F> = {
  -readonly [N in keyof F as F[N] extends ToOne<string, Flag> ? `${N & string}Id` : never]: F[N] extends ToOne<
    infer To,
    infer G
  >
    ? To extends keyof D
      ? Nullable<Key<D, To>, G>
      : never
    : never;
};

/** The columns of a model as an object: `id`, its own columns, and `<name>Id` for each relation to one object. */
export type Row<D, K extends keyof D> = Simplify<
  KeyPart<Fields<D, K>> & ColumnPart<Fields<D, K>> & ReferencePart<D, Fields<D, K>>
>;

/** The columns that never leave the app. */
export type SecretNames<F> = {
  [N in keyof F]: F[N] extends Column<unknown, infer G> ? ('secret' extends G ? N : never) : never;
}[keyof F];

/** Every way back in the definitions: which model gets it, its name, where it leads, and whether it leads to many. */
type WaysBack<D> = {
  [X in keyof D]: {
    [N in keyof Fields<D, X>]: Fields<D, X>[N] extends OneToOne<infer To, infer R, Flag>
      ? [R] extends [never]
        ? never
        : { at: To; name: R; to: X; many: false }
      : Fields<D, X>[N] extends ForeignKey<infer To, infer R, Flag> | ManyToMany<infer To, infer R>
        ? [R] extends [never]
          ? never
          : { at: To; name: R; to: X; many: true }
        : never;
  }[keyof Fields<D, X>];
}[keyof D];

type WayBack<D, K, M extends boolean> = Extract<WaysBack<D>, { at: K; many: M }>;

/** Relations to one object: name to target and whether it may be missing. */
export type Single<D, K extends keyof D> = {
  [N in keyof Fields<D, K> as Fields<D, K>[N] extends ToOne<string, Flag> ? N : never]: Fields<D, K>[N] extends ToOne<
    infer To,
    infer G
  >
    ? { to: To & keyof D; null: 'null' extends G ? true : false }
    : never;
} & { [E in WayBack<D, K, false> as E['name']]: { to: E['to']; null: true } };

/** Relations to many objects: name to target. */
export type Many<D, K extends keyof D> = {
  [N in keyof Fields<D, K> as Fields<D, K>[N] extends ManyToMany<string, string> ? N : never]: Fields<
    D,
    K
  >[N] extends ManyToMany<infer To, string>
    ? To & keyof D
    : never;
} & { [E in WayBack<D, K, true> as E['name']]: E['to'] };

/** Target of a relation of either sort. */
export type Target<D, K extends keyof D, N> = N extends keyof Single<D, K>
  ? Single<D, K>[N] extends { to: infer To extends keyof D }
    ? To
    : never
  : N extends keyof Many<D, K>
    ? Many<D, K>[N] extends infer To extends keyof D
      ? To
      : never
    : never;

/** How deep a path of relations may be written. */
type Depth = readonly [0, 0, 0];
type Shorter<N extends readonly unknown[]> = N extends readonly [unknown, ...infer R] ? R : [];

/** Paths over relations to one object, as `selectRelated` takes them: `author`, `author.mentor`. */
export type SinglePath<D, K extends keyof D, N extends readonly unknown[] = Depth> = N extends readonly []
  ? never
  : {
      [S in keyof Single<D, K> & string]: S | `${S}.${SinglePath<D, Target<D, K, S>, Shorter<N>>}`;
    }[keyof Single<D, K> & string];

/** Paths over relations of any sort, as `prefetchRelated` takes them. */
export type RelationPath<D, K extends keyof D, N extends readonly unknown[] = Depth> = N extends readonly []
  ? never
  : {
      [S in (keyof Single<D, K> | keyof Many<D, K>) & string]:
        | S
        | `${S}.${RelationPath<D, Target<D, K, S>, Shorter<N>>}`;
    }[(keyof Single<D, K> | keyof Many<D, K>) & string];

type Head<P extends string> = P extends `${infer H}.${string}` ? H : P;
type Tail<P extends string, H extends string> = P extends `${H}.${infer T}` ? T : never;

/** The relations of the paths `P`, loaded. `I` is the type function of instances, see `Instance`. */
export type Loaded<D, K extends keyof D, P extends string> = {
  [H in Head<P>]: H extends keyof Single<D, K>
    ? Single<D, K>[H] extends { to: infer To extends keyof D; null: infer N }
      ? N extends true
        ? LoadedInstance<D, To, Tail<P, H>> | null
        : LoadedInstance<D, To, Tail<P, H>>
      : never
    : H extends keyof Many<D, K>
      ? LoadedInstance<D, Many<D, K>[H] & keyof D, Tail<P, H>>[]
      : never;
};
type LoadedInstance<D, K extends keyof D, P extends string> = [P] extends [never]
  ? Instance<D, K>
  : Instance<D, K> & Loaded<D, K, P>;

/** An object of a model: its columns and the methods of `ModelInstance`; relations only where they were loaded. */
export type Instance<D, K extends keyof D> = Row<D, K> & ModelInstance<D, K>;

type OptionalColumn<F> = {
  [N in keyof F]: F[N] extends Column<unknown, infer G> ? ('optional' extends G ? N : never) : never;
}[keyof F];

type ColumnInput<F> = {
  [N in keyof F as F[N] extends Column<unknown, Flag>
    ? N extends OptionalColumn<F>
      ? never
      : N
    : never]: F[N] extends Column<infer T, infer G> ? Nullable<T, G> : never;
} & {
  [N in keyof F as F[N] extends Column<unknown, Flag>
    ? N extends OptionalColumn<F>
      ? N
      : never
    : never]?: F[N] extends Column<infer T, infer G> ? Nullable<T, G> : never;
};

type Intersect<U> = (U extends unknown ? (x: U) => void : never) extends (x: infer I) => void ? I : never;

// A relation is given as the object or as its key, never both; boxed, so that Intersect keeps each pair together.
type ReferenceInput<D, F> = {
  [N in keyof F]: F[N] extends ToOne<infer To, infer G>
    ? To extends keyof D
      ? { box: Reference<D, To, N & string, G> }
      : never
    : never;
}[keyof F];
type Reference<D, To extends keyof D, N extends string, G> = 'optional' extends G
  ? { readonly [P in N]?: Nullable<Row<D, To>, G> } & { readonly [P in `${N}Id`]?: Nullable<Key<D, To>, G> }
  :
      | ({ readonly [P in N]: Row<D, To> } & { readonly [P in `${N}Id`]?: never })
      | ({ readonly [P in `${N}Id`]: Key<D, To> } & { readonly [P in N]?: never });
type Unbox<B> = B extends { box: infer T } ? T : unknown;

/** The values of a new object: those without a default have to be there; a relation as object or as key. */
export type NewValues<D, K extends keyof D> = ([DeclaredKey<Fields<D, K>>] extends [never]
  ? { readonly id?: number }
  : unknown) &
  ColumnInput<Fields<D, K>> &
  ([ReferenceInput<D, Fields<D, K>>] extends [never] ? unknown : Unbox<Intersect<ReferenceInput<D, Fields<D, K>>>>);

/** Some values of an object, for an update; a relation as object or as key. */
export type Changes<D, K extends keyof D> = Partial<Row<D, K>> & {
  readonly [N in keyof Fields<D, K> as Fields<D, K>[N] extends ToOne<string, Flag> ? N : never]?: Fields<
    D,
    K
  >[N] extends ToOne<infer To, infer G>
    ? To extends keyof D
      ? Nullable<Row<D, To>, G>
      : never
    : never;
};

/** How `save` writes. */
export interface SaveOptions {
  /** Only these attributes are written. */
  readonly updateFields?: readonly string[];
  /** INSERT, even where the object has a key. */
  readonly forceInsert?: boolean;
}

/**
 * What every object of a model can do.
 *
 * @see Django "Model instance reference"
 */
export interface ModelInstance<D, K extends keyof D> {
  /** The primary key, whatever it is called. */
  readonly pk: Key<D, K>;
  /** Inserts the object, or updates it where it came from the database. One query. */
  save(options?: SaveOptions): Promise<void>;
  /** Sets these values and writes only them. One query. */
  update(values: Changes<D, K>): Promise<void>;
  /** Deletes the object and what cascades from it. @returns How many rows were deleted. */
  delete(): Promise<number>;
  /**
   * What a relation leads to, as a QuerySet of its own; on a relation to many, `add`, `remove`, `set`, `clear` and
   * `create` as well.
   */
  related<N extends (keyof Single<D, K> | keyof Many<D, K>) & string>(name: N): RelatedManager<D, Target<D, K, N>>;
  /** Reads the columns again; loaded relations are forgotten. */
  refresh(): Promise<void>;
  /** The columns as a plain object, without the secret ones. */
  toJSON(): Omit<Row<D, K>, SecretNames<Fields<D, K>>>;
}

/** Checks that every relation names a model of the same definitions; an unknown target becomes a sentence. */
export type CheckTargets<D> = {
  [K in keyof D]: D[K] extends ModelDefinition<infer F> ? { readonly fields: CheckFields<D, F> } : CheckFields<D, D[K]>;
};
type CheckFields<D, F> = {
  [N in keyof F]: F[N] extends { readonly to: infer To extends string }
    ? To extends keyof D
      ? F[N]
      : `Unknown model "${To}"`
    : F[N] extends ModelField
      ? F[N]
      : never;
};
