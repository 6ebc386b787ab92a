/** Fields: their kinds, their defaults, and the types that they carry. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineModels, type InstanceOf } from './define-models.ts';
import type { Duration } from './duration.ts';
import { f, type JsonValue } from './field.ts';

describe('f', () => {
  it.each([
    [f.auto(), 'auto', { primaryKey: true, editable: false }],
    [f.email(), 'email', { maxLength: 254 }],
    [f.url(), 'url', { maxLength: 200 }],
    [f.slug(), 'slug', { maxLength: 50, dbIndex: true }],
    [f.slug({ dbIndex: false, maxLength: 9 }), 'slug', { maxLength: 9, dbIndex: false }],
    [f.file({ uploadTo: 'a' }), 'file', { maxLength: 100, uploadTo: 'a' }],
    [f.image(), 'image', { maxLength: 100 }],
    [f.binary(), 'binary', { editable: false }],
    [f.integer(), 'integer', {}],
  ])('%# has its kind and options', (field, kind, options) => {
    expect(field).toEqual({ kind, options });
  });

  it.each([f.foreignKey('A', { onDelete: 'cascade' }), f.oneToOne('A', { onDelete: 'cascade' }), f.manyToMany('A')])(
    '%# names its target',
    (field) => {
      expect(field.to).toBe('A');
    },
  );

  it('carries the type of its value', () => {
    const { Sample } = defineModels({
      Sample: {
        small: f.smallInteger(),
        big: f.bigInteger({ null: true }),
        price: f.decimal({ maxDigits: 5, decimalPlaces: 2 }),
        state: f.char({
          maxLength: 5,
          choices: [
            ['new', 'New'],
            ['old', 'Old'],
          ],
        }),
        size: f.integer({
          choices: [
            [
              'Group',
              [
                [1, 'One'],
                [2, 'Two'],
              ],
            ],
          ],
        }),
        label: f.char({ maxLength: 5, choices: { a: 'A', b: 'B' } }),
        length: f.duration(),
        data: f.json({ null: true }),
        shape: f.jsonOf<{ a: number }>()(),
        bytes: f.binary(),
        day: f.date(),
        moment: f.dateTime({ null: true }),
      },
    });
    type Row = InstanceOf<typeof Sample>;
    expectTypeOf<Row['small']>().toEqualTypeOf<number>();
    expectTypeOf<Row['big']>().toEqualTypeOf<number | bigint | null>();
    expectTypeOf<Row['price']>().toEqualTypeOf<string>();
    expectTypeOf<Row['state']>().toEqualTypeOf<'new' | 'old'>();
    expectTypeOf<Row['size']>().toEqualTypeOf<1 | 2>();
    expectTypeOf<Row['label']>().toEqualTypeOf<'a' | 'b'>();
    expectTypeOf<Row['length']>().toEqualTypeOf<Duration>();
    expectTypeOf<Row['data']>().toEqualTypeOf<JsonValue>();
    expectTypeOf<Row['shape']>().toEqualTypeOf<{ a: number }>();
    expectTypeOf<Row['bytes']>().toEqualTypeOf<Uint8Array>();
    expectTypeOf<Row['day']>().toEqualTypeOf<string>();
    expectTypeOf<Row['moment']>().toEqualTypeOf<Date | null>();
    expect(Sample.meta.columns).toHaveLength(13);
  });

  it('refuses options that it does not have, and values of another type', () => {
    const wrong = [
      // @ts-expect-error a char needs its length
      () => f.char(),
      // @ts-expect-error a bound of an integer is a number
      () => f.integer({ minValue: '1' }),
      // @ts-expect-error a default has the type of the field
      () => f.boolean({ default: 'yes' }),
      // @ts-expect-error a relation says what happens on deletion
      () => f.foreignKey('A', {}),
    ];
    expect(wrong).toHaveLength(4);
  });
});
