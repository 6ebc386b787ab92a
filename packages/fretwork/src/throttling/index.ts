/** How often clients may ask. */
export { BaseThrottle } from './base-throttle.ts';
export { clientNetwork } from './client-network.ts';
export {
  AnonRateThrottle,
  type RequestCounter,
  ScopedRateThrottle,
  type ScopedView,
  SimpleRateThrottle,
  type ThrottlingApp,
  UserRateThrottle,
} from './simple-rate-throttle.ts';
