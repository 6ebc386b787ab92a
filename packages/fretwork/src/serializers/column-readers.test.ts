import { describe, expect, it } from 'vitest';
import { readForColumn } from './column-readers.ts';

describe('readForColumn', () => {
  it.each([
    ['auto', '12', 12],
    ['auto', 'x', undefined],
    ['bigInteger', '12345678901234567890', 12345678901234567890n],
    ['uuid', '825D7AEB05A945B5A5B705DF87923CDA', '825d7aeb-05a9-45b5-a5b7-05df87923cda'],
    ['uuid', {}, undefined],
    ['char', 5, '5'],
    ['char', 'a\0', undefined],
    ['char', ['a'], undefined],
    ['date', { in: [] }, undefined], // a condition sent as JSON is never a condition
    ['date', '2024-01-01', '2024-01-01'],
  ] as const)('%s from %j', (kind, input, expected) => {
    expect(readForColumn(kind, input)).toBe(expected);
  });
});
