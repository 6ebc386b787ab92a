/** PriceFilter: from and to, applied when one leaves the field or presses Enter. */
import { type SyntheticEvent, useEffect, useState } from 'react';
import { TextField } from '../forms/field.tsx';
import { type CatalogueSearch, readCatalogueSearch } from './catalogue-search.ts';

export interface PriceFilterProps {
  readonly min: string;
  readonly max: string;
  readonly onChange: (change: Pick<CatalogueSearch, 'minPrice' | 'maxPrice'>) => void;
}

export function PriceFilter({ min, max, onChange }: PriceFilterProps) {
  const [from, setFrom] = useState(min);
  const [to, setTo] = useState(max);
  useEffect(() => {
    setFrom(min);
    setTo(max);
  }, [min, max]);
  const apply = (event: SyntheticEvent): void => {
    event.preventDefault();
    const { minPrice, maxPrice } = readCatalogueSearch({ minPrice: inPoints(from), maxPrice: inPoints(to) });
    if ((minPrice ?? '') !== min || (maxPrice ?? '') !== max) onChange({ minPrice, maxPrice });
  };
  const shared = { inputMode: 'decimal', autoComplete: 'off', maxLength: 9, onBlur: apply } as const;
  return (
    <form className="filters-prices" onSubmit={apply}>
      <TextField {...shared} label="From €" value={from} onChange={({ target }) => setFrom(target.value)} />
      <TextField {...shared} label="To €" value={to} onChange={({ target }) => setTo(target.value)} />
      <button type="submit" className="visually-hidden" tabIndex={-1}>
        Apply the prices
      </button>
    </form>
  );
}

const inPoints = (price: string): string => price.trim().replace(',', '.');
