/** Covers follow from titles. */
import { describe, expect, it } from 'vitest';
import { designCover } from './cover-design.ts';

describe('designCover', () => {
  it.each([
    ['The Silent River of Kyoto', 'waves'],
    ['Golden Orchard, Paris', 'leaves'],
    ['A Stolen Letter in Lagos', 'lines'],
    ['Lima: The Last Tower', 'windows'],
  ])('draws what the title speaks of: %s, %s', (title, motif) => {
    expect(designCover(title).motif).toBe(motif);
  });

  it('wears the colour that the title names', () => {
    expect(designCover('The Golden Map of Oslo').ground).toBe(designCover('Yellow Clock, Rome').ground);
    expect(designCover('The Crimson Map of Oslo').ground).not.toBe(designCover('The Golden Map of Oslo').ground);
  });

  it('is the same every time, and another for another book', () => {
    expect(designCover('Dune')).toEqual(designCover('Dune'));
    expect(designCover('Dune').chances).not.toEqual(designCover('Emma').chances);
    expect(designCover('').chances.every((chance) => chance >= 0 && chance < 1)).toBe(true);
  });

  it('uses every cloth and every motif', () => {
    const designs = Array.from({ length: 400 }, (_, index) => designCover(`Untitled ${index}`));
    expect(new Set(designs.map(({ ground }) => ground)).size).toBe(12);
    expect(new Set(designs.map(({ motif }) => motif)).size).toBe(7);
  });
});
