/** How a token finds its login: by the id in its claims, or by one that follows from its own id. */
import { hash, randomUUID } from 'node:crypto';

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Whether something that a token or a client says can be the id of a login. */
export const isFamilyId = (id: unknown): id is string => typeof id === 'string' && UUID.test(id);

/**
 * The id of the login that begins with a token: the same for all tokens that `siblingOf` makes of each other. It finds the login of a
 * token that names none.
 *
 * @param jti The claim `jti` of a verified token.
 */
export const familyIdOf = (jti: string): string =>
  hash('sha256', sharedPartOf(jti), 'hex')
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');

/**
 * A new `jti` for the token that takes another's place.
 *
 * @param jti Of any token of that login.
 */
export const siblingOf = (jti: string): string => sharedPartOf(jti) + newHalf();

/**
 * A `jti` that says of a token that it opens views, whatever its type: its first half follows from the login's id.
 *
 * @param jti Whose second half is drawn at random.
 */
export const openerIdOf = (jti: string, familyId: string): string => openerMarkOf(familyId) + jti.slice(HALF);

/** Whether `openerIdOf` made the id for that login. */
export const isOpenerId = (jti: string, familyId: string): boolean => jti.startsWith(openerMarkOf(familyId));

const HALF = 16;
const OURS = /^[\da-f]{32}$/;

// Ids that others made may be shorter, or begin alike: what is shared then is drawn from all of one.
const sharedPartOf = (jti: string): string => (OURS.test(jti) ? jti : hash('sha256', jti, 'hex')).slice(0, HALF);

// The word keeps it apart from the ids of logins, which are hashes too.
const openerMarkOf = (familyId: string): string => hash('sha256', `access ${familyId}`, 'hex').slice(0, HALF);

// The second half of a UUID, in which two hyphens are in the way.
function newHalf(): string {
  const id = randomUUID();
  return id.slice(19, 23) + id.slice(24);
}
