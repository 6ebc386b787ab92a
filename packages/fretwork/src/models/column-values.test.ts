/** The values that columns give themselves. */
import { describe, expect, it } from 'vitest';
import { defaultOf, momentOf } from './column-values.ts';
import { defineModels } from './define-models.ts';
import { f } from './field.ts';
import type { ColumnMeta } from './meta.ts';

let count = 0;
const { Sample, Other } = defineModels({
  Sample: {
    text: f.text(),
    nullText: f.text({ null: true }),
    number: f.integer(),
    zero: f.integer({ default: 0 }),
    list: f.json({ default: () => [] }),
    counted: f.integer({ default: () => ++count }),
    day: f.date({ autoNow: true }),
    time: f.time({ autoNow: true }),
    moment: f.dateTime({ autoNow: true }),
    other: f.foreignKey('Other', { onDelete: 'cascade' }),
  },
  Other: { code: f.char({ maxLength: 3, primaryKey: true }) },
});
const column = (name: string): ColumnMeta => Sample.meta.columnsByName.get(name) as ColumnMeta;

describe('defaultOf', () => {
  it.each([
    ['text', ''],
    ['nullText', null],
    ['number', null],
    ['zero', 0],
    ['list', []],
    ['id', null],
    ['otherId', null], // its key is text, but no key is empty
  ])('of %s', (name, expected) => {
    expect(defaultOf(column(name))).toEqual(expected);
  });

  it('calls functions for every object', () => {
    expect([defaultOf(column('counted')), defaultOf(column('counted'))]).toEqual([1, 2]);
    expect(defaultOf(column('list'))).not.toBe(defaultOf(column('list')));
    expect(defaultOf(Other.meta.primaryKey)).toBeNull();
  });
});

describe('momentOf', () => {
  const now = new Date('2024-02-29T23:59:59.120Z');
  it.each([
    ['day', now, '2024-02-29'],
    ['time', now, '23:59:59.120000'],
    ['time', new Date('2024-02-29T23:59:59Z'), '23:59:59'],
    ['moment', now, now],
  ])('in the column %s', (name, moment, expected) => {
    expect(momentOf(column(name), moment)).toBe(expected);
  });
});
