/** SimpleMetadata: name, description and media types of a view, and the fields that it takes. */
import { APIException } from '../errors.ts';
import type { Request } from '../http/request.ts';
import { Field } from '../serializers/field.ts';
import { RelatedField } from '../serializers/relations.ts';
import type { SerializerDefinition } from '../serializers/serializer-definition.ts';
import { BaseMetadata, type DescribedView } from './metadata.ts';

/** What metadata needs of a view that takes objects. */
interface WritableView extends DescribedView {
  getSerializer(): unknown;
  getObject(): Promise<unknown>;
  checkPermissions(request: Request): Promise<void> | void;
  handlerFor(method: string): unknown;
  request: Request;
}

/** One field, as `OPTIONS` describes it; the keys are DRF's. */
export interface FieldInfo {
  readonly type: string;
  readonly required: boolean;
  readonly read_only: boolean;
  readonly [key: string]: unknown;
}

// By class name, so that a field of one's own counts as what it extends, and no field has to be loaded for this.
const TYPES: Readonly<Record<string, string>> = {
  BooleanField: 'boolean',
  CharField: 'string',
  UUIDField: 'string',
  URLField: 'url',
  EmailField: 'email',
  RegexField: 'regex',
  SlugField: 'slug',
  IntegerField: 'integer',
  BigIntegerField: 'integer',
  FloatField: 'float',
  DecimalField: 'decimal',
  DateField: 'date',
  DateTimeField: 'datetime',
  TimeField: 'time',
  DurationField: 'duration',
  ChoiceField: 'choice',
  MultipleChoiceField: 'multiple choice',
  FileField: 'file upload',
  ImageField: 'image upload',
  ListField: 'list',
  DictField: 'nested object',
  Serializer: 'nested object',
};

// Options that are told, in DRF's order and by DRF's names.
const TOLD = [
  ['helpText', 'help_text'],
  ['minLength', 'min_length'],
  ['maxLength', 'max_length'],
  ['minValue', 'min_value'],
  ['maxValue', 'max_value'],
  ['maxDigits', 'max_digits'],
  ['decimalPlaces', 'decimal_places'],
] as const;

/**
 * What DRF answers by default: about the view, and about the fields of the methods that the client may use.
 *
 * @see DRF `metadata.SimpleMetadata`
 */
export class SimpleMetadata extends BaseMetadata {
  async determineMetadata(request: Request, view: DescribedView): Promise<unknown> {
    const about = {
      name: view.getViewName(),
      description: view.getViewDescription(),
      renders: view.getRenderers().map(({ mediaType }) => mediaType),
      parses: view.getParsers().map(({ mediaType }) => mediaType),
    };
    if (!('getSerializer' in view)) return about;
    const actions = await this.determineActions(request, view as WritableView);
    return Object.keys(actions).length > 0 ? { ...about, actions } : about;
  }

  /** The fields of `PUT` and `POST`, where the view answers them and the client may use them. */
  async determineActions(request: Request, view: WritableView): Promise<Record<string, unknown>> {
    const actions: Record<string, unknown> = {};
    for (const method of ['PUT', 'POST'].filter((name) => view.handlerFor(name) !== undefined)) {
      view.request = request.withMethod(method);
      try {
        await view.checkPermissions(view.request);
        if (method === 'PUT') await view.getObject();
        actions[method] = this.getSerializerInfo(view.getSerializer());
      } catch (error) {
        if (!(error instanceof APIException)) throw error;
      } finally {
        view.request = request;
      }
    }
    return actions;
  }

  /** The fields of a serializer, or of the items of its list. */
  getSerializerInfo(serializer: unknown): Record<string, FieldInfo> {
    const { child, definition } = serializer as {
      readonly child?: unknown;
      readonly definition?: SerializerDefinition;
    };
    if (child !== undefined) return this.getSerializerInfo(child);
    const fields = Object.values(definition?.fields ?? {}).filter((field) => field.constructor.name !== 'HiddenField');
    return Object.fromEntries(fields.map((field) => [field.name, this.getFieldInfo(field)]));
  }

  /** One field. */
  getFieldInfo(field: Field): FieldInfo {
    const options = field.options as Readonly<Record<string, unknown>>;
    const info: Record<string, unknown> = { type: typeOf(field), required: field.required, read_only: field.readOnly };
    if (field.name !== '') info.label = field.label;
    for (const [option, key] of TOLD)
      if (options[option] !== undefined && options[option] !== null) info[key] = told(option, options[option]);
    if ('definition' in field) info.children = this.getSerializerInfo(field);
    else if ('child' in field && field.child instanceof Field && !(field.child instanceof RelatedField)) {
      info.child = this.#childInfo(field, field.child);
    }
    if (!field.readOnly && options.choices !== undefined) info.choices = labelled(options.choices);
    return info as FieldInfo;
  }

  // What is said of a list of objects is said of each of them as well. @see DRF `BaseSerializer.many_init`
  #childInfo({ options, required, readOnly }: Field, child: Field): FieldInfo {
    const info = this.getFieldInfo(child);
    if (!('definition' in child)) return info;
    const { label, helpText } = options;
    const texts = { ...(label !== undefined && { label }), ...(helpText !== undefined && { help_text: helpText }) };
    return { ...info, required, read_only: readOnly, ...texts };
  }
}

// Bounds of decimals are texts here, and numbers to clients.
const told = (option: string, value: unknown): unknown =>
  option.endsWith('Value') && typeof value === 'string' ? Number(value) : value;

function typeOf(field: object): string {
  for (let level = Object.getPrototypeOf(field); level !== null; level = Object.getPrototypeOf(level)) {
    const { name } = level.constructor;
    if (Object.hasOwn(TYPES, name)) return TYPES[name] ?? 'field';
  }
  return 'field';
}

// Groups are opened: a list of values is all that the format has room for.
function labelled(choices: unknown): readonly { readonly value: unknown; readonly display_name: string }[] {
  const entries: readonly unknown[] = Array.isArray(choices) ? choices : Object.entries(choices as object);
  return entries.flatMap((entry) => {
    if (!Array.isArray(entry)) return [{ value: entry, display_name: String(entry) }];
    return Array.isArray(entry[1]) ? labelled(entry[1]) : [{ value: entry[0], display_name: String(entry[1]) }];
  });
}
