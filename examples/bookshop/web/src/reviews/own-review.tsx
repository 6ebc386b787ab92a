/** OwnReview: writes a review, and changes or deletes the one that is there. */
import { useCreate, useDestroy, usePartialUpdate } from '@fretwork/react';
import { useRef, useState } from 'react';
import { api, type Review } from '../api.ts';
import { messageOf } from '../forms/message-of.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { toast } from '../ui/toast-store.ts';
import { ReviewForm } from './review-form.tsx';
import { isPending, ReviewItem } from './review-item.tsx';

export interface OwnReviewProps {
  readonly bookId: number;
  readonly username: string;
  readonly review: Review | undefined;
}

export function OwnReview({ bookId, username, review }: OwnReviewProps) {
  const [isEditing, setEditing] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  // What had the focus is gone then.
  const tell = (text: string): void => {
    toast(text);
    place.current?.focus({ preventScroll: true });
  };
  const create = useCreate(api.reviews, {
    lists: { book: bookId },
    optimistic: (input, id) => ({
      ...{ id, book: bookId, username, stars: input.stars, text: input.text ?? '' },
      createdAt: new Date().toISOString(),
    }),
  });
  const update = usePartialUpdate(api.reviews, { optimistic: (known, input) => ({ ...known, ...input }) });
  const destroy = useDestroy(api.reviews, { optimistic: true });

  // The form stays until the server has answered, out of sight, so that what was written is there if it refuses.
  const isWriting = review === undefined || create.isPending;
  return (
    <div className="review-own" ref={place} tabIndex={-1}>
      {isWriting && (
        <div hidden={review !== undefined}>
          <ReviewForm
            onSubmit={async (input) => {
              await create.mutateAsync({ ...input, book: bookId });
              tell('Your review is in the margin.');
            }}
          />
        </div>
      )}
      {review !== undefined && isEditing && (
        <ReviewForm
          review={review}
          onCancel={() => setEditing(false)}
          onSubmit={async (input) => {
            await update.mutateAsync({ id: review.id, input });
            setEditing(false);
            tell('Your review is changed.');
          }}
        />
      )}
      {review !== undefined && !isEditing && (
        <ReviewItem
          review={review}
          writer="Your review"
          actions={
            !isPending(review) && (
              <>
                <Button tone="quiet" isSmall onClick={() => setEditing(true)}>
                  Edit review
                </Button>
                <ConfirmButton
                  isSmall
                  label="Delete review"
                  question="Delete your review?"
                  onConfirm={() =>
                    destroy.mutate(review.id, {
                      onSuccess: () => tell('Your review is deleted.'),
                      onError: (error) => toast(messageOf(error)),
                    })
                  }
                />
              </>
            )
          }
        />
      )}
    </div>
  );
}
