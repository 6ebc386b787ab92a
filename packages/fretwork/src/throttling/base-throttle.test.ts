/** The base of throttles. */
import { expect, it } from 'vitest';
import type { Request } from '../http/request.ts';
import { BaseThrottle } from './base-throttle.ts';

it('does not know how long to wait unless a subclass does', () => {
  class Never extends BaseThrottle {
    allowRequest() {
      return false;
    }
  }
  expect([new Never().allowRequest(), new Never().wait()]).toEqual([false, null]);
  // @ts-expect-error a throttle has to decide
  expect(() => new (class extends BaseThrottle {})().allowRequest({} as Request, null)).toThrow();
});
