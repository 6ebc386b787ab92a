/** SQL functions that SQLite lacks and PostgreSQL has, so that lookups mean the same on both. */
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { DataError } from '../errors.ts';
import { LruMap } from './lru-map.ts';

const MAX_PATTERNS = 100;

/**
 * Gives a connection `REGEXP` (`value REGEXP pattern`), `iregexp(pattern, value)` and `fretwork_lower(text)`.
 *
 * A pattern is JavaScript's, compiled once. `fretwork_lower` folds every letter of Unicode, where SQLite's own `lower`
 * and `LIKE` fold ASCII alone. Null in, null out.
 */
export function registerSqliteFunctions(database: DatabaseSync): void {
  const patterns = new LruMap<string, RegExp>(MAX_PATTERNS);
  const matches = (flags: string) => (pattern: SQLOutputValue, value: SQLOutputValue) => {
    if (pattern === null || value === null) return null;
    return compile(patterns, String(pattern), flags).test(asText(value)) ? 1 : 0;
  };
  const options = { deterministic: true, useBigIntArguments: true }; // plain numbers would refuse 2^53 and beyond
  database.function('regexp', options, matches('u'));
  database.function('iregexp', options, matches('iu'));
  database.function('fretwork_lower', options, (value) => (value === null ? null : foldCase(asText(value))));
}

/**
 * Text without case, letter by letter as PostgreSQL folds it, so that a part of a text is found in the whole.
 *
 * JavaScript would make of a sigma what its place in the word asks for, and two characters of the dotted capital I.
 */
export const foldCase = (text: string): string =>
  text.replace(/[\u0130\u03a3]/g, (letter) => (letter === '\u0130' ? 'i' : '\u03c3')).toLowerCase();

function compile(patterns: LruMap<string, RegExp>, source: string, flags: string): RegExp {
  const key = `${flags}:${source}`;
  const known = patterns.get(key);
  if (known !== undefined) return known;
  try {
    const pattern = new RegExp(source, flags);
    patterns.set(key, pattern);
    return pattern;
  } catch (cause) {
    throw new DataError('A regular expression is malformed.', { cause });
  }
}

const asText = (value: SQLOutputValue): string =>
  value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : String(value);
