/** The keys of another service, fetched from the address in the settings: bounded in time, size and number of attempts. */
import type { CompactVerifyGetKey } from 'jose';
import { ServiceUnavailable } from '../errors.ts';

const TIMEOUT_MS = 5_000;
const LARGEST_BYTES = 256 * 1024;
const PAUSE_AFTER_FAILURE_MS = 5_000;

/**
 * Finds the key of a token among those of an address.
 *
 * One request for any number of callers; what it brought is kept for ten minutes. An unknown `kid` asks again, twice a
 * minute at most, and after a failure nobody asks for five seconds: tokens made up by a stranger cannot make this app
 * knock at another's door. Redirects are not followed, and nothing that a token says is fetched.
 *
 * @param url From the settings; trusted.
 * @throws {ServiceUnavailable} by what is returned, where the keys cannot be had
 */
export function remoteKeys(url: URL): CompactVerifyGetKey {
  let keys: Promise<CompactVerifyGetKey> | undefined;
  return async (header, token) => {
    keys ??= openKeys(url);
    return (await keys)(header, token);
  };
}

async function openKeys(url: URL): Promise<CompactVerifyGetKey> {
  const { createRemoteJWKSet, customFetch } = await import('jose');
  return createRemoteJWKSet(url, {
    timeoutDuration: TIMEOUT_MS,
    cooldownDuration: 30_000,
    cacheMaxAge: 600_000,
    [customFetch]: boundedFetch(),
  });
}

function boundedFetch() {
  let failedAt = Number.NEGATIVE_INFINITY;
  return async (url: string, init: RequestInit): Promise<Response> => {
    if (performance.now() - failedAt < PAUSE_AFTER_FAILURE_MS) throw new ServiceUnavailable();
    try {
      const response = await fetch(url, init);
      if (response.status !== 200) throw new ServiceUnavailable();
      return new Response(await readBounded(response), { status: 200 });
    } catch (error) {
      failedAt = performance.now();
      throw error;
    }
  };
}

// Counted while it comes: a length that is said may be a lie, and a small body may unpack to a huge one.
async function readBounded(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > LARGEST_BYTES) throw new ServiceUnavailable(); // leaving the loop cancels the rest
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
