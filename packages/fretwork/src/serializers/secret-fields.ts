/** Secret columns in serializers: never taken by themselves, never sent. */
import { ImproperlyConfigured } from '../errors.ts';
import type { ColumnMeta, ModelMeta } from '../models/meta.ts';
import type { SerializerDefinition } from './serializer-definition.ts';

/**
 * Refuses a serializer that would send a secret column: its own, or that of a related object.
 *
 * @throws {ImproperlyConfigured} with the field and the cure
 */
export function refuseSecrets(meta: ModelMeta, { readable }: SerializerDefinition): void {
  for (const { name, source } of readable) {
    const secret = columnAt(meta, source);
    if (secret?.options.secret !== true) continue;
    throw new ImproperlyConfigured(
      `The serializer of ${meta.name} would send ${secret.model.name}.${secret.name}, which is secret, as "${name}". ` +
        `Leave it out of \`fields\`, or only read it: extraKwargs: { ${name}: { writeOnly: true } }.`,
    );
  }
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
