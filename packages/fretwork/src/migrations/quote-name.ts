/** Names in the SQL of migrations; both dialects quote them alike. */
import { postgresDialect } from '../databases/dialect.ts';

/** A name as SQL writes it; safe for any name. */
export const quoteName = (name: string): string => postgresDialect.quoteIdentifier(name);

/** Names, quoted, with commas between. */
export const quoteNames = (names: readonly string[]): string => names.map(quoteName).join(', ');
