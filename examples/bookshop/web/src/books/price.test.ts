/** Prices, to the cent. */
import { expect, it } from 'vitest';
import { formatPrice, sumOf } from './price.ts';

it.each([
  ['9.90', '€9.90'],
  ['0.00', '€0.00'],
  ['123456.78', '€123,456.78'],
])('formatPrice writes %s as %s', (price, text) => {
  expect(formatPrice(price)).toBe(text);
});

it('sumOf adds without losing a cent', () => {
  expect(sumOf([])).toBe('0.00');
  expect(
    sumOf([
      { price: '0.10', quantity: 3 },
      { price: '1.15', quantity: 1 },
    ]),
  ).toBe('1.45');
  expect(sumOf([{ price: '999999.99', quantity: 99 }])).toBe('98999999.01');
});
