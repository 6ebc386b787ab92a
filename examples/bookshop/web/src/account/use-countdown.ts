/** useCountdown: the seconds until another code may be asked for. */
import type { CodeFlow } from '@fretwork/client';
import { useEffect, useState } from 'react';

/** Begins anew with every flow that the server answers with. */
export function useCountdown(flow: Pick<CodeFlow, 'resendIn'>): number {
  const [left, setLeft] = useState(flow.resendIn);
  useEffect(() => {
    const end = Date.now() + flow.resendIn * 1000;
    const look = (): void => setLeft(Math.max(0, Math.ceil((end - Date.now()) / 1000)));
    look();
    const timer = setInterval(look, 500);
    return () => clearInterval(timer);
  }, [flow]);
  return left;
}
