/** Throttles that tell clients apart as DRF does where `NUM_PROXIES` is not set. */
import type { Request } from 'fretwork/http';
import * as throttling from 'fretwork/throttling';

// Believes the whole header, which anybody can write: good for showing DRF's default, and for nothing else. Fretwork's own
// throttles go by the socket's address, or by what `numProxies` proxies of ours saw.
const claimedAddress = ({ headers }: Request): string | undefined => headers.get('x-forwarded-for')?.replace(/\s/g, '');

export class AnonRateThrottle extends throttling.AnonRateThrottle {
  override getIdent(request: Request): string {
    return claimedAddress(request) ?? super.getIdent(request);
  }
}

export class UserRateThrottle extends throttling.UserRateThrottle {
  override getIdent(request: Request): string {
    return claimedAddress(request) ?? super.getIdent(request);
  }
}

export class ScopedRateThrottle extends throttling.ScopedRateThrottle {
  override getIdent(request: Request): string {
    return claimedAddress(request) ?? super.getIdent(request);
  }
}
