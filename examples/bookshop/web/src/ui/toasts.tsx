/** Toasts: a word on what was done, seen and heard for a few seconds. */
import { useSyncExternalStore } from 'react';
import { toastStore } from './toast-store.ts';
import './toasts.css';

export function Toasts() {
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.read);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toasts.map(({ id, text }) => (
        <p key={id} className="toast">
          {text}
        </p>
      ))}
    </div>
  );
}
