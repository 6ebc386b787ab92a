/** Failure: something could not be read; says why, and tries again. */
import { messageOf } from '../forms/message-of.ts';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';

export interface FailureProps {
  readonly error: unknown;
  readonly onRetry: () => unknown;
}

export function Failure({ error, onRetry }: FailureProps) {
  return (
    <div role="alert">
      <Notice title="That did not work" action={<Button onClick={() => void onRetry()}>Try again</Button>}>
        {messageOf(error)}
      </Notice>
    </div>
  );
}
