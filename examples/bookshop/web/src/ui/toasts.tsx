/** Toasts: a word on what was done, seen and heard for a few seconds. */
import { useSyncExternalStore } from 'react';
import { toastStore } from './toast-store.ts';
import './toasts.css';

export function Toasts() {
  const toast = useSyncExternalStore(toastStore.subscribe, toastStore.read);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {toast !== null && (
        <p key={toast.id} className="toast">
          {toast.text}
        </p>
      )}
    </div>
  );
}
