/** What a book's cover looks like: follows from its title alone, so that a book always wears the same. */

/** What is drawn. */
export type Motif = 'waves' | 'leaves' | 'arches' | 'discs' | 'lines' | 'hills' | 'windows';

export interface CoverDesign {
  readonly motif: Motif;
  /** Colour of the cloth. */
  readonly ground: string;
  /** Colour of what is drawn on it. */
  readonly figure: string;
  /** Colour of the letters. */
  readonly ink: string;
  /** Numbers from 0 to 1 to draw with, always the same. */
  readonly chances: readonly number[];
}

type Cloth = readonly [ground: string, figure: string, ink: string];

const CLOTHS: readonly Cloth[] = [
  ['#24413a', '#d8a24a', '#f6ecd6'],
  ['#8f3324', '#f0c9a0', '#fdf3e3'],
  ['#1f3050', '#8fb4c9', '#f2efe4'],
  ['#e9dcc0', '#a8432f', '#2b221a'],
  ['#4b3350', '#dd9c7d', '#f7ebdf'],
  ['#c98f2e', '#5a2b17', '#2a150b'],
  ['#dfe5da', '#3c6b58', '#1d2a24'],
  ['#20201e', '#cf5f3e', '#f3ead9'],
  ['#b9c7cf', '#2c3f5b', '#17212f'],
  ['#5e6a36', '#eadf9f', '#fbf7e2'],
  ['#14666a', '#f0cf98', '#f8f1e0'],
  ['#dcaaa2', '#6b2433', '#3a1119'],
];

/** Adjectives that name their colour. */
const CLOTH_WORDS: readonly (readonly [word: RegExp, cloth: number])[] = [
  [/\b(?:crimson|burning)\b/i, 1],
  [/\b(?:golden|yellow)\b/i, 5],
  [/\bwinter\b/i, 8],
];

/** Nouns that say what to draw. */
const MOTIF_WORDS: readonly (readonly [word: RegExp, motif: Motif])[] = [
  [/\b(?:river|harbour|island|tide)\b/i, 'waves'],
  [/\b(?:garden|orchard|forest|meadow)\b/i, 'leaves'],
  [/\b(?:bridge|library|theatre|archive)\b/i, 'arches'],
  [/\b(?:mirror|clock|lantern)\b/i, 'discs'],
  [/\b(?:letter|map)\b/i, 'lines'],
  [/\b(?:tower|window|station)\b/i, 'windows'],
];

const MOTIFS: readonly Motif[] = ['waves', 'leaves', 'arches', 'discs', 'lines', 'hills', 'windows'];
const CHANCES = 24;

/** Designs the cover of a book. */
export function designCover(title: string): CoverDesign {
  const chances = chancesOf(title);
  const pick = <T>(list: readonly T[], chance: number): T => list[Math.floor(chance * list.length)] as T;
  const [first = 0, second = 0] = chances;
  const [ground, figure, ink] =
    CLOTHS[CLOTH_WORDS.find(([word]) => word.test(title))?.[1] ?? -1] ?? pick(CLOTHS, first);
  const motif = MOTIF_WORDS.find(([word]) => word.test(title))?.[1] ?? pick(MOTIFS, second);
  return { motif, ground, figure, ink, chances };
}

// FNV-1a makes a seed of the title, mulberry32 numbers of the seed.
function chancesOf(text: string): readonly number[] {
  let seed = 2_166_136_261;
  for (const character of text) seed = Math.imul(seed ^ (character.codePointAt(0) ?? 0), 16_777_619);
  return Array.from({ length: CHANCES }, () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  });
}
