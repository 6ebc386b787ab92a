/** JSON as text: values as DRF writes them, and text that is JSON already. */
import { toMicrosecondISO } from '../models/precise-date.ts';
import { parseExactJson } from './exact-json.ts';

/** Text that is JSON already: written by whoever made it, copied as it is by `JSONRenderer`. */
export class JSONText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** The value, for other renderers and for tests; integers beyond 2^53 as `bigint`. */
  toJSON(): unknown {
    return parseExactJson(this.text);
  }
}

/**
 * A value as JSON: dates as DRF prints them, bigints exact, maps as objects, sets as lists.
 *
 * @param indent Spaces of a level; 0 for compact text.
 */
export function stringify(data: unknown, indent = 0): string {
  // A replacer makes JSON.stringify several times slower, so it is used only where something needs it.
  return JSON.stringify(data, needsReplacer(data) ? replace : undefined, indent) ?? '';
}

function needsReplacer(value: unknown): boolean {
  if (typeof value === 'bigint') return true;
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(needsReplacer);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return true;
  for (const name in value) if (needsReplacer((value as Record<string, unknown>)[name])) return true;
  return false;
}

// `this` is the holder: a date has become text in `value` before a replacer sees it.
function replace(this: unknown, key: string, value: unknown): unknown {
  const original = (this as Record<string, unknown>)[key];
  if (original instanceof Date) return Number.isNaN(original.getTime()) ? null : toMicrosecondISO(original);
  if (typeof original === 'bigint') return rawJSON(original.toString());
  if (original instanceof Map) return Object.fromEntries(original);
  if (original instanceof Set) return [...original];
  if (original instanceof Uint8Array) return new TextDecoder().decode(original);
  return value;
}

// TypeScript's library does not know `JSON.rawJSON` (ES2025) yet.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };
