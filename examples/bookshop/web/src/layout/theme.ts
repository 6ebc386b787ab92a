/** Dark or light: what the system says, until somebody chooses. */
import { deviceStorage } from '../ui/device-storage.ts';

export type Theme = 'light' | 'dark';

const KEY = 'theme';
const listeners = new Set<() => void>();
const system = (): MediaQueryList => window.matchMedia('(prefers-color-scheme: dark)');

/** What is shown now. */
export function readTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return system().matches ? 'dark' : 'light';
}

/** Shows a theme, and remembers it on this device. */
export function chooseTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  deviceStorage.setItem(KEY, theme);
  for (const listener of listeners) listener();
}

/** For `useSyncExternalStore`. */
export function subscribeToTheme(listener: () => void): () => void {
  const media = system();
  listeners.add(listener);
  media.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    media.removeEventListener('change', listener);
  };
}
