/** `fretwork/serializers`: fields, serializers, relations and validators. */
export {
  callable,
  type Input,
  type Made,
  type Representation,
  type SerializerClass,
  serializer,
  type Validated,
} from './callable.ts';
export { ERROR_TEXTS } from './error-messages.ts';
export type { FieldExplanation, ReadPath, SerializerExplanation } from './explain.ts';
export {
  type Declared,
  empty,
  Field,
  type FieldOptions,
  type FieldTypes,
  type Presence,
  type Scope,
  type SerializerContext,
  skip,
  type Validator,
} from './field.ts';
export { BooleanField } from './fields/boolean-field.ts';
export { CharField, EmailField, RegexField, SlugField, URLField } from './fields/char-field.ts';
export { ChoiceField, MultipleChoiceField } from './fields/choice-field.ts';
export { DateField, DateTimeField, TimeField } from './fields/date-fields.ts';
export { DecimalField } from './fields/decimal-field.ts';
export { DurationField } from './fields/duration-field.ts';
export { FileField, ImageField } from './fields/file-field.ts';
export { FloatField } from './fields/float-field.ts';
export { BigIntegerField, IntegerField } from './fields/integer-field.ts';
export { IPAddressField } from './fields/ip-address-field.ts';
export { JSONField, type JsonValue } from './fields/json-field.ts';
export { DictField, HStoreField, ListField } from './fields/list-field.ts';
export {
  createOnlyDefault,
  currentUserDefault,
  HiddenField,
  ReadOnlyField,
  SerializerMethodField,
} from './fields/special-fields.ts';
export { UUIDField } from './fields/uuid-field.ts';
export { HyperlinkedIdentityField, HyperlinkedRelatedField, hyperlinkedModelSerializer } from './hyperlinks.ts';
export { ListSerializer } from './list-serializer.ts';
export { ModelSerializer, type ModelSerializerOptions, modelSerializer } from './model-serializer.ts';
export { createObject, updateObject } from './model-writes.ts';
export { type FormValue, QueryDict } from './query-dict.ts';
export { type ReadPlan, readPlan } from './read-plan.ts';
export {
  ManyRelatedField,
  PrimaryKeyRelatedField,
  RelatedField,
  type RelatedQuerySet,
  SlugRelatedField,
  StringRelatedField,
} from './relations.ts';
export { field, s } from './s.ts';
export { Serializer, type SerializerOptions } from './serializer.ts';
export { defineSerializer, type ObjectHooks, type SerializerDefinition } from './serializer-definition.ts';
export { DEFAULT_SERIALIZER_SETTINGS, type SerializerSettings } from './serializer-settings.ts';
export { type StandardSchema, standardSerializer } from './standard-schema.ts';
export {
  uniqueForDateValidator,
  uniqueForMonthValidator,
  uniqueForYearValidator,
  uniqueTogetherValidator,
  uniqueValidator,
} from './unique-validators.ts';
export {
  emailValidator,
  maxLengthValidator,
  maxValueValidator,
  minLengthValidator,
  minValueValidator,
  regexValidator,
  urlValidator,
  type ValidatorOptions,
} from './validators.ts';
