/** `depth`: relations as read-only objects instead of keys. */
import type { ModelMeta } from '../models/meta.ts';
import { callable } from './callable.ts';
import type { Field } from './field.ts';
import type { SerializerConstructor, SerializerOptions } from './serializer.ts';

type MakeClass = (
  meta: ModelMeta,
  options: { readonly fields: '__all__'; readonly depth: number },
) => SerializerConstructor;

/**
 * The field for a relation under `depth`.
 *
 * @param depth Levels of objects that are left, at least 1.
 * @param makeClass Makes the serializer of the related model.
 * @returns `undefined` where the name is no relation.
 * @see DRF `ModelSerializer.build_nested_field`
 */
export function nestedModelFields(
  meta: ModelMeta,
  name: string,
  depth: number,
  makeClass: MakeClass,
): Field | undefined {
  const relation = meta.relations.get(name);
  if (relation === undefined) return undefined;
  const Nested = callable<(options: SerializerOptions) => Field>(
    makeClass(relation.target, { fields: '__all__', depth: depth - 1 }),
  );
  return Nested({ readOnly: true, many: relation.many });
}
