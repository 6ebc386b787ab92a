/** What a visitor of the catalogue looks for. It lives in the address, so that "back", bookmarks and reloads work. */
import { isLanguage, type Language } from './languages.ts';

export interface CatalogueSearch {
  readonly search?: string;
  readonly language?: Language;
  readonly tag?: string;
  readonly author?: number;
  readonly minPrice?: string;
  readonly maxPrice?: string;
  readonly inPrint?: true;
  readonly order?: Order;
  readonly page?: number;
}

/** The orders that can be chosen. */
export const orders = {
  '-published': 'Newest first',
  published: 'Oldest first',
  title: 'Title',
  price: 'Price, low to high',
  '-price': 'Price, high to low',
  pages: 'Shortest first',
} as const;

export type Order = keyof typeof orders;

/** The order of whoever does not choose one. */
export const DEFAULT_ORDER: Order = '-published';

/** Books on a page of the catalogue. */
export const PAGE_SIZE = 24;

const DIGITS = /^[1-9]\d{0,8}$/;
const PRICE = /^\d{1,6}(\.\d{1,2})?$/;

const textOf = (value: unknown): string => (value === undefined || value === null ? '' : String(value));
const matching = (value: unknown, pattern: RegExp): string | undefined =>
  pattern.test(textOf(value)) ? textOf(value) : undefined;
const numberOf = (value: unknown): number | undefined => {
  const digits = matching(value, DIGITS);
  return digits === undefined ? undefined : Number(digits);
};

const isOrder = (value: unknown): value is Order => typeof value === 'string' && Object.hasOwn(orders, value);

/** Reads an address, which anybody may have written: what makes no sense is left out. */
export function readCatalogueSearch(raw: Readonly<Record<string, unknown>>): CatalogueSearch {
  const page = numberOf(raw.page);
  return withoutUndefined({
    search: textOf(raw.search).slice(0, 200) || undefined,
    language: isLanguage(raw.language) ? raw.language : undefined,
    tag: matching(raw.tag, /^[-\w]{1,30}$/),
    author: numberOf(raw.author),
    minPrice: matching(raw.minPrice, PRICE),
    maxPrice: matching(raw.maxPrice, PRICE),
    inPrint: textOf(raw.inPrint) === 'true' ? true : undefined,
    order: isOrder(raw.order) && raw.order !== DEFAULT_ORDER ? raw.order : undefined,
    page: page === 1 ? undefined : page,
  });
}

/** What is asked of the API. */
export const toBookQuery = ({ tag, minPrice, maxPrice, order = DEFAULT_ORDER, ...same }: CatalogueSearch) =>
  withoutUndefined({
    ...same,
    tags__name: tag,
    price__gte: minPrice,
    price__lte: maxPrice,
    ordering: order,
    pageSize: PAGE_SIZE,
  });

/** How many filters are set; the search, the order and the page are none. */
export const countFilters = ({ search, order, page, ...filters }: CatalogueSearch): number =>
  Object.values(filters).filter((value) => value !== undefined).length;

function withoutUndefined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
