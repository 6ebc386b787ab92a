/** What is left of a value's type after it went through JSON. */

/**
 * The type of a value as clients receive it: dates are texts, maps are objects, sets are lists.
 *
 * @typeParam T What a handler on the server answers.
 */
export type JSONOf<T> = unknown extends T
  ? unknown
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends bigint
      ? number
      : T extends Date
        ? string
        : T extends { readonly toJSON: () => infer J }
          ? JSONOf<J>
          : T extends ReadonlyMap<infer K, infer V>
            ? { [P in K & string]?: JSONOf<V> }
            : T extends ReadonlySet<infer V>
              ? JSONOf<V>[]
              : T extends readonly unknown[]
                ? { -readonly [I in keyof T]: JSONOf<T[I]> }
                : T extends (...parameters: never) => unknown
                  ? never
                  : T extends object
                    ? { -readonly [K in keyof T]: JSONOf<T[K]> }
                    : never;
