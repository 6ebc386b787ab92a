/** Prices as people read them. */

const format = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });

/** "12.90" becomes "€12.90"; a price is text on the wire, so that no cent is lost. */
export const formatPrice = (price: string): string => format.format(Number(price));
