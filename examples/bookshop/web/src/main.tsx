/** Puts the shop on the page. */
import { AuthProvider } from '@fretwork/react';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { api } from './api.ts';
import { queryClient } from './query-client.ts';
import { router } from './router.tsx';
import './styles/tokens.css';
import './styles/base.css';

// A part of a version that is no longer served: the page as it is now has it.
window.addEventListener('vite:preloadError', (event) => {
  event.preventDefault();
  window.location.reload();
});

const container = document.getElementById('app');
if (container !== null) {
  createRoot(container).render(
    <StrictMode>
      <AuthProvider client={api} queryClient={queryClient}>
        <RouterProvider router={router} />
      </AuthProvider>
    </StrictMode>,
  );
}
