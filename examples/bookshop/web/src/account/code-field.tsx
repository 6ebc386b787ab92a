/** CodeField: room for the six digits of a mail. */
import type { ComponentProps } from 'react';
import { TextField } from '../forms/field.tsx';
import './code-field.css';

/** The label of the field, for summaries too. */
export const CODE_LABEL = 'Code';

export function CodeField({ error, ...input }: { readonly error?: string } & ComponentProps<'input'>) {
  return (
    <div className="code-field">
      <TextField
        {...input}
        label={CODE_LABEL}
        hint="The six digits of the mail."
        error={error}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
      />
    </div>
  );
}
