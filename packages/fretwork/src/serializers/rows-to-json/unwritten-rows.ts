/** UnwrittenRows: rows that are read, with all that they lead to, and wait for the request's serializer to be written. */
import type { Scope } from '../field.ts';
import { JSONText } from '../json-text.ts';
import { allReady, type MaybePromise, whenReady } from '../maybe-promise.ts';
import type { LoadedRows } from './loaded-rows.ts';
import { type AskingWriter, partWriters } from './part-writer.ts';

/** JSON text for which some objects were made. */
export class MixedText extends JSONText {}

/** Rows of which some fields need objects; they know nothing of a request yet. */
export class UnwrittenRows {
  readonly #loaded: LoadedRows;
  readonly #wanted: number | readonly number[];

  /** @param wanted Index of one row that is written as an object, or of those that are a list. */
  constructor(loaded: LoadedRows, wanted: number | readonly number[]) {
    this.#loaded = loaded;
    this.#wanted = wanted;
  }

  /** Single rows as a list, in this order. @param rows Of one query, and at least one. */
  static listOf(rows: readonly UnwrittenRows[]): UnwrittenRows {
    const [first] = rows as readonly [UnwrittenRows];
    return new UnwrittenRows(
      first.#loaded,
      rows.flatMap((row) => row.#wanted),
    );
  }

  /**
   * The text.
   *
   * @param serializer Made for the request, without an object: it is the scope of methods, and gets what it would have
   *   been made with.
   */
  write(serializer: Scope): MaybePromise<MixedText> {
    const [loaded, wanted] = [this.#loaded, this.#wanted];
    const isOne = typeof wanted === 'number';
    let instance: unknown;
    Object.defineProperty(serializer, 'instance', {
      configurable: true,
      enumerable: true,
      get: () => (instance ??= isOne ? loaded.objectOf(wanted) : wanted.map((index) => loaded.objectOf(index))),
    });
    const ask = partWriters(loaded)[0]?.ask as AskingWriter;
    if (isOne) return whenReady(ask(loaded, wanted, serializer), (text) => new MixedText(text));
    const texts = allReady(wanted.map((index) => ask(loaded, index, serializer)));
    return whenReady(texts, (ready) => new MixedText(`[${ready.join(',')}]`));
  }
}
