/** Content negotiation: which parser reads a body and which renderer writes one. */
import { NotAcceptable, NotFound } from '../errors.ts';
import { type MediaType, matchesMediaType, parseMediaType, precedenceOf, splitOutsideQuotes } from './media-type.ts';
import type { BaseParser } from './parsers.ts';
import type { BaseRenderer } from './renderers.ts';

/** A renderer with the media type that it shall produce. */
export interface Negotiated {
  readonly renderer: BaseRenderer;
  readonly mediaType: MediaType;
}

/** What negotiation needs of a request. */
export interface NegotiableRequest {
  /** One header by its lower-case name. */
  header(name: string): string | null;
  readonly queryParams: URLSearchParams;
  /** Raw query string; empty where there is none. */
  readonly queryString: string;
}

/** Where the client may name a format. */
export interface FormatChoice {
  /** The format suffix of the path, such as `json`. */
  readonly suffix: string | undefined;
  /** Name of the query parameter; `null` for none. */
  readonly parameter: string | null;
}

/** Decides on parsers and renderers. @see DRF `negotiation.BaseContentNegotiation` */
export abstract class BaseContentNegotiation {
  /** The parser for a body of this media type; `undefined` where there is none. */
  abstract selectParser(mediaType: MediaType, parsers: readonly BaseParser[]): BaseParser | undefined;

  /**
   * The renderer for a request.
   *
   * @param renderers In order of the server's preference; never empty.
   * @throws {NotFound} no renderer has the format that was named
   * @throws {NotAcceptable} no renderer produces what is accepted
   */
  abstract selectRenderer(
    request: NegotiableRequest,
    renderers: readonly BaseRenderer[],
    format: FormatChoice,
  ): Negotiated;
}

/**
 * Goes by the `Accept` header, unless the URL names a format. The most specific media type wins; `q` does not count.
 *
 * @see DRF `negotiation.DefaultContentNegotiation`
 */
export class DefaultContentNegotiation extends BaseContentNegotiation {
  selectParser(mediaType: MediaType, parsers: readonly BaseParser[]): BaseParser | undefined {
    return parsers.find((parser) => matchesMediaType(parser.parsedMediaType, mediaType));
  }

  selectRenderer(
    request: NegotiableRequest,
    renderers: readonly BaseRenderer[],
    { suffix, parameter }: FormatChoice,
  ): Negotiated {
    const asked = parameter !== null && request.queryString !== '' ? request.queryParams.get(parameter) : null;
    const format = suffix || asked;
    const offered = format ? renderers.filter((renderer) => renderer.format === format) : renderers;
    if (offered.length === 0) throw new NotFound();
    const accept = request.header('accept');
    if (accept === null || accept === '' || accept === '*/*') return firstOf(offered);
    return bestOf(offered, accept);
  }
}

/**
 * Takes the first parser and renderer, whatever the client asks for; for an API with one representation.
 *
 * @see DRF "Custom content negotiation"
 */
export class IgnoreClientContentNegotiation extends BaseContentNegotiation {
  selectParser(_mediaType: MediaType, parsers: readonly BaseParser[]): BaseParser | undefined {
    return parsers[0];
  }

  selectRenderer(_request: NegotiableRequest, renderers: readonly BaseRenderer[]): Negotiated {
    return firstOf(renderers);
  }
}

/** The first renderer with its own media type: what errors of negotiation itself are rendered with. */
export function firstOf(renderers: readonly BaseRenderer[]): Negotiated {
  const [renderer] = renderers;
  if (!renderer) throw new NotAcceptable();
  return { renderer, mediaType: renderer.parsedMediaType };
}

const MOST_ENTRIES = 64; // an Accept header beyond that is not a browser's, and each entry costs

function bestOf(renderers: readonly BaseRenderer[], accept: string): Negotiated {
  const entries = splitOutsideQuotes(accept, ',').slice(0, MOST_ENTRIES).map(parseMediaType);
  for (const level of [3, 2, 1, 0]) {
    const asked = entries.filter((entry) => precedenceOf(entry) === level);
    for (const renderer of asked.length > 0 ? renderers : []) {
      const offer = renderer.parsedMediaType;
      const match = asked.find((entry) => matchesMediaType(offer, entry));
      // The more specific of the two is what the body is said to be, with the client's parameters (`indent=4`).
      if (match)
        return { renderer, mediaType: precedenceOf(offer) > precedenceOf(match) ? withParams(offer, match) : match };
    }
  }
  throw new NotAcceptable();
}

const withParams = (offer: MediaType, { params }: MediaType): MediaType =>
  params.size === 0 ? offer : { ...offer, params: new Map([...offer.params, ...params]) };
