/** The text of an IntegrityError: which rule was broken and where, in the same words for every database. */
import { IntegrityError, type IntegrityFacts, type IntegrityKind } from '../errors.ts';

const LABELS: Readonly<Record<IntegrityKind, string>> = {
  unique: 'A unique',
  foreignKey: 'A foreign key',
  notNull: 'A not-null',
  check: 'A check',
  other: 'A',
};

/** The IntegrityError of a broken rule. @param cause The driver's error. */
export function integrityError(facts: IntegrityFacts, cause: unknown): IntegrityError {
  const { kind, constraint, table, columns = [] } = facts;
  const name = constraint === undefined ? '' : ` "${constraint}"`;
  const where = table === undefined ? '' : ` of table "${table}"`;
  const which = columns.length === 0 ? '' : ` (${columns.join(', ')})`;
  return new IntegrityError(`${LABELS[kind]} constraint${name}${where}${which} would be broken.`, facts, { cause });
}
