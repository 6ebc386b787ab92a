/** Putting mixins on a class. */
import { expect, expectTypeOf, it } from 'vitest';
import { type Constructor, mix } from './mix.ts';

class Base {
  base = 1;
}
const Left = <T extends Constructor<Base>>(Class: T) => {
  abstract class Left extends Class {
    who() {
      return `left ${this.base}`;
    }
  }
  return Left;
};
const Right = <T extends Constructor<Base & { who(): string }>>(Class: T) => {
  abstract class Right extends Class {
    override who() {
      return `right of ${super.who()}`;
    }
  }
  return Right;
};

it('adds every method, the first mixin innermost', () => {
  class Mixed extends mix(Base, Left, Right) {}
  const mixed = new Mixed();
  expect(mixed.who()).toBe('right of left 1');
  expectTypeOf(mixed.who).returns.toEqualTypeOf<string>();
  // @ts-expect-error Right needs what Left adds
  mix(Base, Right);
});
