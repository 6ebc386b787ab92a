/** `syncPermissions`: the permissions of each model, as rows that can be given to users and groups. */
import { ImproperlyConfigured } from '../errors.ts';
import { type AnyModels, registryOf } from '../models/define-models.ts';
import type { ModelMeta } from '../models/meta.ts';
import { bulkCreate } from '../queries/bulk-create.ts';
import { emptyState } from '../queries/state.ts';
import type { PermissionModel } from './models.ts';

/** A permission before it has a row. */
export interface PermissionValues {
  /** `add_book`. */
  readonly codename: string;
  /** `Can add book`. */
  readonly name: string;
  /** `book`. */
  readonly model: string;
}

const ACTIONS: readonly string[] = ['add', 'change', 'delete', 'view'];
const LONGEST_CODENAME = 100;
const LONGEST_NAME = 255;

/**
 * The permissions of all models: `add_book`, `change_book`, `delete_book`, `view_book`, and those of the option `permissions`.
 *
 * @throws {ImproperlyConfigured} two models have the same one, or it is too long
 * @see Django `Meta.default_permissions`, `Meta.permissions`
 */
export function permissionsOfModels(models: AnyModels): readonly PermissionValues[] {
  const found = new Map<string, PermissionValues>();
  for (const { meta } of Object.values(models)) {
    for (const values of permissionsOfModel(meta)) {
      const other = found.get(values.codename);
      if (other) throw new ImproperlyConfigured(`${clashOf(values, other)} Rename one of them.`);
      if (values.codename.length > LONGEST_CODENAME || values.name.length > LONGEST_NAME) {
        throw new ImproperlyConfigured(
          `The permission ${values.codename.slice(0, LONGEST_CODENAME)} of ${meta.name} is too long: ` +
            `${LONGEST_CODENAME} characters for its codename and ${LONGEST_NAME} for its name are the most.`,
        );
      }
      found.set(values.codename, values);
    }
  }
  return [...found.values()];
}

const clashOf = ({ codename, model }: PermissionValues, other: PermissionValues): string =>
  `The permission ${codename} of ${model} clashes with one of ${other.model}.`;

function permissionsOfModel({ name, options }: ModelMeta): readonly PermissionValues[] {
  const model = name.toLowerCase();
  const label = options.verboseName ?? name.replace(/(?<=[a-z\d])(?=[A-Z])/g, ' ').toLowerCase();
  const { defaultPermissions = ACTIONS, permissions = [] } = options;
  return [
    ...defaultPermissions.map((action) => ({ codename: `${action}_${model}`, name: `Can ${action} ${label}`, model })),
    ...permissions.map(([codename, text]) => ({ codename, name: text, model })),
  ];
}

/**
 * Inserts the permissions that have no row yet; `fretwork migrate` does it after the last migration, and a test that makes its
 * tables otherwise calls it. Two queries at most. Rows of models that are gone stay, as in Django.
 *
 * @param models What `defineModels` returned, connected with a database.
 * @returns How many were inserted; 0 without `groupModels`.
 * @throws {ImproperlyConfigured} two models have the same permission
 * @see Django `create_permissions`
 */
export async function syncPermissions(models: AnyModels): Promise<number> {
  const meta = registryOf(models).models.get('Permission');
  if (!meta?.columnsByName.has('codename')) return 0;
  const { objects } = meta.instanceClass as unknown as PermissionModel;
  const known = new Set((await objects.valuesList('codename')).map(([codename]) => codename));
  const missing = permissionsOfModels(models).filter(({ codename }) => !known.has(codename));
  // Another process may insert the same ones at this moment.
  return missing.length === 0 ? 0 : bulkCreate(meta, emptyState, missing, { ignoreConflicts: true });
}
