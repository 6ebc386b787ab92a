/** ReviewItem: one review. */
import type { ReactNode } from 'react';
import type { Review } from '../api.ts';
import { formatDate } from '../ui/dates.ts';
import { Stars } from '../ui/stars.tsx';

export interface ReviewItemProps {
  readonly review: Review;
  /** Who wrote it, where that is not the name. */
  readonly writer?: string;
  /** What can be done with it. */
  readonly actions?: ReactNode;
}

/** A review that the server has not answered for yet has a negative id. */
export const isPending = ({ id }: Review): boolean => id < 0;

export function ReviewItem({ review, writer = review.username, actions }: ReviewItemProps) {
  const { stars, text, createdAt } = review;
  return (
    <article className="review" data-pending={isPending(review)}>
      <header>
        <h3>{writer}</h3>
        <Stars value={stars} />
      </header>
      {text !== '' && <p className="review-text">{text}</p>}
      <p className="review-date">
        {isPending(review) ? 'Sending…' : <time dateTime={createdAt}>{formatDate(createdAt)}</time>}
      </p>
      {actions !== undefined && <div className="review-actions">{actions}</div>}
    </article>
  );
}
