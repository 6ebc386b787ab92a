/** Lookups: which kinds of columns have which. */
import { describe, expect, it } from 'vitest';
import { familyOf, lookups, lookupsOf, transforms } from './lookups.ts';
import { dialectSql } from './sql-dialects.ts';

const ordered = ['exact', 'isnull', 'in', 'gt', 'gte', 'lt', 'lte', 'range'];
const text = [
  'iexact',
  'contains',
  'icontains',
  'startswith',
  'istartswith',
  'endswith',
  'iendswith',
  'regex',
  'iregex',
];
const day = ['year', 'quarter', 'month', 'week', 'day', 'weekDay'];
const clock = ['hour', 'minute', 'second'];

describe('lookupsOf', () => {
  it.each([
    ['char', [...ordered, ...text, 'search']],
    ['integer', [...ordered, ...text]],
    ['decimal', ordered],
    ['boolean', ordered],
    ['date', [...ordered, ...day]],
    ['time', [...ordered, ...clock]],
    ['dateTime', [...ordered, 'date', 'time', ...day, ...clock]],
    ['json', ['exact', 'isnull']],
  ] as const)('of %s', (kind, expected) => {
    expect([...lookupsOf(kind)].sort()).toEqual([...expected].sort());
  });

  it('has each written in both dialects', () => {
    for (const { lookups: sql, transforms: parts } of Object.values(dialectSql)) {
      const names = [...lookups].flatMap(([name, { plain, booleans = [] }]) => [
        name,
        ...(plain ? [plain] : []),
        ...booleans,
      ]);
      expect(Object.keys(sql).sort()).toEqual(names.filter((name) => name !== 'isnull').sort());
      expect(Object.keys(parts).sort()).toEqual([...transforms.keys()].sort());
    }
  });
});

it.each([
  ['char', 'email', true],
  ['integer', 'decimal', true],
  ['integer', 'char', false],
  ['date', 'dateTime', false],
  ['uuid', 'uuid', true],
] as const)('compares %s with %s: %s', (kind, other, can) => {
  expect(familyOf(kind) === familyOf(other)).toBe(can);
});
