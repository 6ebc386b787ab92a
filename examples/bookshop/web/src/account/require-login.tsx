/** RequireLogin: what only those see who are logged in; sends others to log in, and back again. */
import { useAuth } from '@fretwork/react';
import { useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import type { api } from '../api.ts';
import { Skeleton } from '../ui/skeleton.tsx';

export function RequireLogin({ children }: { readonly children: ReactNode }) {
  const { status, reason } = useAuth<typeof api>();
  const router = useRouter();
  // An effect, not <Navigate>: that goes again whenever the address changes, which it does while the login page is loaded.
  useEffect(() => {
    const { href, pathname } = router.latestLocation;
    if (status !== 'signedOut' || pathname === '/login') return;
    // Whoever logged out on purpose does not want to log in again.
    if (reason === 'signedOut') void router.navigate({ to: '/', replace: true });
    else void router.navigate({ to: '/login', search: { next: href }, replace: true });
  }, [status, reason, router]);
  return status === 'signedIn' ? children : <Skeleton height="20rem" />;
}
