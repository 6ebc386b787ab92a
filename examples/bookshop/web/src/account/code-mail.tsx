/** CodeMail: where the code went, and how to get another one. */
import type { CodeFlow } from '@fretwork/client';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../api.ts';
import { messageOf } from '../forms/message-of.ts';
import { Button } from '../ui/button.tsx';
import { toast } from '../ui/toast-store.ts';
import { useCountdown } from './use-countdown.ts';

export interface CodeMailProps {
  readonly email: string;
  readonly flow: CodeFlow;
  /** Is told of the flow that goes on. */
  readonly onResent: (flow: CodeFlow) => void;
}

export function CodeMail({ email, flow, onResent }: CodeMailProps) {
  const [isBusy, setBusy] = useState(false);
  const seconds = useCountdown(flow);
  const resend = async (): Promise<void> => {
    setBusy(true);
    try {
      onResent(await api.accounts.resend({ flow: flow.flow }));
      toast('Another code is on its way.');
    } catch (error) {
      toast(messageOf(error));
    }
    setBusy(false);
  };
  return (
    <>
      <p>
        If all is well, a mail to <strong>{email}</strong> is on its way. <MailboxLink email={email} />
      </p>
      <p className="code-resend">
        {seconds > 0 ? (
          `You can ask for another code in ${seconds} s.`
        ) : (
          <Button tone="quiet" isSmall isBusy={isBusy} onClick={() => void resend()}>
            Send another code
          </Button>
        )}
      </p>
    </>
  );
}

/** A server that keeps its mails, as while developing, shows them to everybody. */
function MailboxLink({ email }: { readonly email: string }) {
  const { data: isThere = false } = useQuery({
    queryKey: ['mailbox'],
    queryFn: async () => (await fetch('/mailbox/', { method: 'HEAD' })).ok,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!isThere) return null;
  return (
    <a href={`/mailbox/?to=${encodeURIComponent(email)}`} target="_blank" rel="noreferrer">
      Open the mailbox
    </a>
  );
}
