import { NetworkError, ValidationError } from '@fretwork/client';
import { expect, expectTypeOf, it } from 'vitest';
import { fieldErrors } from './field-errors.ts';

it('has the messages by field', () => {
  const data = { title: ['This field may not be blank.'], lines: [{}, { quantity: ['Too many.', 'Odd.'] }] };
  expect(fieldErrors(new ValidationError({ status: 400, data }))).toEqual({
    title: ['This field may not be blank.'],
    'lines.1.quantity': ['Too many.', 'Odd.'],
  });
});

it.each([[new NetworkError('away')], [new Error('other')], [null], [undefined], [{ fields: { title: ['no'] } }]])(
  'is empty for %s',
  (error) => {
    expect(fieldErrors(error)).toEqual({});
  },
);

it('has typed messages', () => {
  expectTypeOf(fieldErrors(null).title).toEqualTypeOf<readonly string[] | undefined>();
});
