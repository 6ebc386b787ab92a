/** ChoiceField and MultipleChoiceField: values from a list. */
import { ERROR_TEXTS } from '../error-messages.ts';
import { empty, Field, type FieldOptions, type Scope } from '../field.ts';
import { itemsOf, typeName, valueText } from '../python-text.ts';
import { QueryDict } from '../query-dict.ts';

/** A value that may be chosen. */
export type Choice = string | number | boolean | null;
type Labelled = Choice | readonly [Choice, string];

/** Choices: values, `[value, label]` pairs, `[group, choices]`, or labels by value. */
export type FieldChoices =
  | readonly (Labelled | readonly [string, readonly Labelled[]])[]
  | { readonly [value: string]: string };

/** The values of choices, as a union. */
export type ChoiceValue<C> = C extends readonly (infer Entry)[]
  ? Entry extends readonly [unknown, readonly (infer Member)[]]
    ? Member extends readonly [infer Value, string]
      ? Value
      : Member
    : Entry extends readonly [infer Value, string]
      ? Value
      : Entry
  : keyof C & string;

/** Options of choice fields. */
export interface ChoiceFieldOptions extends FieldOptions<Choice> {
  readonly choices: FieldChoices;
  /** Whether '' is a valid value. @default false */
  readonly allowBlank?: boolean;
}

/**
 * One value from a list. A value is recognised by its text, so that forms can choose numbers.
 *
 * @throws {ValidationError} code `invalid_choice`
 * @see DRF `fields.ChoiceField`
 */
export class ChoiceField<Options extends ChoiceFieldOptions = ChoiceFieldOptions> extends Field<Choice, Options> {
  static override readonly texts: Readonly<Record<string, string>> = { ...Field.texts, ...ERROR_TEXTS.ChoiceField };
  /** Each value with its label, groups flattened. */
  readonly choices: ReadonlyMap<Choice, string>;
  readonly #byText: ReadonlyMap<string, Choice>;

  constructor(options: Options) {
    super(options);
    this.choices = flatten(options.choices);
    this.#byText = new Map([...this.choices.keys()].map((value) => [valueText(value), value]));
  }

  override toInternalValue(input: unknown): Choice {
    if (input === '' && this.options.allowBlank) return '';
    const value = isScalar(input) ? this.#byText.get(valueText(input)) : undefined;
    if (value === undefined) throw this.error('invalid_choice', { input: valueText(input) });
    return value;
  }

  override toRepresentation(value: Choice): Choice {
    if (value === '' || value === null) return value;
    return this.#byText.get(valueText(value)) ?? value;
  }
}

/** Options of `MultipleChoiceField`. */
export interface MultipleChoiceFieldOptions extends FieldOptions<Choice[]> {
  readonly choices: FieldChoices;
  /** Whether '' is a valid item. @default false */
  readonly allowBlank?: boolean;
  /** Whether an empty list is a valid value. @default true */
  readonly allowEmpty?: boolean;
}

/**
 * Some values from a list, each once, in the order they were sent.
 *
 * @throws {ValidationError} codes `not_a_list`, `empty`, `invalid_choice`
 * @see DRF `fields.MultipleChoiceField`
 */
export class MultipleChoiceField extends Field<Choice[], MultipleChoiceFieldOptions> {
  static override readonly texts = { ...Field.texts, ...ERROR_TEXTS.ChoiceField, ...ERROR_TEXTS.MultipleChoiceField };
  readonly #item: ChoiceField;

  constructor(options: MultipleChoiceFieldOptions) {
    super(options);
    const { choices, allowBlank, errorMessages } = options;
    this.#item = new ChoiceField({ choices, allowBlank, errorMessages });
    this.emptyForm = [];
  }

  /** Each value with its label, groups flattened. */
  get choices(): ReadonlyMap<Choice, string> {
    return this.#item.choices;
  }

  override getValue(data: object, scope: Scope): unknown {
    if (!(data instanceof QueryDict)) return super.getValue(data, scope);
    return !data.has(this.name) && scope.partial ? empty : data.getAll(this.name);
  }

  override toInternalValue(input: unknown): Choice[] {
    const items = itemsOf(input);
    if (items === undefined) throw this.error('not_a_list', { input_type: typeName(input) });
    if (items.length === 0 && this.options.allowEmpty === false) throw this.error('empty');
    return [...new Set(items.map((item) => this.#item.toInternalValue(item)))];
  }

  override toRepresentation(value: Iterable<Choice>): Choice[] {
    return [...new Set(Array.from(value, (item) => this.#item.toRepresentation(item)))];
  }
}

const isScalar = (input: unknown): boolean => input === null || typeof input !== 'object';

function flatten(choices: FieldChoices): Map<Choice, string> {
  const result = new Map<Choice, string>();
  if (!isArray(choices)) {
    for (const [value, label] of Object.entries(choices)) result.set(value, label);
    return result;
  }
  for (const entry of choices) {
    const members = isGroup(entry) ? entry[1] : [entry];
    for (const member of members) {
      if (isPair(member)) result.set(member[0], member[1]);
      else result.set(member, valueText(member));
    }
  }
  return result;
}

type Entry = Labelled | readonly [string, readonly Labelled[]];
const isArray = (choices: FieldChoices): choices is readonly Entry[] => Array.isArray(choices);
const isGroup = (entry: Entry): entry is readonly [string, readonly Labelled[]] =>
  Array.isArray(entry) && Array.isArray(entry[1]);
const isPair = (entry: Labelled): entry is readonly [Choice, string] => Array.isArray(entry);
