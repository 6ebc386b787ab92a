/** BaseThrottle: how often a client may ask. */
import type { Request } from '../http/request.ts';

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
}
