/** ConfirmButton: asks again before it does what cannot be undone. */
import { type ReactNode, useId, useRef } from 'react';
import { Button } from './button.tsx';
import './confirm-button.css';

export interface ConfirmButtonProps {
  /** What it does: on the button, and on the one that confirms. */
  readonly label: string;
  readonly question: string;
  readonly isSmall?: boolean;
  readonly isBusy?: boolean;
  readonly onConfirm: () => void;
  readonly children?: ReactNode;
}

export function ConfirmButton({ label, question, isSmall, isBusy, onConfirm, children }: ConfirmButtonProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const id = useId();
  return (
    <>
      <Button
        tone="danger"
        isSmall={isSmall}
        isBusy={isBusy}
        onClick={() => {
          dialog.current?.showModal();
          cancel.current?.focus(); // a second press of Enter must not do it
        }}
      >
        {label}
      </Button>
      <dialog ref={dialog} className="confirm" aria-labelledby={id} closedby="any">
        <h2 id={id}>{question}</h2>
        <p>{children ?? 'This cannot be undone.'}</p>
        <div className="form-actions">
          <Button
            tone="danger"
            onClick={() => {
              dialog.current?.close();
              onConfirm();
            }}
          >
            {label}
          </Button>
          <Button tone="quiet" ref={cancel} onClick={() => dialog.current?.close()}>
            Cancel
          </Button>
        </div>
      </dialog>
    </>
  );
}
