/** The page that adds a book to the shop. */

import { useCreate } from '@fretwork/react';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { RequireLogin } from '../account/require-login.tsx';
import { api } from '../api.ts';
import { PageTitle } from '../layout/page-title.tsx';
import { toast } from '../ui/toast-store.ts';
import { BookForm } from './book-form.tsx';

export function AddBookPage(): ReactNode {
  const navigate = useNavigate();
  const create = useCreate(api.books);
  return (
    <RequireLogin>
      <PageTitle title="Add a book" />
      <BookForm
        onSubmit={async (input) => {
          const { id, title } = await create.mutateAsync(input);
          toast(`“${title}” is on the shelf.`);
          await navigate({ to: '/books/$bookId', params: { bookId: id } });
        }}
      />
    </RequireLogin>
  );
}
