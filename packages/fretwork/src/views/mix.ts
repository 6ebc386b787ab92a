/** `mix`: a class with several mixins. */

/** A class that can be extended. */
// biome-ignore lint/suspicious/noExplicitAny: TypeScript wants `any[]` of the constructors that mixins extend (TS2545)
export type Constructor<T = object> = abstract new (...args: any[]) => T;

/**
 * A class with the members that a mixin adds.
 *
 * Named members, rather than the anonymous class that a mixin makes: only so can declarations be written, and can a
 * subclass narrow its `queryset`.
 */
export type Extended<TBase extends Constructor, TAdded> = TBase & Constructor<TAdded>;

/**
 * Puts mixins on a class, the first one innermost: `class Readers extends mix(GenericViewSet, ListModelMixin) {}`.
 *
 * @see DRF `mixins`, where the same is multiple inheritance
 */
export function mix<B, M1>(base: B, m1: (base: B) => M1): M1;
export function mix<B, M1, M2>(base: B, m1: (base: B) => M1, m2: (base: M1) => M2): M2;
export function mix<B, M1, M2, M3>(base: B, m1: (b: B) => M1, m2: (b: M1) => M2, m3: (b: M2) => M3): M3;
export function mix<B, M1, M2, M3, M4>(
  base: B,
  m1: (base: B) => M1,
  m2: (base: M1) => M2,
  m3: (base: M2) => M3,
  m4: (base: M3) => M4,
): M4;
export function mix<B, M1, M2, M3, M4, M5>(
  base: B,
  m1: (base: B) => M1,
  m2: (base: M1) => M2,
  m3: (base: M2) => M3,
  m4: (base: M3) => M4,
  m5: (base: M4) => M5,
): M5;
export function mix(base: unknown, ...mixins: readonly ((base: never) => unknown)[]): unknown {
  return mixins.reduce((Class, mixin) => mixin(Class as never), base);
}
