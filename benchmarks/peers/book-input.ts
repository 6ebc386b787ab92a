/** Checks the input of a new book by hand, with the messages of Django REST Framework; both TypeScript peers use it. */

export interface BookInput {
  readonly title: string;
  readonly price: string;
  readonly published: string;
  readonly in_print: boolean;
  readonly author_id: number;
}

type Check = (value: unknown) => string | undefined;

const CHECKS: Readonly<Record<keyof BookInput, Check>> = {
  title: (value) => {
    if (typeof value !== 'string') return 'Not a valid string.';
    if (value.trim() === '') return 'This field may not be blank.';
    return value.length > 200 ? 'Ensure this field has no more than 200 characters.' : undefined;
  },
  price: (value) => {
    const [, whole = '', places = ''] = /^-?(\d+)(?:\.(\d*))?$/.exec(String(value)) ?? [];
    if (whole === '') return 'A valid number is required.';
    if (places.length > 2) return 'Ensure that there are no more than 2 decimal places.';
    return whole.length > 6 ? 'Ensure that there are no more than 6 digits before the decimal point.' : undefined;
  },
  published: (value) =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
      ? undefined
      : 'Date has wrong format. Use one of these formats instead: YYYY-MM-DD.',
  in_print: (value) => (typeof value === 'boolean' ? undefined : 'Must be a valid boolean.'),
  author_id: (value) =>
    Number.isSafeInteger(value) ? undefined : `Incorrect type. Expected pk value, received ${typeof value}.`,
};

/** The book, or what is wrong with it by field. */
export function readBook(
  data: Readonly<Record<string, unknown>>,
): { errors: Record<string, string[]> } | { book: BookInput } {
  const given: Record<string, unknown> = { in_print: true, ...data };
  const errors: Record<string, string[]> = {};
  for (const [name, check] of Object.entries(CHECKS)) {
    const message = given[name] === undefined ? 'This field is required.' : check(given[name]);
    if (message !== undefined) errors[name] = [message];
  }
  if (Object.keys(errors).length > 0) return { errors };
  const { title, price, published, in_print, author_id } = given as unknown as BookInput;
  return { book: { title: title.trim(), price: Number(price).toFixed(2), published, in_print, author_id } };
}
