/** DeviceStorage: what this device, or this tab, remembers; only until the page is left where the browser allows no more. */

/** The part of `localStorage` and `sessionStorage` that the shop uses. */
export type DeviceStorage = Pick<Storage, 'getItem' | 'setItem'>;

/**
 * Opens a storage that never throws: a browser may forbid it, or have no room left.
 *
 * @param find Finds the browser's own; may throw.
 */
export function openStorage(find: () => DeviceStorage): DeviceStorage {
  const kept = new Map<string, string>();
  const attempt = <T>(action: () => T, otherwise: T): T => {
    try {
      return action();
    } catch {
      return otherwise;
    }
  };
  return {
    getItem: (key) => kept.get(key) ?? attempt(() => find().getItem(key), null),
    setItem: (key, text) => {
      const isKept = attempt(() => {
        find().setItem(key, text);
        return true;
      }, false);
      if (isKept) kept.delete(key);
      else kept.set(key, text);
    },
  };
}

export const deviceStorage = openStorage(() => window.localStorage);
/** Forgets when the tab is closed. */
export const tabStorage = openStorage(() => window.sessionStorage);
