/** Reads the environment, for settings. */
import { ImproperlyConfigured } from '../errors.ts';

/**
 * Reads a variable of the environment; for a settings module, never for code that runs per request.
 *
 * An empty variable counts as missing: an unset shell variable must not become an empty secret.
 *
 * @param name Name of the variable, such as `SECRET_KEY`.
 * @param fallback Value where it is missing; without one the variable is required.
 * @throws {ImproperlyConfigured} the variable is missing and there is no fallback
 */
export function env(name: string, fallback?: string): string {
  const value = process.env[name] || fallback;
  if (value !== undefined) return value;
  throw new ImproperlyConfigured(
    `Environment variable ${name} is not set. Set it, or give env('${name}', …) a default.`,
  );
}
