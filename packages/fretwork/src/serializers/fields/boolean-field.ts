/** BooleanField: true or false. */
import { ERROR_TEXTS } from '../error-messages.ts';
import { Field, type FieldOptions } from '../field.ts';

const TRUE: ReadonlySet<unknown> = new Set(['t', 'y', 'yes', 'true', 'on', '1', 1, true]);
const FALSE: ReadonlySet<unknown> = new Set(['f', 'n', 'no', 'false', 'off', '0', 0, false]);
const NULL: ReadonlySet<unknown> = new Set(['null', '', null]);
const LONGEST_WORD = 5;

/**
 * True or false, and null where `allowNull` says so.
 *
 * In: booleans, 1 and 0, and the words of forms in upper or lower case. A form without the field means false.
 *
 * @throws {ValidationError} code `invalid`
 * @see DRF `fields.BooleanField`
 */
export class BooleanField extends Field<boolean> {
  static override readonly texts = { ...Field.texts, ...ERROR_TEXTS.BooleanField };

  constructor(options: FieldOptions<boolean> = {}) {
    super(options);
    if (options.default === undefined) this.emptyForm = this.allowNull ? null : false;
  }

  override getInitial(): unknown {
    return this.options.initial === undefined ? (this.allowNull ? null : false) : super.getInitial();
  }

  override toInternalValue(input: unknown): boolean {
    const value = readBoolean(input, this.allowNull);
    if (value === undefined) throw this.error('invalid', { input });
    return value as boolean;
  }

  override toRepresentation(value: boolean): boolean {
    const read = readBoolean(value, this.allowNull);
    return (read === undefined ? Boolean(value) : read) as boolean;
  }
}

function readBoolean(input: unknown, allowNull: boolean): boolean | null | undefined {
  const value = typeof input === 'string' && input.length <= LONGEST_WORD ? input.toLowerCase() : input;
  if (TRUE.has(value)) return true;
  if (FALSE.has(value)) return false;
  return allowNull && NULL.has(value) ? null : undefined;
}
