/** What throttles of your own stand on. */
import { expect, it } from 'vitest';
import type { Request } from '../http/request.ts';
import { BaseThrottle } from './base-throttle.ts';

class Always extends BaseThrottle {
  override allowRequest() {
    return true;
  }
}

it('knows no time to wait, and a client by address', () => {
  const throttle = new Always();
  const from = (remoteAddress?: string) => throttle.getIdent({ remoteAddress } as Request);
  expect(throttle.wait()).toBeNull();
  expect([from('192.0.2.1'), from('2001:db8::1'), from()]).toEqual(['192.0.2.1', '2001:db8:0:0::/64', '']);
});
