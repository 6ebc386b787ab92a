/** BookRating: what readers think of a book, in figures. */

import { queryKeys } from '@fretwork/react';
import { useQuery } from '@tanstack/react-query';
import { api } from '../api.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { Stars } from '../ui/stars.tsx';

export function BookRating({ bookId }: { readonly bookId: number }) {
  const { data, isError } = useQuery({
    // Below the reviews, so that a new one asks for it again.
    queryKey: [...queryKeys.resource(api.reviews), 'rating', bookId],
    queryFn: () => api.books.rating(bookId),
  });
  if (isError && data === undefined) return null; // the page is worth reading without it
  if (data === undefined) return <Skeleton width="9rem" />;
  const { reviews, stars } = data;
  if (reviews === 0 || stars === null) return <p className="book-rating">Nobody has reviewed it yet</p>;
  return (
    <p className="book-rating">
      <Stars value={stars} />
      <span>
        {stars.toFixed(1)} from {reviews === 1 ? '1 reader' : `${reviews} readers`}
      </span>
    </p>
  );
}
