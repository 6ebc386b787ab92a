/** ConnectionBanner: says that the server is away, and puts everything right when it is back. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useSyncExternalStore } from 'react';
import { connection } from './connection.ts';
import './connection-banner.css';

export function ConnectionBanner() {
  const queryClient = useQueryClient();
  const isAway = useSyncExternalStore(connection.subscribe, connection.isAway);
  const wasAway = useRef(false);
  useEffect(() => {
    if (wasAway.current && !isAway)
      void queryClient.refetchQueries({ type: 'active', predicate: ({ state }) => state.status === 'error' });
    wasAway.current = isAway;
  }, [isAway, queryClient]);
  useEffect(() => {
    // While the browser itself is offline nothing is asked, so nothing would notice.
    const lost = (): void => connection.lost();
    const look = (): void => void connection.look();
    window.addEventListener('offline', lost);
    window.addEventListener('online', look);
    return () => {
      window.removeEventListener('offline', lost);
      window.removeEventListener('online', look);
    };
  }, []);
  return (
    <div role="status">
      {isAway && (
        <div className="connection-banner">
          <span>The shop does not answer. We keep trying; what you see may be out of date.</span>
          <button type="button" onClick={() => void connection.look()}>
            Try now
          </button>
        </div>
      )}
    </div>
  );
}
