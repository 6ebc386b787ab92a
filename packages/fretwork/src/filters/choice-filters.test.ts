/** Filters of values out of a list, each by itself; filter-set.test.ts asks databases. */
import { describe, expect, it } from 'vitest';
import { ChoiceFilter, MultipleChoiceFilter } from './choice-filters.ts';

const source = (query: string) => ({ name: 'p', params: new URLSearchParams(query), meta: {} as never });
const groups = [
  ['Paper', ['hard', ['soft', 'Softcover']]],
  [1, 'One'],
] as const;

describe('ChoiceFilter', () => {
  it.each([
    ['p=soft', { value: 'soft' }],
    ['p=1', { value: 1 }],
    ['p=none', { value: null }],
    ['p=', 'ignored'],
    ['p=Paper', { error: 'Select a valid choice. Paper is not one of the available choices.' }],
    ['p=hard&p=x', { error: 'Select a valid choice. x is not one of the available choices.' }],
  ])('reads %s', (query, reading) => {
    expect(new ChoiceFilter({ choices: groups, nullValue: 'none' }).read(source(query))).toEqual(reading);
  });
});

describe('MultipleChoiceFilter', () => {
  const filter = new MultipleChoiceFilter({ choices: { a: 'A', b: 'B' } });

  it.each([
    ['p=a&p=b&p=a', { value: ['a', 'b'] }],
    ['q=a', 'ignored'],
    ['p=', { error: 'Select a valid choice.  is not one of the available choices.' }],
    ['p=toString', { error: 'Select a valid choice. toString is not one of the available choices.' }],
  ])('reads %s', (query, reading) => {
    expect(filter.read(source(query))).toEqual(reading);
  });

  it.each([
    [false, 1],
    [true, 2],
  ])('asks once for any, and once for each where all have to be met (%j)', (conjoined, times) => {
    const asked: object[] = [];
    const queryset = { filter: (condition: object) => asked.push(condition) && queryset } as never;
    new MultipleChoiceFilter({ choices: ['a', 'b'], conjoined, distinct: false }).apply(
      queryset,
      'p',
      ['a', 'b'],
      {} as never,
    );
    expect(asked).toHaveLength(times);
  });
});
