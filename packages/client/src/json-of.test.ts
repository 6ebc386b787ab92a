/** What JSON makes of types. */
import { expectTypeOf, it } from 'vitest';
import type { JSONOf } from './json-of.ts';

it('is what clients get', () => {
  expectTypeOf<JSONOf<{ at: Date; n: bigint; s: 'a' | null; maybe?: number }>>().toEqualTypeOf<{
    at: string;
    n: number;
    s: 'a' | null;
    maybe?: number;
  }>();
  expectTypeOf<JSONOf<readonly Date[]>>().toEqualTypeOf<string[]>();
  expectTypeOf<JSONOf<readonly [Date, 1]>>().toEqualTypeOf<[string, 1]>();
  expectTypeOf<JSONOf<Map<'a' | 'b', Date>>>().toEqualTypeOf<{ a?: string; b?: string }>();
  expectTypeOf<JSONOf<Set<number>>>().toEqualTypeOf<number[]>();
  expectTypeOf<JSONOf<{ toJSON: () => { at: Date } }>>().toEqualTypeOf<{ at: string }>();
  expectTypeOf<JSONOf<Date | null>>().toEqualTypeOf<string | null>();
  expectTypeOf<JSONOf<unknown>>().toEqualTypeOf<unknown>();
  expectTypeOf<JSONOf<() => void>>().toEqualTypeOf<never>();
});
