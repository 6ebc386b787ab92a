/** The sample that fills the shop: always the same 1,000 authors, 20,000 books and 200 publishers, made from word lists. */

export const AUTHORS = 1_000;
export const BOOKS = 20_000;
export const PUBLISHERS = 200;
export const REVIEWS = 3_000;
const BOOKS_OF_A_PUBLISHER = 10;

const FIRST_NAMES = [
  'Ada',
  'Bram',
  'Chinua',
  'Doris',
  'Émile',
  'Franz',
  'Gabriela',
  'Haruki',
  'Isabel',
  'James',
  'Kazuo',
  'Lu',
  'Mary',
  'Nikolai',
  'Octavia',
  'Pablo',
  'Ray',
  'Simone',
  'Toni',
  'Ursula',
  'Virginia',
  'Wole',
  'Yukio',
  'Zadie',
  'Ágnes',
];
const LAST_NAMES = [
  'Achebe',
  'Allende',
  'Atwood',
  'Austen',
  'Baldwin',
  'Borges',
  'Butler',
  'Calvino',
  'Cao',
  'Darwish',
  'Eco',
  'Eliot',
  'Ferrante',
  'García',
  'Heller',
  'Hugo',
  'Ishiguro',
  'Kafka',
  'Kincaid',
  'Lispector',
  'Mahfouz',
  'Mann',
  'Mistral',
  'Morrison',
  'Müller',
  'Murakami',
  'Neruda',
  "O'Brien",
  'Pamuk',
  'Poe',
  'Quiroga',
  'Rushdie',
  'Shelley',
  'Soyinka',
  'Szymborska',
  'Tokarczuk',
  'Vargas',
  'Woolf',
  'Xun',
  'Zola',
];
const ADJECTIVES = [
  'Silent',
  'Golden',
  'Broken',
  'Hidden',
  'Crimson',
  'Distant',
  'Gentle',
  'Hollow',
  'Iron',
  'Last',
  'Burning',
  'Quiet',
  'Scattered',
  'Second',
  'Small',
  'Sleeping',
  'Stolen',
  'Unwritten',
  'Winter',
  'Yellow',
];
const NOUNS = [
  'River',
  'Garden',
  'Mirror',
  'Harbour',
  'Orchard',
  'Library',
  'Island',
  'Clock',
  'Letter',
  'Lantern',
  'Bridge',
  'Map',
  'Window',
  'Tide',
  'Forest',
  'Theatre',
  'Station',
  'Archive',
  'Meadow',
  'Tower',
  'Painter',
  'Cartographer',
  'Daughter',
  'Stranger',
  'Beekeeper',
];
const PLACES = ['Lagos', 'Lisbon', 'Prague', 'Kyoto', 'Oaxaca', 'Tangier', 'Bergen', 'Trieste', 'Samarkand', 'Cádiz'];
const CITIES = ['Oslo', 'Boston', 'Lima', 'Berlin', 'Genève', 'Nairobi', 'Kraków', 'Osaka', 'Montréal', 'Dakar'];
const HOUSES = [
  'Northwind',
  'Blue Heron',
  'Casa Verde',
  'Dachs',
  'Lantern',
  'Small Hours',
  'Kestrel',
  'Meridian',
  'Old Quarter',
  'Paper Boat',
];
const KINDS = [
  'Press',
  'Books',
  'Editions',
  'House',
  'Publishing',
  'Verlag',
  'Éditions',
  'Library',
  '& Daughters',
  'Works',
  'Classics',
  'Prints',
  'Pages',
  'Folios',
  'Letters',
  'Readers',
  'Union',
  'Collective',
  'Brothers',
  'Imprint',
];
const LANGUAGES = ['en', 'en', 'en', 'fr', 'es', 'ja'] as const;
const OPINIONS = [
  'I read it twice.',
  'Slow at first, then impossible to put down.',
  'Not for me.',
  'The ending alone is worth it.',
  '',
];

export const TAGS = [
  'fiction',
  'history',
  'science',
  'poetry',
  'travel',
  'classic',
  'children',
  'art',
  'essays',
  'mystery',
  'music',
  'nature',
] as const;

