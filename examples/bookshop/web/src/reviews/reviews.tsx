/** Reviews: what stands in the margin of a book, and room for one's own. */
import { useAuth, useInfiniteList, useList } from '@fretwork/react';
import { Link, useLocation } from '@tanstack/react-router';
import { api } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { OwnReview } from './own-review.tsx';
import { ReviewItem } from './review-item.tsx';
import './reviews.css';

export function Reviews({ bookId }: { readonly bookId: number }) {
  const { user, status } = useAuth<typeof api>();
  return (
    <section className="book-reviews" aria-labelledby="reviews">
      <h2 id="reviews">Reviews</h2>
      {status === 'signedIn' && <OwnNote bookId={bookId} username={user.username} />}
      {status === 'signedOut' && <Invitation />}
      <OtherNotes bookId={bookId} username={user?.username} />
    </section>
  );
}

function Invitation() {
  const { pathname } = useLocation();
  return (
    <p>
      <Link to="/login" search={{ next: pathname }}>
        Log in
      </Link>{' '}
      to write a review.
    </p>
  );
}

function OwnNote({ bookId, username }: { readonly bookId: number; readonly username: string }) {
  const { data, error, refetch } = useList(api.reviews, { book: bookId, user__username: username });
  if (error !== null && data === undefined) return <Failure error={error} onRetry={refetch} />;
  if (data === undefined) return <Skeleton height="8rem" />;
  return <OwnReview bookId={bookId} username={username} review={data.results[0]} />;
}

function OtherNotes({ bookId, username }: { readonly bookId: number; readonly username: string | undefined }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteList(api.reviews, {
    book: bookId,
  });
  if (error !== null && data === undefined) return <Failure error={error} onRetry={refetch} />;
  if (data === undefined) return <Skeleton height="6rem" />;
  const reviews = data.pages.flatMap(({ results }) => results);
  const others = reviews.filter((review) => review.username !== username);
  if (reviews.length === 0) return <p>Nothing is written here yet.</p>;
  return (
    <>
      <ul className="review-list">
        {others.map((review) => (
          <li key={review.id}>
            <ReviewItem review={review} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button tone="quiet" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more reviews
        </Button>
      )}
    </>
  );
}
