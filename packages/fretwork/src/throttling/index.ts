/** How often clients may ask. */
export { BaseThrottle } from './base-throttle.ts';
