/** Devices: where one is logged in, and the ways out. */
import { useAuth, useSessions } from '@fretwork/react';
import { useState } from 'react';
import type { api } from '../api.ts';
import { messageOf } from '../forms/message-of.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { formatAgo } from '../ui/dates.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { toast } from '../ui/toast-store.ts';
import { nameDevice } from './name-device.ts';

export function Devices() {
  const { sessions, end, ending, isLoading, error } = useSessions();
  const { logout, logoutAll } = useAuth<typeof api>();
  const [now] = useState(() => Date.now());
  const attempt = async (action: () => Promise<unknown>, done: string): Promise<void> => {
    try {
      await action();
      toast(done);
    } catch (failure) {
      toast(messageOf(failure));
    }
  };
  return (
    <>
      {isLoading && <Skeleton height="6rem" />}
      {error !== null && <p role="alert">{messageOf(error)}</p>}
      <ul className="devices">
        {sessions.map(({ id, device, address, createdAt, lastUsedAt, isCurrent }) => (
          <li key={id} className="device">
            <div>
              <h3>{nameDevice(device)}</h3>
              <p>
                {isCurrent ? 'Used now' : `Used ${formatAgo(lastUsedAt ?? createdAt, now)}`}
                {address !== null && ` from ${address}`}
              </p>
            </div>
            {isCurrent ? (
              <span className="device-here">This device</span>
            ) : (
              <Button
                tone="quiet"
                isSmall
                isBusy={ending === id}
                aria-label={`End the login on ${nameDevice(device)}`}
                onClick={() => void attempt(() => end(id), 'That device is logged out.')}
              >
                End
              </Button>
            )}
          </li>
        ))}
      </ul>
      <div className="form-actions">
        <Button tone="quiet" onClick={() => void attempt(logout, 'You are logged out.')}>
          Log out
        </Button>
        <ConfirmButton
          label="Log out everywhere"
          question="Log out on every device?"
          onConfirm={() => void attempt(logoutAll, 'You are logged out everywhere.')}
        >
          This one, too. Whoever is logged in with your account has to log in again.
        </ConfirmButton>
      </div>
    </>
  );
}
