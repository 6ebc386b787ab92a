/** JSONField: any JSON value. */
import { ERROR_TEXTS } from '../error-messages.ts';
import { parseExactJson } from '../exact-json.ts';
import { empty, Field, type FieldOptions, type Scope } from '../field.ts';
import { isPlainObject } from '../python-text.ts';
import { QueryDict } from '../query-dict.ts';

/** Any JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** Options of `JSONField`. */
export interface JSONFieldOptions extends FieldOptions<JsonValue> {
  /** Whether it is JSON inside text: read with a parser, sent as a string. @default false */
  readonly binary?: boolean;
}

const DEEPEST = 200; // deeper values break databases and recursive code long before they mean anything

/**
 * Any JSON value. A form's value is JSON text.
 *
 * @throws {ValidationError} codes `invalid`, `too_deep`
 * @see DRF `fields.JSONField`
 */
export class JSONField extends Field<JsonValue, JSONFieldOptions> {
  static override readonly texts = { ...Field.texts, ...ERROR_TEXTS.JSONField };

  constructor(options: JSONFieldOptions = {}) {
    super(options);
  }

  override getValue(data: object, scope: Scope): unknown {
    if (!(data instanceof QueryDict)) return super.getValue(data, scope);
    const text = data.get(this.name);
    return text === undefined ? (scope.partial ? empty : this.emptyForm) : new JSONText(text);
  }

  override toInternalValue(input: unknown): JsonValue {
    const isText = this.options.binary === true || input instanceof JSONText;
    const value = isText ? this.#parse(input instanceof JSONText ? input.text : input) : input;
    if (!this.#isJson(value, 0)) throw this.error('invalid');
    return value;
  }

  override toRepresentation(value: JsonValue): JsonValue {
    return this.options.binary === true ? JSON.stringify(value) : value;
  }

  #parse(input: unknown): unknown {
    const text = input instanceof Uint8Array ? new TextDecoder().decode(input) : input;
    try {
      return parseExactJson(typeof text === 'string' ? text : '');
    } catch (cause) {
      throw Object.assign(this.error('invalid'), { cause });
    }
  }

  #isJson(value: unknown, depth: number): value is JsonValue {
    if (depth > DEEPEST) throw this.error('too_deep');
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
    if (typeof value === 'number') return Number.isFinite(value);
    if (typeof value === 'bigint') return true;
    if (Array.isArray(value)) return value.every((item) => this.#isJson(item, depth + 1));
    return isPlainObject(value) && Object.values(value).every((item) => this.#isJson(item, depth + 1));
  }
}

/** JSON text from a form, which is parsed although the field is not binary. */
class JSONText {
  readonly text: unknown;

  constructor(text: unknown) {
    this.text = text;
  }
}
