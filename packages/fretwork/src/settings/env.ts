/** Reads the environment, for settings. */
import { readFileSync } from 'node:fs';
import { ImproperlyConfigured } from '../errors.ts';

/**
 * Reads a variable of the environment; for a settings module, never for code that runs per request.
 *
 * An empty variable counts as missing: an unset shell variable must not become an empty secret. Where there is no `SECRET_KEY`, the file
 * that `SECRET_KEY_FILE` names is read, without a line break at its end: that is how Docker and systemd hand over secrets.
 *
 * @param name Name of the variable, such as `SECRET_KEY`.
 * @param fallback Value where it is missing; without one the variable is required.
 * @throws {ImproperlyConfigured} the variable is missing and there is no fallback, it is there in both ways, or its file cannot be read
 */
export function env(name: string, fallback?: string): string {
  const file = process.env[`${name}_FILE`];
  if (file && process.env[name])
    throw new ImproperlyConfigured(`Environment variables ${name} and ${name}_FILE are both set. Unset one of them.`);
  const value = (file ? readSecret(`${name}_FILE`, file) : process.env[name]) || fallback;
  if (value !== undefined) return value;
  throw new ImproperlyConfigured(
    `Environment variable ${name} is not set. Set it, or give env('${name}', …) a default.`,
  );
}

function readSecret(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new ImproperlyConfigured(`Environment variable ${name} names a file that cannot be read: ${file}.`, {
      cause,
    });
  }
}
