import { describe, expect, expectTypeOf, it } from 'vitest';
import { Field, type FieldOptions } from './field.ts';
import { field, s } from './s.ts';

interface ColorOptions extends FieldOptions<string> {
  readonly alpha?: boolean;
}
class ColorField extends Field<string, ColorOptions> {
  override toInternalValue(input: unknown): string {
    return String(input);
  }
}
type Types<F> = F extends { '~types': infer T } ? T : never;

describe('s', () => {
  it('makes fields', () => {
    expect(s.integer({ minValue: 1 }).runValidation('2')).toBe(2);
    expect(s.list({ child: s.integer() })).toBeInstanceOf(Field);
  });

  it('infers from the options', () => {
    const age = s.integer({ allowNull: true, required: false, source: 'years' });
    expectTypeOf<Types<typeof age>['out']>().toEqualTypeOf<number | null>();
    expectTypeOf<Types<typeof age>['presence']>().toEqualTypeOf<'optional'>();
    expectTypeOf<Types<typeof age>['source']>().toEqualTypeOf<'years'>();
    const sizes = s.multipleChoice({ choices: { s: 'Small', l: 'Large' } });
    expectTypeOf<Types<typeof sizes>['value']>().toEqualTypeOf<('s' | 'l')[]>();
    const scores = s.dict({ child: s.decimal({ maxDigits: 3, decimalPlaces: 1 }) });
    expectTypeOf<Types<typeof scores>['out']>().toEqualTypeOf<{ readonly [key: string]: string }>();
    const hidden = s.hidden({ default: (): number => 5 });
    expectTypeOf<Types<typeof hidden>['value']>().toEqualTypeOf<number>();
    expectTypeOf<Types<typeof hidden>['out']>().toEqualTypeOf<never>();
  });

  it('makes factories for the fields of users', () => {
    const color = field(ColorField);
    expectTypeOf<Types<ReturnType<typeof color<{ readOnly: true }>>>['in']>().toEqualTypeOf<never>();
    expect(color({ alpha: true })).toBeInstanceOf(ColorField);
    // @ts-expect-error an option that the class has not
    color({ alfa: true });
  });
});
