/** Where a refresh token is kept by a client that does not leave it in a cookie. */

/**
 * Keeps one refresh token. Whatever can read it can act as the user: prefer the cookie in a browser.
 */
export interface TokenStorage {
  get(): string | null | Promise<string | null>;
  set(token: string): void | Promise<void>;
  clear(): void | Promise<void>;
  /** Whether the other tabs of a browser read the same token; true where left out. */
  readonly isShared?: boolean;
}

/** Keeps the refresh token for as long as the program runs. */
export function memoryStorage(): TokenStorage {
  let kept: string | null = null;
  return {
    isShared: false,
    get: () => kept,
    set: (token) => {
      kept = token;
    },
    clear: () => {
      kept = null;
    },
  };
}
