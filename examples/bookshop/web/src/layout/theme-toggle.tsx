/** ThemeToggle: from light to dark and back. */
import { useSyncExternalStore } from 'react';
import { chooseTheme, readTheme, subscribeToTheme } from './theme.ts';

export function ThemeToggle() {
  const isDark = useSyncExternalStore(subscribeToTheme, readTheme) === 'dark';
  return (
    <button
      type="button"
      className="icon-button"
      aria-pressed={isDark}
      aria-label="Dark mode"
      title={isDark ? 'Turn on the light' : 'Turn off the light'}
      onClick={() => chooseTheme(isDark ? 'light' : 'dark')}
    >
      <svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true">
        {isDark ? (
          <path
            d="M12 2v3m0 14v3M2 12h3m14 0h3M5 5l2 2m10 10 2 2M5 19l2-2M17 7l2-2M12 8a4 4 0 1 0 0 8a4 4 0 0 0 0-8z"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.8"
            strokeLinecap="round"
          />
        ) : (
          <path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.500 10.500z" fill="currentColor" />
        )}
      </svg>
    </button>
  );
}
