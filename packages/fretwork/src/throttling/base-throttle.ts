/** BaseThrottle: how often a client may ask. */
import type { Request } from '../http/request.ts';
import { clientNetwork } from './client-network.ts';

/**
 * Decides whether a request comes too soon; subclass it for your own rule.
 *
 * An instance is made for each request.
 *
 * @typeParam TView What the throttle needs of a view, such as its `throttleScope`.
 * @see DRF `throttling.BaseThrottle`
 */
export abstract class BaseThrottle<TView = unknown> {
  /** Whether the request may go on. Every throttle of a view is asked, also after one refused. */
  abstract allowRequest(request: Request, view: TView): boolean | Promise<boolean>;

  /** Seconds until the next request may come, after `allowRequest` refused; `null` where that is not known. */
  wait(): number | null {
    return null;
  }

  /**
   * Who asks, by address: the socket's, or the one that our own proxies saw (setting `numProxies`); IPv6 by its /64.
   *
   * Requests without an address (a server that does not say it) all count as one client.
   *
   * @see DRF `BaseThrottle.get_ident`, which believes the whole of `X-Forwarded-For` where `NUM_PROXIES` is not set
   */
  getIdent(request: Request): string {
    return clientNetwork(request.remoteAddress ?? '');
  }
}
