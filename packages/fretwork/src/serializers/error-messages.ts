/** Every text that serializers send, by the class that sends it and its code; DRF's and Django's, byte for byte. */

import { valueText } from './python-text.ts';

/** Texts by code; `{name}` is filled in. */
export type ErrorTexts = { readonly [code: string]: string };

const NUMBER_LIMITS = {
  max_value: 'Ensure this value is less than or equal to {max_value}.',
  min_value: 'Ensure this value is greater than or equal to {min_value}.',
  max_string_length: 'String value too large.',
  overflow: 'Integer value too large to convert to float',
} as const;

const LENGTHS = {
  min_length: 'Ensure this field has at least {min_length} elements.',
  max_length: 'Ensure this field has no more than {max_length} elements.',
} as const;

/** The texts of all fields, serializers and validators. */
export const ERROR_TEXTS = {
  Field: { required: 'This field is required.', null: 'This field may not be null.' },
  BooleanField: { invalid: 'Must be a valid boolean.' },
  CharField: {
    invalid: 'Not a valid string.',
    blank: 'This field may not be blank.',
    max_length: 'Ensure this field has no more than {max_length} characters.',
    min_length: 'Ensure this field has at least {min_length} characters.',
    null_characters_not_allowed: 'Null characters are not allowed.',
    surrogate_characters_not_allowed: 'Surrogate characters are not allowed: U+{code_point}.',
  },
  EmailField: { invalid: 'Enter a valid email address.' },
  RegexField: { invalid: 'This value does not match the required pattern.' },
  SlugField: {
    invalid: 'Enter a valid "slug" consisting of letters, numbers, underscores or hyphens.',
    invalid_unicode: 'Enter a valid "slug" consisting of Unicode letters, numbers, underscores, or hyphens.',
  },
  URLField: { invalid: 'Enter a valid URL.' },
  UUIDField: { invalid: 'Must be a valid UUID.' },
  IPAddressField: { invalid: 'Enter a valid IPv4 or IPv6 address.' },
  IPAddressValidator: { ipv4: 'Enter a valid IPv4 address.', ipv6: 'Enter a valid IPv6 address.' },
  IntegerField: { invalid: 'A valid integer is required.', ...NUMBER_LIMITS },
  BigIntegerField: { invalid: 'A valid biginteger is required.', ...NUMBER_LIMITS },
  FloatField: { invalid: 'A valid number is required.', ...NUMBER_LIMITS },
  DecimalField: {
    invalid: 'A valid number is required.',
    ...NUMBER_LIMITS,
    max_digits: 'Ensure that there are no more than {max_digits} digits in total.',
    max_decimal_places: 'Ensure that there are no more than {max_decimal_places} decimal places.',
    max_whole_digits: 'Ensure that there are no more than {max_whole_digits} digits before the decimal point.',
  },
  DateTimeField: {
    invalid: 'Datetime has wrong format. Use one of these formats instead: {format}.',
    date: 'Expected a datetime but got a date.',
    make_aware: 'Invalid datetime for the timezone "{timezone}".',
    overflow: 'Datetime value out of range.',
  },
  DateField: {
    invalid: 'Date has wrong format. Use one of these formats instead: {format}.',
    datetime: 'Expected a date but got a datetime.',
  },
  TimeField: { invalid: 'Time has wrong format. Use one of these formats instead: {format}.' },
  DurationField: {
    invalid: 'Duration has wrong format. Use one of these formats instead: {format}.',
    max_value: NUMBER_LIMITS.max_value,
    min_value: NUMBER_LIMITS.min_value,
    overflow: 'The number of days must be between {min_days} and {max_days}.',
  },
  ChoiceField: { invalid_choice: '"{input}" is not a valid choice.' },
  MultipleChoiceField: {
    not_a_list: 'Expected a list of items but got type "{input_type}".',
    empty: 'This selection may not be empty.',
  },
  FileField: {
    required: 'No file was submitted.',
    invalid: 'The submitted data was not a file. Check the encoding type on the form.',
    no_name: 'No filename could be determined.',
    empty: 'The submitted file is empty.',
    max_length: 'Ensure this filename has at most {max_length} characters (it has {length}).',
  },
  ImageField: {
    invalid_image: 'Upload a valid image. The file you uploaded was either not an image or a corrupted image.',
  },
  ListField: {
    not_a_list: 'Expected a list of items but got type "{input_type}".',
    empty: 'This list may not be empty.',
    ...LENGTHS,
  },
  DictField: {
    not_a_dict: 'Expected a dictionary of items but got type "{input_type}".',
    empty: 'This dictionary may not be empty.',
  },
  JSONField: { invalid: 'Value must be valid JSON.', too_deep: 'This JSON is nested too deeply.' },
  PrimaryKeyRelatedField: {
    does_not_exist: 'Invalid pk "{pk_value}" - object does not exist.',
    incorrect_type: 'Incorrect type. Expected pk value, received {data_type}.',
  },
  SlugRelatedField: { does_not_exist: 'Object with {slug_name}={value} does not exist.', invalid: 'Invalid value.' },
  HyperlinkedRelatedField: {
    no_match: 'Invalid hyperlink - No URL match.',
    incorrect_match: 'Invalid hyperlink - Incorrect URL match.',
    does_not_exist: 'Invalid hyperlink - Object does not exist.',
    incorrect_type: 'Incorrect type. Expected URL string, received {data_type}.',
  },
  ManyRelatedField: {
    not_a_list: 'Expected a list of items but got type "{input_type}".',
    empty: 'This list may not be empty.',
  },
  Serializer: { invalid: 'Invalid data. Expected a dictionary, but got {datatype}.', null: 'No data provided' },
  ListSerializer: {
    not_a_list: 'Expected a list of items but got type "{input_type}".',
    empty: 'This list may not be empty.',
    ...LENGTHS,
  },
  UniqueValidator: { unique: 'This field must be unique.' },
  UniqueTogetherValidator: {
    unique: 'The fields {field_names} must make a unique set.',
    required: 'This field is required.',
  },
  UniqueForValidator: { unique: 'This field must be unique for the "{date_field}" date.' },
  MinLengthValidator: {
    min_length: 'Ensure this value has at least {min_length} {characters} (it has {length}).',
  },
  MaxLengthValidator: {
    max_length: 'Ensure this value has at most {max_length} {characters} (it has {length}).',
  },
  MinValueValidator: { min_value: NUMBER_LIMITS.min_value },
  MaxValueValidator: { max_value: NUMBER_LIMITS.max_value },
  RegexValidator: { invalid: 'Enter a valid value.' },
} as const;

/** Names of a serializer's pieces that have texts. */
export type ErrorSource = keyof typeof ERROR_TEXTS;

/**
 * Fills the names in braces of a text; a name that is not given stays as it is.
 *
 * @param text Text with `{name}`s.
 * @param values What stands for each name.
 */
export function fillIn(text: string, values: Readonly<Record<string, unknown>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? valueText(values[name]) : whole,
  );
}
