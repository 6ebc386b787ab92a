/** RequireLogin: what only those see who are logged in; sends others to log in, and back again. */
import { useAuth } from '@fretwork/react';
import { Navigate, useLocation } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { api } from '../api.ts';
import { Skeleton } from '../ui/skeleton.tsx';

export function RequireLogin({ children }: { readonly children: ReactNode }) {
  const { status, reason } = useAuth<typeof api>();
  const { href } = useLocation();
  if (status === 'loading') return <Skeleton height="20rem" />;
  if (status === 'signedIn') return children;
  // Whoever logged out on purpose does not want to log in again.
  return reason === 'signedOut' ? (
    <Navigate to="/" replace />
  ) : (
    <Navigate to="/login" search={{ next: href }} replace />
  );
}
