/** Notice: what stands in the place of something that is not there: nothing found, nothing yet, not reached. */
import type { ReactNode } from 'react';
import './notice.css';

export interface NoticeProps {
  readonly title: string;
  readonly children?: ReactNode;
  /** What to do about it. */
  readonly action?: ReactNode;
}

export function Notice({ title, children, action }: NoticeProps) {
  return (
    <section className="notice">
      <h2>{title}</h2>
      {children !== undefined && <p>{children}</p>}
      {action}
    </section>
  );
}
