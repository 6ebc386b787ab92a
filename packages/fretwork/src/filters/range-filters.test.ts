/** Lists and ranges, each by itself; filter-set.test.ts asks databases. */
import { describe, expect, it } from 'vitest';
import { NumberFilter } from './filter.ts';
import { CommaRangeFilter, InFilter, RangeFilter } from './range-filters.ts';

const item = new NumberFilter({ method: (books) => books }); // numbers, whatever the column
const source = (query: string) => ({ name: 'p', params: new URLSearchParams(query), meta: {} as never });

describe('InFilter', () => {
  it.each([
    ['p=1,+2,,', { value: [1, 2] }],
    ['p=,', 'ignored'],
    ['', 'ignored'],
    ['p=1,x', { error: 'Enter a number.' }],
  ])('reads %j', (query, reading) => {
    expect(new InFilter({ item }).read(source(query))).toEqual(reading);
  });
});

describe('CommaRangeFilter', () => {
  it.each([
    ['p=1,2', { value: [1, 2] }],
    ['p=', 'ignored'],
    ['p=1', { error: 'Range query expects two values.' }],
    ['p=1,2,3', { error: 'Range query expects two values.' }],
  ])('reads %j', (query, reading) => {
    expect(new CommaRangeFilter({ item }).read(source(query))).toEqual(reading);
  });
});

describe('RangeFilter', () => {
  it.each([
    ['p_min=1&p_max=2', { value: { start: 1, stop: 2 } }],
    ['p_max=2', { value: { start: undefined, stop: 2 } }],
    ['p=1', 'ignored'],
    ['p_min=x', { error: 'Enter a number.' }],
  ])('reads %j', (query, reading) => {
    expect(new RangeFilter({ item }).read(source(query))).toEqual(reading);
  });

  it('has other suffixes where it is told so', () => {
    const filter = new RangeFilter({ item, suffixes: ['from', 'to'] });
    expect(filter.read(source('p_from=1&p_min=0'))).toEqual({ value: { start: 1, stop: undefined } });
  });
});
