/** ReviewForm: stars and words. */
import { useForm } from 'react-hook-form';
import type { Review } from '../api.ts';
import { TextArea } from '../forms/field.tsx';
import { Form } from '../forms/form.tsx';
import { Button } from '../ui/button.tsx';
import { StarsField } from '../ui/stars.tsx';

/** What a review says. */
export type ReviewWords = Pick<Review, 'stars' | 'text'>;

export interface ReviewFormProps {
  /** The review to change; a new one where left out. */
  readonly review?: Review;
  readonly onSubmit: (words: ReviewWords) => Promise<void>;
  readonly onCancel?: () => void;
}

const LABELS = { stars: 'Stars', text: 'Your review' } as const;

export function ReviewForm({ review, onSubmit, onCancel }: ReviewFormProps) {
  // Radio buttons have texts; none is chosen for anybody.
  const form = useForm({ defaultValues: { stars: String(review?.stars ?? ''), text: review?.text ?? '' } });
  const { errors } = form.formState;
  return (
    <Form
      form={form}
      labels={LABELS}
      submitLabel={review === undefined ? 'Post review' : 'Save review'}
      aside={
        onCancel !== undefined && (
          <Button tone="quiet" onClick={onCancel}>
            Cancel
          </Button>
        )
      }
      onSubmit={({ stars, text }) => onSubmit({ stars: Number(stars), text: text.trim() })}
    >
      <StarsField
        {...form.register('stars', { validate: (stars) => stars !== '' || 'How many stars is it worth?' })}
        label={LABELS.stars}
        error={errors.stars?.message}
      />
      <TextArea
        {...form.register('text')}
        label={LABELS.text}
        hint="What would you scribble beside the text?"
        rows={4}
        maxLength={2000}
        error={errors.text?.message}
      />
    </Form>
  );
}
