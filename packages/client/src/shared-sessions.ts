/** Which clients share a session. */
import type { SessionKeeper } from './session-keeper.ts';

// State at module level, because two clients that were made apart have to find each other; it goes with its owners.
const sessions = new WeakMap<object, Map<string, SessionKeeper<unknown>>>();

/**
 * The session of an owner: the page whose cookies they are, the storage, the `fetch` that has a cookie jar.
 *
 * Never of a server's address alone: on a server, two clients of one API may act for two users.
 *
 * @param owner Undefined for a session of its own.
 * @param name Which API.
 */
export function sharedSession(
  owner: object | undefined,
  name: string,
  make: () => SessionKeeper<unknown>,
): SessionKeeper<unknown> {
  if (owner === undefined) return make();
  const ofOwner = sessions.get(owner) ?? new Map<string, SessionKeeper<unknown>>();
  sessions.set(owner, ofOwner);
  const session = ofOwner.get(name) ?? make();
  ofOwner.set(name, session);
  return session;
}
