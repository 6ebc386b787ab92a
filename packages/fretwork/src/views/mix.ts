/** `mix`: a class with several mixins. */

/** A class that can be extended. */
// biome-ignore lint/suspicious/noExplicitAny: TypeScript wants `any[]` of the constructors that mixins extend (TS2545)
export type Constructor<T = object> = abstract new (...args: any[]) => T;

// Without `prototype`: TypeScript would hold the instances of a subclass against it, and so forbid a narrower `queryset`.
type Mixed<M extends Constructor> = Constructor<InstanceType<M>> & { [S in Exclude<keyof M, 'prototype'>]: M[S] };

/**
 * Puts mixins on a class, the first one innermost: `class Readers extends mix(GenericViewSet, ListModelMixin) {}`.
 *
 * @see DRF `mixins`, where the same is multiple inheritance
 */
export function mix<B, M1 extends Constructor>(base: B, m1: (base: B) => M1): Mixed<M1>;
export function mix<B, M1 extends Constructor, M2 extends Constructor>(
  base: B,
  m1: (base: B) => M1,
  m2: (base: M1) => M2,
): Mixed<M2>;
export function mix<B, M1 extends Constructor, M2 extends Constructor, M3 extends Constructor>(
  base: B,
  m1: (b: B) => M1,
  m2: (b: M1) => M2,
  m3: (b: M2) => M3,
): Mixed<M3>;
export function mix<B, M1 extends Constructor, M2 extends Constructor, M3 extends Constructor, M4 extends Constructor>(
  base: B,
  m1: (base: B) => M1,
  m2: (base: M1) => M2,
  m3: (base: M2) => M3,
  m4: (base: M3) => M4,
): Mixed<M4>;
export function mix<
  B,
  M1 extends Constructor,
  M2 extends Constructor,
  M3 extends Constructor,
  M4 extends Constructor,
  M5 extends Constructor,
>(
  base: B,
  m1: (base: B) => M1,
  m2: (base: M1) => M2,
  m3: (base: M2) => M3,
  m4: (base: M3) => M4,
  m5: (base: M4) => M5,
): Mixed<M5>;
export function mix(base: unknown, ...mixins: readonly ((base: never) => unknown)[]): unknown {
  return mixins.reduce((Class, mixin) => mixin(Class as never), base);
}
