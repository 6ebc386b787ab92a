/** refusalOf: nothing that the server said is lost. */
import { NetworkError, ValidationError } from '@fretwork/client';
import { expect, it } from 'vitest';
import { refusalOf } from './refusal-of.ts';

it.each([
  [{ lines: ['Not enough copies of "Dune".'] }, 'Not enough copies of "Dune".'],
  [{ lines: [{}, { quantity: ['Too many.'] }], nonFieldErrors: ['No.'] }, 'No. Too many.'],
])('says %j as %s', (data, text) => {
  expect(refusalOf(new ValidationError({ status: 400, data }))).toBe(text);
});

it('says other errors in words for people', () => {
  expect(refusalOf(new NetworkError('Failed to fetch'))).toMatch(/does not answer/);
});
