/** Entrance: the card that login, sign-up and reset stand on; whoever is logged in passes through. */
import { useAuth } from '@fretwork/react';
import { useRouter } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import type { api } from '../api.ts';
import { PageTitle } from '../layout/page-title.tsx';
import './entrance.css';

export interface EntranceProps {
  readonly title: string;
  /** Where to go once one is logged in. */
  readonly next?: string;
  readonly foot?: ReactNode;
  readonly children: ReactNode;
}

export function Entrance({ title, next = '/', foot, children }: EntranceProps) {
  const { status } = useAuth<typeof api>();
  const { history } = useRouter();
  useEffect(() => {
    if (status === 'signedIn') history.replace(next);
  }, [status, next, history]);
  return (
    <section className="entrance">
      <PageTitle title={title} />
      {children}
      {foot !== undefined && <div className="entrance-foot">{foot}</div>}
    </section>
  );
}
