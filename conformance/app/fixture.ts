/** The fixed data of the reference app. */
import { Duration, parseMoment } from 'fretwork/models';

const EPOCH = Date.UTC(2024, 0, 1);
const HOUR = 3_600_000;
const moment = (afterMs: number): Date => new Date(EPOCH + afterMs);
const two = (n: number): string => String(n).padStart(2, '0');
const numbers = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

export const USERS = [
  { username: 'alice', password: 'wonderland-42', email: 'alice@example.com' },
  { username: 'bob', password: 'builder-1234', email: 'bob@example.com' },
  { username: 'admin', password: 'sudo-pass-99', email: 'admin@example.com', isStaff: true },
  { username: 'ghost', password: 'boo-boo-77', email: 'ghost@example.com', isActive: false },
];

const AUTHOR_NAMES = [
  'Ada Lovelace',
  'Bram Stoker',
  'Chinua Achebe',
  'Doris Lessing',
  'Émile Zola',
  'Franz Kafka',
  'Gabriela Mistral',
  'Haruki Murakami',
  'Isabel Allende',
  'Jane Austen',
  "Flann O'Brien",
  '村上 龍',
];

export const authors = AUTHOR_NAMES.map((name, index) => {
  const i = index + 1;
  return {
    name,
    slug: `author-${i}`,
    email: `author${i}@example.com`,
    website: i % 2 ? `https://example.com/authors/${i}` : '',
    biography: i % 3 ? '' : `Biography of ${name}.\nSecond line.`,
    born: i % 4 ? `${1800 + 10 * i}-${two(i)}-${two(i)}` : null,
    rating: i === 7 ? null : i / 4,
    is_active: i % 5 !== 0,
    mentorId: i < 4 ? null : i - 3,
    joined_at: moment(i * 25 * HOUR),
    created_at: moment(0),
    updated_at: moment(0),
  };
});

export const profiles = numbers(8).map((i) => ({
  authorId: i,
  nickname: `nick${i}`,
  newsletter: i % 2 === 0,
  preferences: { theme: 'dark', size: i },
}));

export const series = ['Discovery', 'Chronicle', 'Atlas', 'Lantern', 'Empty Shelf'].map((name, index) => ({
  name,
  is_finished: index % 2 === 1,
}));

const hex = (n: number): string => n.toString(16).padStart(2, '0');
export const tags = ['fiction', 'history', 'science', 'poetry', 'travel', 'classic', 'children', 'art'].map(
  (name, index) => ({ name, color: `#${hex(index + 1)}${hex((index + 1) * 20)}ff` }),
);

const ADJECTIVES = 'Silent Golden Broken Hidden Crimson Distant Gentle Hollow Iron Last'.split(' ');
const NOUNS = 'River Garden Mirror Harbor Winter Orchard'.split(' ');
const LANGUAGES = ['en', 'fr', 'de', 'ja'] as const;
const STATUSES = ['draft', 'published', 'archived'] as const;
const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

export const books = numbers(60).map((i) => ({
  title: `The ${pick(ADJECTIVES, i - 1)} ${pick(NOUNS, Math.floor((i - 1) / 10))}`,
  subtitle: i % 4 === 0 ? `Volume ${i}` : '',
  slug: `book-${i}`,
  code: `00000000-0000-b00c-0000-${i.toString(16).padStart(12, '0')}`,
  authorId: ((i - 1) % 12) + 1,
  seriesId: i % 3 ? null : ((i / 3 - 1) % 4) + 1,
  price: ((500 + ((i * 137) % 4000)) / 100).toFixed(2),
  pages: 40 + ((i * 53) % 900),
  stock: ((i * 7) % 23) - 2,
  rating: i % 6 === 0 ? null : ((i * 13) % 50) / 10,
  language: pick(LANGUAGES, i),
  status: pick(STATUSES, i),
  in_print: i % 7 !== 0,
  published_on: i % 10 === 0 ? null : `${1990 + Math.floor(i / 2)}-${two((i % 12) + 1)}-${two((i % 28) + 1)}`,
  metadata: { edition: (i % 3) + 1, awards: i % 15 === 0 ? ['gold'] : [] },
  created_at: moment(0),
}));

/** Book and tag. */
export const bookTags = numbers(60).flatMap((i) =>
  [...new Set([(i % 8) + 1, (i % 5) + 1])].sort((a, b) => a - b).map((tag): [number, number] => [i, tag]),
);

export const chapters = numbers(5).flatMap((book) =>
  numbers(3).map((number) => ({ bookId: book, number, heading: `Chapter ${number} of book ${book}` })),
);

export const publishers = [
  { name: 'Northwind', city: 'Oslo', founded: 1901 },
  { name: 'Blue Heron', city: 'Boston', founded: 1955 },
  { name: 'Casa Verde', city: 'Lima', founded: 1978 },
  { name: 'Dachs Verlag', city: 'Berlin', founded: 1820 },
  { name: 'Éditions du Lac', city: 'Genève', founded: null },
  { name: 'Small Hours', city: '', founded: 2012 },
];

/** Publisher and book. */
export const publisherBooks = numbers(5).flatMap((publisher) =>
  numbers(60)
    .filter((book) => book >= publisher && (book - publisher) % 12 === 0)
    .map((book): [number, number] => [publisher, book]),
);

export const reviews = numbers(24).map((i) => ({
  bookId: Math.floor((i + 1) / 2),
  userId: (i % 2) + 1,
  score: (i % 5) + 1,
  body: i % 4 ? `Review ${i}` : '',
  written_at: moment(5 * i * HOUR),
}));

export const notes = numbers(9).map((i) => ({ ownerId: (i % 3) + 1, text: `Note ${i}`, is_public: i % 2 === 0 }));

// Events 7, 8 and 9 happened at the same moment: cursor pagination has to use an offset there.
export const events = numbers(30).map((i) => ({
  kind: pick(['open', 'close', 'audit'], i),
  label: `Event ${i}`,
  weight: (i * 11) % 7,
  happened_at: moment(10 * 60_000 * (i === 7 || i === 9 ? 8 : i)),
}));

export const specimens = [
  {
    char: 'alpha',
    text: 'Some text',
    integer: 42,
    positive: 7,
    decimal: '12.500',
    real: 2.25,
    flag: true,
    maybe: null,
    day: '2023-02-28',
    moment: parseMoment('2023-02-28T13:45:30.123456Z'),
    clock: '08:30:00',
    span: Duration.of({ days: 1, hours: 2, seconds: 3 }),
    email: 'alpha@example.com',
    link: 'https://example.com/alpha',
    slug: 'alpha',
    token: '12345678-1234-5678-1234-567812345678',
    data: { a: [1, 2.5, null, true, 'x'] },
    size: 1 as const,
    mood: 'happy' as const,
    nickname: 'al',
  },
  { char: 'beta' },
  {
    char: 'gamma',
    integer: -100,
    decimal: '-0.001',
    real: -0.1,
    maybe: false,
    moment: new Date(Date.UTC(2000, 0, 1)),
    clock: '23:59:59.000005',
    span: Duration.of({ microseconds: -1 }),
    data: [],
    size: 3 as const,
    nickname: 'gam',
  },
];

/** User and key: bob has a token already, alice has none; ghost is inactive. */
export const TOKENS = [
  ['2', 'b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0'],
  ['4', '9405794057940579405794057940579405794057'],
] as const;
