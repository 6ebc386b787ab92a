/** Turns a `Response` into the web response that is sent. */
import { firstOf } from './negotiation.ts';
import type { BaseRenderer } from './renderers.ts';
import type { Request } from './request.ts';
import type { Response } from './response.ts';

/** Headers that every response of a view carries. */
export interface ViewHeaders {
  /** Value of `Allow`. */
  readonly allow: string;
  /** Value of `Vary`; empty for none. */
  readonly vary: string;
}

const EMPTY_STATUSES: ReadonlySet<number> = new Set([204, 205, 304]);

/**
 * Writes the body with the negotiated renderer, or with the view's first one where negotiation failed.
 *
 * @see DRF `Response.rendered_content`
 */
export function renderResponse(
  response: Response,
  { request, view, renderers, headers }: RenderOptions,
): globalThis.Response {
  const accepted = request.acceptedRenderer
    ? { renderer: request.acceptedRenderer, mediaType: request.acceptedMediaType }
    : firstOf(renderers);
  const { renderer } = accepted;
  const context = { request, view, status: response.status };
  const body = renderer.render(response.data, accepted.mediaType, context);
  const all: Record<string, string> = { ...request.app.responseHeaders, allow: headers.allow, ...response.headers };
  if (headers.vary !== '')
    all.vary = response.headers.vary ? `${response.headers.vary}, ${headers.vary}` : headers.vary;
  if (body.length > 0) all['content-type'] = response.contentType ?? contentTypeOf(renderer);
  const hasBody = body.length > 0 && request.method !== 'HEAD' && !EMPTY_STATUSES.has(response.status);
  const result = new globalThis.Response(hasBody ? (body as BodyInit) : null, {
    status: response.status,
    headers: all,
  });
  for (const cookie of response.cookies) result.headers.append('set-cookie', cookie);
  return result;
}

/** What rendering needs besides the response. */
export interface RenderOptions {
  readonly request: Request;
  readonly view: unknown;
  readonly renderers: readonly BaseRenderer[];
  readonly headers: ViewHeaders;
}

const contentTypeOf = ({ mediaType, charset }: BaseRenderer): string =>
  charset === null ? mediaType : `${mediaType}; charset=${charset}`;
