/** Prices as people read them, and sums of them. */

const format = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });

/** "12.90" becomes "€12.90"; a price is text on the wire, so that no cent is lost. */
export const formatPrice = (price: string): string => format.format(Number(price));

/** So many copies at a price. */
export interface Copies {
  readonly price: string;
  readonly quantity: number;
}

/** What copies cost together, as a price; counted in cents, because sums of fractions are not exact. */
export function sumOf(copies: readonly Copies[]): string {
  const cents = copies.reduce((total, { price, quantity }) => total + Math.round(Number(price) * 100) * quantity, 0);
  return (cents / 100).toFixed(2);
}
