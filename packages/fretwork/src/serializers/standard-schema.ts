/** Standard Schema in both directions: serializers are schemas, and schemas serve as serializers for input. */
import { ErrorDetail, type ErrorDetails, ValidationError } from '../errors.ts';
import type { Scope } from './field.ts';
import { Serializer, type SerializerConstructor } from './serializer.ts';

/** One thing that is wrong with a value. */
export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** The result of a validation. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

/** What a Standard Schema has under `~standard`. @see https://standardschema.dev */
export interface StandardProps<Input = unknown, Output = Input> {
  readonly version: 1;
  readonly vendor: string;
  readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
  readonly types?: { readonly input: Input; readonly output: Output } | undefined;
}

/** A schema of any library that follows Standard Schema. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': StandardProps<Input, Output>;
}

/**
 * A serializer class as a Standard Schema.
 *
 * @param make Makes a serializer of the data to check.
 */
export const standardProps = (make: (data: unknown) => Serializer): StandardProps => ({
  version: 1,
  vendor: 'fretwork',
  validate: async (value) => {
    const serializer = make(value);
    if (await serializer.isValid()) return { value: serializer.validatedData };
    return { issues: issuesOf(serializer.errorDetails, []) };
  },
});

function issuesOf(details: ErrorDetails, path: readonly string[]): StandardIssue[] {
  if (details instanceof ErrorDetail) return [{ message: details.message, path }];
  if (Array.isArray(details)) return details.flatMap((item: ErrorDetails) => issuesOf(item, path));
  return Object.entries(details).flatMap(([key, item]: [string, ErrorDetails]) =>
    issuesOf(item, key === 'non_field_errors' ? path : [...path, key]),
  );
}

/**
 * Validates input with a Standard Schema, as a serializer class.
 *
 * Messages go under their path; those without one under the settings' key of non-field errors. It sends objects as they are.
 *
 * @param schema A schema of Zod, Valibot, ArkType or any other library that follows Standard Schema.
 */
export function standardSerializer(schema: StandardSchema): SerializerConstructor {
  return class StandardSerializer extends Serializer {
    override async runValidation(input: unknown, scope: Scope = this): Promise<unknown> {
      const result = await schema['~standard'].validate(input);
      if (result.issues === undefined) return result.value;
      throw new ValidationError(detailsOf(result.issues, scope.settings.nonFieldErrorsKey));
    }

    override toRepresentation(instance: unknown): unknown {
      return instance;
    }
  };
}

type Tree = { [key: string]: Tree | ErrorDetail[] };

function detailsOf(issues: readonly StandardIssue[], nonFieldErrorsKey: string): ErrorDetails {
  const root: Tree = Object.create(null);
  for (const { message, path = [] } of issues) {
    const keys = path.map((step) => String(typeof step === 'object' ? step.key : step));
    const last = keys.pop() ?? nonFieldErrorsKey;
    let node = root;
    for (const key of keys) {
      const next = node[key];
      const inner: Tree = next !== undefined && !Array.isArray(next) ? next : Object.create(null);
      node[key] = inner;
      node = inner;
    }
    const messages = node[last];
    const detail = new ErrorDetail(message, 'invalid');
    node[last] = Array.isArray(messages) ? [...messages, detail] : [detail];
  }
  return root;
}
