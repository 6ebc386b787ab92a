/** The books, authors and publishers that every peer of the benchmark serves: made by numbers from a seed, as SQL that all of them read. */

export const AUTHORS = 1_000;
export const BOOKS = 20_000;
export const PUBLISHERS = 200;
const BOOKS_OF_A_PUBLISHER = 10;
const ROWS_OF_A_STATEMENT = 500;
const SEED = 20_260;

const FIRST = ['Ada', 'Émile', 'Grace', 'Jorge', 'Mary', 'Nikolai', 'Ursula', 'Virginia', 'Yukio', 'Zadie'];
const LAST = ["O'Brien", 'Eliot', 'García', 'Hopper', 'Le Guin', 'Lovelace', 'Müller', 'Shelley', 'Woolf', 'Zola'];
const KINDS = ['silver', 'hidden', 'last', 'quiet', 'burning', 'paper', 'northern', 'glass', 'wandering', 'second'];
const THINGS = ['river', 'garden', 'machine', 'letter', 'island', 'winter', 'city', 'mirror', 'orchard', 'language'];

/** The whole data set, as statements that PostgreSQL and SQLite both read. */
export function* seedStatements(): Generator<string> {
  const random = randomNumbers(SEED);
  const below = (limit: number): number => Math.floor(random() * limit);
  const pick = (words: readonly string[]): string => words[below(words.length)] ?? '';
  const ids = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

  yield* inserts(
    'library_author (id, name)',
    ids(AUTHORS).map((id) => [id, `${pick(FIRST)} ${pick(LAST)}`]),
  );
  // No price twice, so that an order by price is one order.
  const cents = shuffled(ids(BOOKS), below);
  yield* inserts(
    'library_book (id, title, price, published, in_print, created_at, author_id)',
    ids(BOOKS).map((id, index) => [
      id,
      `The ${pick(KINDS)} ${pick(THINGS)}, volume ${1 + below(9)}`,
      ((cents[index] ?? 0) / 100 + 1).toFixed(2),
      new Date(Date.UTC(1950 + below(70), 0, 1 + below(365))).toISOString().slice(0, 10),
      random() < 0.7,
      new Date(Date.UTC(2024, 0, 1) + id * 61_000).toISOString().slice(0, 19).replace('T', ' '),
      1 + below(AUTHORS),
    ]),
  );
  yield* inserts(
    'library_publisher (id, name)',
    ids(PUBLISHERS).map((id) => [id, `Publisher ${id}`]),
  );
  const links = ids(PUBLISHERS).flatMap((publisher) => {
    const books = new Set<number>();
    while (books.size < BOOKS_OF_A_PUBLISHER) books.add(1 + below(BOOKS));
    return [...books].map((book) => [publisher, book]);
  });
  yield* inserts(
    'library_publisher_books (id, publisher_id, book_id)',
    links.map((link, index) => [index + 1, ...link]),
  );
}

/** What PostgreSQL needs after ids were given by hand, and before anything is measured. */
export const AFTER_SEED_POSTGRES = `${['library_author', 'library_book', 'library_publisher', 'library_publisher_books']
  .map((table) => `SELECT setval(pg_get_serial_sequence('${table}', 'id'), (SELECT max(id) FROM ${table}))`)
  .join(';\n')};`;

type Cell = string | number | boolean;

function* inserts(target: string, rows: readonly (readonly Cell[])[]): Generator<string> {
  for (let start = 0; start < rows.length; start += ROWS_OF_A_STATEMENT) {
    const values = rows.slice(start, start + ROWS_OF_A_STATEMENT).map((row) => `(${row.map(literal).join(', ')})`);
    yield `INSERT INTO ${target} VALUES ${values.join(', ')};`;
  }
}

const literal = (cell: Cell): string => (typeof cell === 'string' ? `'${cell.replaceAll("'", "''")}'` : String(cell));

function shuffled(numbers: readonly number[], below: (limit: number) => number): number[] {
  const result = [...numbers];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = below(last + 1);
    [result[last], result[other]] = [result[other] ?? 0, result[last] ?? 0];
  }
  return result;
}

/** Numbers from 0 to 1 that are the same in every run. @see "Numerical Recipes", quick and dirty generators */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
