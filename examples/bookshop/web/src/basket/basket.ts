/** Basket: what somebody means to buy, kept on the device until it is ordered. */
import type { Book } from '../api.ts';
import type { DeviceStorage } from '../ui/device-storage.ts';

/** Some copies of a book, with what the basket shows of it; what it costs in the end is for the server to say. */
export interface BasketLine extends Pick<Book, 'id' | 'title' | 'price'> {
  readonly author: string;
  readonly quantity: number;
}

/** As many as an order takes of one book. */
export const MOST_COPIES = 99;

const KEY = 'basket';

/** Keeps lines in a storage, and tells when they change, in this tab or in another. */
export class Basket {
  readonly #storage: DeviceStorage;
  readonly #listeners = new Set<() => void>();
  #lines: readonly BasketLine[];

  constructor(storage: DeviceStorage, tabs: Pick<Window, 'addEventListener'>) {
    this.#storage = storage;
    this.#lines = readLines(storage.getItem(KEY));
    tabs.addEventListener('storage', (event) => {
      if (event.key !== KEY && event.key !== null) return;
      this.#lines = readLines(event.newValue);
      this.#tell();
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly read = (): readonly BasketLine[] => this.#lines;

  /** Adds a copy of a book. */
  add({ id, title, price, author }: Pick<Book, 'id' | 'title' | 'price' | 'author'>): void {
    const known = this.#lines.find((line) => line.id === id);
    const quantity = Math.min((known?.quantity ?? 0) + 1, MOST_COPIES);
    this.#write([...this.#lines.filter((line) => line !== known), { id, title, price, author: author.name, quantity }]);
  }

  /** Changes how many copies of a book there are; none takes it out. */
  setQuantity(id: number, quantity: number): void {
    const changed = this.#lines.map((line) => (line.id === id ? { ...line, quantity } : line));
    this.#write(changed.filter((line) => line.quantity > 0));
  }

  clear(): void {
    this.#write([]);
  }

  #write(lines: readonly BasketLine[]): void {
    this.#lines = lines;
    this.#storage.setItem(KEY, JSON.stringify(lines));
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

// A storage may hold anything: an older version's lines, or what somebody typed.
function readLines(text: string | null): readonly BasketLine[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? value.filter(isLine) : [];
  } catch {
    return [];
  }
}

function isLine(value: unknown): value is BasketLine {
  const { id, title, price, author, quantity } = Object(value) as Partial<Record<keyof BasketLine, unknown>>;
  return (
    Number.isSafeInteger(id) &&
    typeof title === 'string' &&
    typeof author === 'string' &&
    typeof price === 'string' &&
    /^\d+(\.\d+)?$/.test(price) &&
    Number.isInteger(quantity) &&
    Number(quantity) >= 1 &&
    Number(quantity) <= MOST_COPIES
  );
}
