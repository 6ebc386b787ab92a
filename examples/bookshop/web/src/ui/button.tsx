/** Button: asks for something, and says so while it is under way. */
import type { ComponentProps } from 'react';
import './button.css';

/** How loud a button is. */
export type Tone = 'loud' | 'quiet' | 'danger';

const TONES: Readonly<Record<Tone, string>> = { loud: '', quiet: 'button-quiet', danger: 'button-danger' };

/** The class of a button, for links that look like one. */
export const buttonClass = (tone: Tone = 'loud', isSmall = false): string =>
  ['button', TONES[tone], isSmall && 'button-small'].filter(Boolean).join(' ');

export interface ButtonProps extends ComponentProps<'button'> {
  readonly tone?: Tone;
  readonly isSmall?: boolean;
  /** Whether what it asked for is under way; it keeps the focus, and does nothing meanwhile. */
  readonly isBusy?: boolean;
}

export function Button({ tone, isSmall, isBusy = false, type = 'button', onClick, ...rest }: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={buttonClass(tone, isSmall)}
      aria-disabled={isBusy || undefined}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onClick?.(event);
      }}
    />
  );
}
