/** ProgressBar: that a page or its contents are on their way. */
import { useIsFetching } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import './progress-bar.css';

export function ProgressBar() {
  const isNavigating = useRouterState({ select: ({ isLoading }) => isLoading });
  const isFetching = useIsFetching() > 0;
  return isNavigating || isFetching ? <div className="progress-bar" aria-hidden="true" /> : null;
}
