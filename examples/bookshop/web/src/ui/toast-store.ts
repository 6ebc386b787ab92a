/** Which toast there is; `toast('Saved.')` shows one from anywhere. */

export interface Toast {
  readonly id: number;
  readonly text: string;
}

const SHOWN_MS = 5000;

let current: Toast | null = null;
let lastId = 0;
const listeners = new Set<() => void>();

function show(next: Toast | null): void {
  current = next;
  for (const listener of listeners) listener();
}

/** Says something for a few seconds, in the place of what was said before. */
export function toast(text: string): void {
  lastId += 1;
  const shown = { id: lastId, text };
  show(shown);
  setTimeout(() => {
    if (current === shown) show(null);
  }, SHOWN_MS);
}

/** For `useSyncExternalStore`. */
export const toastStore = {
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  read: (): Toast | null => current,
};
