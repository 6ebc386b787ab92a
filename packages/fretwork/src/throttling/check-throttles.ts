/** `checkThrottles`: mistakes in rates are found when the app starts. */
import type { Settings } from '../settings/settings.ts';
import { SimpleRateThrottle } from './simple-rate-throttle.ts';

/**
 * Looks at the throttles of a view.
 *
 * @param view An instance that answers no request.
 * @param classes Its throttle classes.
 * @throws {ImproperlyConfigured} a rate is missing, or cannot be read
 */
export function checkThrottles(view: object, classes: readonly (new () => unknown)[], settings: Settings): void {
  for (const Class of classes) {
    const throttle = new Class();
    if (throttle instanceof SimpleRateThrottle) throttle.check(settings, view);
  }
}
