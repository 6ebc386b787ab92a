/** The page in the place of one that broke. */
import { useQueryClient } from '@tanstack/react-query';
import type { ErrorComponentProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageTitle } from './page-title.tsx';

export function BrokenPage({ reset }: ErrorComponentProps): ReactNode {
  const queryClient = useQueryClient();
  const tryAgain = (): void => {
    queryClient.removeQueries({ type: 'inactive' }); // what the page broke on may be among them
    reset();
  };
  return (
    <div role="alert">
      <PageTitle title="Something broke" />
      <Notice
        title="A page fell out of the binding"
        action={
          <div className="form-actions">
            <Button onClick={tryAgain}>Try again</Button>
            <Button tone="quiet" onClick={() => window.location.assign('/')}>
              To the books
            </Button>
          </div>
        }
      >
        It was our mistake. What you have saved is safe.
      </Notice>
    </div>
  );
}
