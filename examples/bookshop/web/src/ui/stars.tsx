/** Stars: a rating as it is shown, and as it is given. */
import { type ComponentProps, useId } from 'react';
import './stars.css';

const ALL = [1, 2, 3, 4, 5] as const;

export function Stars({ value }: { readonly value: number }) {
  const full = Math.round(value);
  const text = Number.isInteger(value) ? String(value) : value.toFixed(1);
  return (
    <span className="stars" role="img" aria-label={`${text} of 5 stars`}>
      {'★'.repeat(full)}
      {'☆'.repeat(ALL.length - full)}
    </span>
  );
}

export interface StarsFieldProps extends ComponentProps<'input'> {
  readonly label: string;
  readonly error?: string;
}

/** Five radio buttons. */
export function StarsField({ label, error, ...input }: StarsFieldProps) {
  const id = useId();
  return (
    <fieldset className="stars-choice" aria-describedby={error === undefined ? undefined : id}>
      <legend>{label}</legend>
      <div className="stars-options">
        {ALL.map((value) => (
          <label key={value}>
            <input {...input} type="radio" value={value} />
            <span aria-hidden="true">★</span>
            <span className="visually-hidden">{value === 1 ? '1 star' : `${value} stars`}</span>
          </label>
        ))}
      </div>
      {error !== undefined && (
        <p className="field-error" id={id}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
