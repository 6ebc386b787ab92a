/** A parameter that orders. */
import { describe, expect, it } from 'vitest';
import { OrderFilter } from './order-filter.ts';

const read = (query: string, fields: ConstructorParameters<typeof OrderFilter>[0]['fields']) =>
  new OrderFilter({ fields }).read({ name: 'o', params: new URLSearchParams(query), meta: {} as never });

describe('OrderFilter', () => {
  it.each([
    ['o=title', ['title'], { value: ['title'] }],
    ['o=-cost,+title,cost,title', [['price', 'cost'], 'title'] as const, { value: ['-price', 'title', 'price'] }],
    ['o=writer', { author__name: 'writer' }, { value: ['author.name'] }],
    ['o=', ['title'], 'ignored'],
    [
      'o=price',
      [['price', 'cost']] as const,
      { error: 'Select a valid choice. price is not one of the available choices.' },
    ],
    ['o=--title', ['title'], { error: 'Select a valid choice. --title is not one of the available choices.' }],
    ['o=constructor', {}, { error: 'Select a valid choice. constructor is not one of the available choices.' }],
  ])('%s of %j', (query, fields, reading) => {
    expect(read(query, fields)).toEqual(reading);
  });

  it('orders', () => {
    const asked: string[] = [];
    const queryset = { orderBy: (...terms: string[]) => asked.push(...terms) && queryset } as never;
    new OrderFilter({ fields: ['title'] }).apply(queryset, 'o', ['-title'], {} as never);
    expect(asked).toEqual(['-title']);
  });
});
