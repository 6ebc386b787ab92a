/** A page that is rendered by a server, and goes on in a browser. */
import { createClient } from '@fretwork/client';
import { AuthProvider, useAuth, useList } from '@fretwork/react';
import { type ReactNode, StrictMode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import type { app } from '../../api/app.ts';

const api = createClient<typeof app>();

export function RenderedPage(): ReactNode {
  return (
    <StrictMode>
      <AuthProvider client={api}>
        <Greeting />
        <Tags />
      </AuthProvider>
    </StrictMode>
  );
}

function Greeting() {
  const { status, user } = useAuth<typeof api>();
  return (
    <h1>
      {status} {user?.email}
    </h1>
  );
}

function Tags() {
  const { data } = useList(api.tags);
  return <p>{data === undefined ? 'no tags yet' : `${data.length} tags`}</p>;
}

const container = globalThis.document?.getElementById('rendered');
if (container) hydrateRoot(container, <RenderedPage />);
