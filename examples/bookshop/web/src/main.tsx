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

// The other pages come while nobody waits for them, so that they are there when the server is not.
const whenIdle = window.requestIdleCallback ?? setTimeout;
whenIdle(() => {
  for (const route of Object.values(router.routesById)) void router.loadRouteChunk(route);
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