/** Users of the sample; for a machine of one's own only. */
export const USERS = [
  { username: 'alice', email: 'alice@example.com', password: 'wonderland-42', isStaff: false },
  { username: 'bob', email: 'bob@example.com', password: 'builder-1234', isStaff: false },
  { username: 'admin', email: 'admin@example.com', password: 'sudo-pass-99', isStaff: true },
] as const;

/** The item at an index that may be larger than the list: it starts over. */
const at = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
const ids = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const day = (year: number, dayOfYear: number): string =>
  new Date(Date.UTC(year, 0, dayOfYear)).toISOString().slice(0, 10);

export const authors = ids(AUTHORS).map((id) => ({
  id,
  name: `${at(FIRST_NAMES, id)} ${at(LAST_NAMES, Math.floor(id / FIRST_NAMES.length))}`,
  born: id % 9 === 0 ? null : day(1850 + (id % 140), 1 + ((id * 47) % 365)),
  biography: id % 3 === 0 ? `Writes in ${at(PLACES, id)}, mostly at night.` : '',
  mentorId: id > 10 && id % 4 === 0 ? ((id * 7) % (id - 1)) + 1 : null,
}));

/** Books in the order of their ids, one at a time: they need not all be in memory. */
export function* books() {
  for (const id of ids(BOOKS)) {
    const cents = 399 + ((id * 7919) % 6000);
    yield {
      id,
      title: titleOf(id),
      isbn: isbnOf(id),
      price: `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`,
      pages: 48 + ((id * 53) % 900),
      language: at(LANGUAGES, id * 5),
      published: id % 11 === 0 ? null : day(1950 + (id % 74), 1 + ((id * 31) % 365)),
      inPrint: id % 7 !== 0,
      stock: (id * 13) % 40,
      authorId: ((id * 37) % AUTHORS) + 1,
    };
  }
}

function titleOf(id: number): string {
  const adjective = at(ADJECTIVES, id);
  const noun = at(NOUNS, Math.floor(id / ADJECTIVES.length));
  const turn = Math.floor(id / (ADJECTIVES.length * NOUNS.length)); // 0 to 40
  const place = at(PLACES, turn);
  return at(
    [
      `The ${adjective} ${noun} of ${place}`,
      `${adjective} ${noun}, ${place}`,
      `A ${adjective} ${noun} in ${place}`,
      `${place}: The ${adjective} ${noun}`,
    ],
    Math.floor(turn / PLACES.length),
  );
}

/** Thirteen digits, the last of them the check digit of ISBN-13. */
function isbnOf(id: number): string {
  const digits = `9780${String(id).padStart(8, '0')}`;
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** Pairs of book and tag: one to three tags a book. */
export function* bookTags(): Generator<[book: number, tag: number]> {
  for (const id of ids(BOOKS)) {
    const tags = new Set([id % TAGS.length, (id * 5) % TAGS.length, (id * 7 + 3) % TAGS.length].slice(0, 1 + (id % 3)));
    for (const tag of tags) yield [id, tag + 1];
  }
}

export const publishers = ids(PUBLISHERS).map((id) => ({
  id,
  name: `${at(HOUSES, id)} ${at(KINDS, Math.floor((id - 1) / HOUSES.length))}`,
  city: id % 8 === 0 ? '' : at(CITIES, id * 3),
  founded: id % 6 === 0 ? null : 1800 + ((id * 17) % 220),
}));

/** Pairs of publisher and book: ten books a publisher. */
export function* publisherBooks(): Generator<[publisher: number, book: number]> {
  for (const id of ids(PUBLISHERS)) {
    const chosen = new Set<number>();
    for (let step = 0; chosen.size < BOOKS_OF_A_PUBLISHER; step += 1)
      chosen.add(((id * 7907 + step * 1999) % BOOKS) + 1);
    for (const book of [...chosen].sort((a, b) => a - b)) yield [id, book];
  }
}

/** Reviews by alice and bob, never two of one book by one of them. */
export function* reviews() {
  for (const id of ids(REVIEWS)) {
    yield {
      bookId: Math.ceil(id / 2) * 3,
      userId: (id % 2) + 1,
      stars: 1 + ((id * 7) % 5),
      text: at(OPINIONS, id * 3),
    };
  }
}
