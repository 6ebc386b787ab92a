/** Secret columns in serializers: never taken by themselves, never sent. */
import { ImproperlyConfigured } from '../errors.ts';
import type { ColumnMeta, ModelMeta } from '../models/meta.ts';
import type { Field } from './field.ts';
import { ListSerializer } from './list-serializer.ts';
import { ManyRelatedField } from './relations.ts';
import { Serializer } from './serializer.ts';
import type { SerializerDefinition } from './serializer-definition.ts';

/**
 * Refuses a serializer that would send a secret column: its own, or that of a related object, be it as a slug, in a link, or by a
 * serializer within it.
 *
 * @throws {ImproperlyConfigured} with the field and the cure
 */
export function refuseSecrets(meta: ModelMeta, { readable }: SerializerDefinition): void {
  for (const field of readable) {
    for (const path of pathsSent(field)) {
      const secret = columnAt(meta, path);
      if (secret?.options.secret !== true) continue;
      throw new ImproperlyConfigured(
        `The serializer of ${meta.name} would send ${secret.model.name}.${secret.name}, which is secret, as "${field.name}". ` +
          `Leave it out of \`fields\`, or only read it: extraKwargs: { ${field.name}: { writeOnly: true } }.`,
      );
    }
  }
}

/** What a field sends, as paths from the object that has it. */
function pathsSent(field: Field): readonly (readonly string[])[] {
  const one = field instanceof ManyRelatedField || field instanceof ListSerializer ? field.child : field;
  if (one instanceof Serializer) {
    return one.definition.readable.flatMap(pathsSent).map((path) => [...field.source, ...path]);
  }
  // Of relations by slug and by link; whoever writes another field with such an option means the same by it.
  const { slugField, lookupField } = one.options as { readonly slugField?: string; readonly lookupField?: string };
  return [[...field.source, ...((slugField ?? lookupField)?.split('.') ?? [])]];
}

function columnAt(meta: ModelMeta, source: readonly string[]): ColumnMeta | undefined {
  let model = meta;
  for (const name of source.slice(0, -1)) {
    const relation = model.relations.get(name);
    if (relation === undefined) return undefined;
    model = relation.target;
  }
  return model.columnsByName.get(source.at(-1) ?? '');
}
