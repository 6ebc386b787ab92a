/** Response: data and a status, rendered after the handler is done. */
import { type CookieOptions, serialize } from 'hono/utils/cookie';

/** What a response carries besides its data. */
export interface ResponseOptions {
  /** HTTP status; 200 where left out. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Overrides what the renderer would say. */
  readonly contentType?: string;
}

/**
 * What a handler answers: data that the negotiated renderer turns into a body.
 *
 * `undefined` and `null` make an empty body. Any web `Response` may be returned instead and is sent as it is.
 *
 * @param data Anything that the renderer understands; for JSON also dates, bigints, maps and sets.
 * @see DRF `response.Response`
 */
export class Response<TData = unknown> {
  readonly data: TData;
  status: number;
  /** Headers by lower-case name; add to them until the response is rendered. */
  readonly headers: Record<string, string>;
  readonly contentType: string | undefined;
  #cookies: string[] | undefined;

  constructor(data?: TData, { status = 200, headers, contentType }: ResponseOptions = {}) {
    this.data = data as TData;
    this.status = status;
    this.headers = lowerCased(headers);
    this.contentType = contentType;
  }

  /** Values of the `Set-Cookie` headers. */
  get cookies(): readonly string[] {
    return this.#cookies ?? NONE;
  }

  /**
   * Sets a cookie; httpOnly, secure and `SameSite=Lax` unless told otherwise.
   *
   * @see Django `HttpResponse.set_cookie`; RFC 6265bis
   */
  setCookie(name: string, value: string, options: CookieOptions = {}): this {
    const all = { path: '/', httpOnly: true, secure: true, sameSite: 'Lax', ...options } as CookieOptions;
    this.#cookies = [...this.cookies, serialize(name, value, all)];
    return this;
  }

  /** Tells the client to forget a cookie; `path` and `domain` have to be those it was set with. */
  deleteCookie(name: string, options: Pick<CookieOptions, 'path' | 'domain' | 'prefix'> = {}): this {
    return this.setCookie(name, '', { ...options, maxAge: 0 });
  }
}

const NONE: readonly string[] = [];

function lowerCased(headers: Readonly<Record<string, string>> | undefined): Record<string, string> {
  const result: Record<string, string> = {};
  if (headers) for (const name of Object.keys(headers)) result[name.toLowerCase()] = headers[name] as string;
  return result;
}
