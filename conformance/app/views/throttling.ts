/** `/throttle/`: one rate, or several, each. */
import { type Request, Response } from 'fretwork/http';
import { AllowAny, IsAuthenticated } from 'fretwork/permissions';
import { BaseThrottle } from 'fretwork/throttling';
import { APIView, apiView } from 'fretwork/views';
import { AnonRateThrottle, ScopedRateThrottle, UserRateThrottle } from '../throttles.ts';

export const throttled = apiView(
  ['GET', 'POST'],
  function throttled(_request: Request) {
    return new Response({ ok: true });
  },
  { permissionClasses: [AllowAny], throttleClasses: [AnonRateThrottle] },
);

class Open extends APIView {
  override permissionClasses = [AllowAny];

  override get() {
    return new Response({ ok: true });
  }

  override post() {
    return this.get();
  }
}

export class AnonThrottled extends Open {
  override throttleClasses = [AnonRateThrottle];
}

export class UserThrottled extends Open {
  override throttleClasses = [UserRateThrottle];
}

export class BothThrottled extends Open {
  override throttleClasses = [AnonRateThrottle, UserRateThrottle];
}

export class UploadsThrottled extends Open {
  override throttleClasses = [ScopedRateThrottle];
  override throttleScope = 'uploads';
}

export class ContactsThrottled extends Open {
  override throttleClasses = [ScopedRateThrottle];
  override throttleScope = 'contacts';
}

export class Unscoped extends Open {
  override throttleClasses = [ScopedRateThrottle];
}

/** Permissions are checked before throttles. */
export class GuardedThrottled extends Open {
  override description = 'Permissions are checked before throttles.';
  override permissionClasses = [IsAuthenticated];
  override throttleClasses = [UserRateThrottle];
}

class Never extends BaseThrottle {
  allowRequest() {
    return false;
  }
}

/** A throttle that does not know how long to wait. */
export class NeverThrottled extends Open {
  override description = 'A throttle without wait().';
  override throttleClasses = [Never];
}
