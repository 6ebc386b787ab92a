/** What to tell people of an error that belongs to no field. */
import { ApiError, NetworkError, NotAuthenticated, NotFound, ServerError, Throttled } from '@fretwork/client';

/** A sentence for people; the server's own where it has one for them. */
export function messageOf(error: unknown): string {
  if (error instanceof NetworkError) return 'The shop does not answer. Check your connection, then try again.';
  if (error instanceof Throttled)
    return `That was often enough for now. Try again ${inWords(error.retryAfterSeconds)}.`;
  if (error instanceof ServerError) return 'Something went wrong on our side. It was not you; try again in a moment.';
  if (error instanceof NotAuthenticated) return 'Please log in first.';
  if (error instanceof NotFound) return 'This is not there any more.';
  if (error instanceof ApiError) return detailOf(error.data) ?? 'The shop refused this.';
  return 'Something went wrong. Try again.';
}

function inWords(seconds: number | null): string {
  if (seconds === null) return 'later';
  if (seconds < 90) return `in ${Math.max(1, Math.ceil(seconds))} seconds`;
  return `in ${Math.ceil(seconds / 60)} minutes`;
}

function detailOf(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('detail' in data)) return undefined;
  return typeof data.detail === 'string' ? data.detail : undefined;
}
