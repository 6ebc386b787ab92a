/** dataLossOf: what would be lost is said, what is kept passes. */
import { describe, expect, it } from 'vitest';
import { dataLossOf } from './data-loss.ts';
import type { ColumnState } from './state.ts';

const column = (facts: Partial<ColumnState>): ColumnState => ({ field: 'x', column: 'x', kind: 'integer', ...facts });
const loss = (from: Partial<ColumnState>, to: Partial<ColumnState>): string | undefined =>
  dataLossOf({ type: 'alterColumn', table: 'book', from: column(from), to: column(to) });

describe('dataLossOf', () => {
  it.each<[Partial<ColumnState>, Partial<ColumnState>, string]>([
    [{ kind: 'char', maxLength: 20 }, { kind: 'char', maxLength: 10 }, 'takes 10 characters instead of 20'],
    [{ kind: 'text' }, { kind: 'char', maxLength: 10 }, 'takes 10 characters instead of any number'],
    [{ kind: 'bigInteger' }, { kind: 'integer' }, 'becomes integer'],
    [{ kind: 'integer' }, { kind: 'positiveInteger' }, 'becomes positiveInteger'],
    [{ kind: 'text' }, { kind: 'integer' }, 'becomes integer'],
    [{ kind: 'dateTime' }, { kind: 'date' }, 'becomes date'],
    [{ kind: 'float' }, { kind: 'decimal', maxDigits: 5, decimalPlaces: 2 }, 'becomes decimal'],
    [
      { kind: 'decimal', maxDigits: 8, decimalPlaces: 2 },
      { kind: 'decimal', maxDigits: 8, decimalPlaces: 3 },
      'fewer digits',
    ],
    [
      { kind: 'decimal', maxDigits: 8, decimalPlaces: 2 },
      { kind: 'decimal', maxDigits: 8, decimalPlaces: 1 },
      'fewer digits',
    ],
    [
      { references: { table: 'a', column: 'id' } },
      { references: { table: 'b', column: 'id' } },
      'points to b instead of a',
    ],
  ])('from %j to %j: %s', (from, to, text) => {
    expect(loss(from, to)).toContain(text);
  });

  it.each<[Partial<ColumnState>, Partial<ColumnState>]>([
    [
      { kind: 'char', maxLength: 10 },
      { kind: 'char', maxLength: 20 },
    ],
    [{ kind: 'char', maxLength: 10 }, { kind: 'text' }],
    [
      { kind: 'slug', maxLength: 50 },
      { kind: 'char', maxLength: 50 },
    ],
    [{ kind: 'smallInteger' }, { kind: 'bigInteger' }],
    [{ kind: 'positiveInteger' }, { kind: 'integer' }],
    [{ kind: 'uuid' }, { kind: 'text' }],
    [
      { kind: 'decimal', maxDigits: 8, decimalPlaces: 2 },
      { kind: 'decimal', maxDigits: 10, decimalPlaces: 3 },
    ],
    [{}, { null: true }],
  ])('from %j to %j keeps everything', (from, to) => {
    expect(loss(from, to)).toBeUndefined();
  });

  it('says what goes as a whole', () => {
    expect(dataLossOf({ type: 'dropColumn', table: 'book', column: column({}) })).toContain('book.x goes');
    const table = { model: 'Book', table: 'book', columns: [], constraints: [], indexes: [] };
    expect(dataLossOf({ type: 'dropTable', table })).toContain('Book goes');
    expect(dataLossOf({ type: 'createTable', table })).toBeUndefined();
  });
});
