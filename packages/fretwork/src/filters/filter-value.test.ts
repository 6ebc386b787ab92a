/** Values of query parameters, by kind of column. */
import { expect, it } from 'vitest';
import { openDatabase } from '../databases/open-database.ts';
import { bindDatabases, defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { choiceValues, readColumnValue, readNumber, readText } from './filter-value.ts';

const models = defineModels({
  Thing: {
    whole: f.integer(),
    big: f.bigInteger(),
    real: f.float(),
    price: f.decimal({ maxDigits: 6, decimalPlaces: 2 }),
    flag: f.boolean(),
    day: f.date(),
    at: f.dateTime(),
    clock: f.time(),
    key: f.uuid(),
    word: f.char({ maxLength: 3 }),
    mood: f.char({ maxLength: 3, choices: ['sad', ['hap', 'Happy']] }),
  },
});
bindDatabases(models, { default: openDatabase('sqlite::memory:') });
const read = (column: string, text: string, lookup = 'exact') => {
  const meta = models.Thing.meta.columnsByName.get(column);
  if (!meta) throw new RangeError(column);
  return readColumnValue(meta, lookup, text);
};

it.each([
  ['whole', '7', 'exact', 7],
  ['whole', '+7', 'exact', 7],
  ['whole', '99.5', 'lt', 100],
  ['whole', '99.5', 'gt', 99],
  ['whole', '9'.repeat(30), 'gt', 2n ** 63n - 1n],
  ['big', '9007199254740993', 'exact', 9007199254740993n],
  ['price', '6.5', 'lte', '6.5'],
  ['flag', 'TRUE', 'exact', true],
  ['flag', '0', 'exact', false],
  ['day', '2024-02-29', 'exact', '2024-02-29'],
  ['clock', '12:30', 'exact', '12:30:00'],
  ['key', '01234567-89AB-CDEF-0123-456789ABCDEF', 'exact', '01234567-89ab-cdef-0123-456789abcdef'],
  ['word', 'longer', 'exact', 'longer'],
  ['mood', 'hap', 'exact', 'hap'],
])('reads %s %s', (column, text, lookup, value) => {
  expect(read(column, text, lookup)).toEqual({ value });
});

it.each([
  ['whole', 'many', 'Enter a number.'],
  ['price', 'Infinity', 'Enter a number.'],
  ['price', '0x10', 'Enter a number.'],
  ['day', '2024-02-30', 'Enter a valid date.'],
  ['at', 'yesterday', 'Enter a valid date/time.'],
  ['clock', '25:00', 'Enter a valid time.'],
  ['key', 'x', 'Enter a valid UUID.'],
  ['word', 'a\0', 'Null characters are not allowed.'],
  ['mood', 'xx', 'Select a valid choice. xx is not one of the available choices.'],
])('refuses %s %j', (column, text, error) => {
  expect(read(column, text)).toEqual({ error });
});

it('passes over odd booleans, and reads numbers, texts and choices', () => {
  expect(read('flag', 'maybe')).toBe('ignored');
  expect([readNumber('2000'), readNumber('x'), readText('a')]).toEqual([
    { value: 2000 },
    { error: 'Enter a number.' },
    { value: 'a' },
  ]);
  expect(choiceValues(['a', ['b', 'B'], ['Group', ['c', ['d', 'D']]]])).toEqual(['a', 'b', 'c', 'd']);
  expect(choiceValues({ x: 'X' })).toEqual(['x']);
});
