/** Says in one sentence that a Node is too old, before anything fails in a way that nobody understands. */
import { ImproperlyConfigured } from '../errors.ts';

/** The oldest Node that runs TypeScript as it is and has `node:sqlite`; `bin/fretwork.js` names it too. */
const OLDEST = [22, 18] as const;

/**
 * Checks the version of Node.
 *
 * @param version As `process.versions.node` has it.
 * @throws {ImproperlyConfigured} it is too old
 */
export function checkNode(version: string = process.versions.node): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return;
  throw new ImproperlyConfigured(`Fretwork needs Node ${OLDEST.join('.')} or newer, and this is ${version}.`);
}
