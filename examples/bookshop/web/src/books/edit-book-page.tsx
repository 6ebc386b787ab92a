/** The page that changes a book, or takes it off the shelf. */

import { useDestroy, useRetrieve, useUpdate } from '@fretwork/react';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { RequireLogin } from '../account/require-login.tsx';
import { api, type Book } from '../api.ts';
import { messageOf } from '../forms/message-of.ts';
import { PageTitle } from '../layout/page-title.tsx';
import { ConfirmButton } from '../ui/confirm-button.tsx';
import { Failure } from '../ui/failure.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { toast } from '../ui/toast-store.ts';
import { BookForm } from './book-form.tsx';

const route = getRouteApi('/books/$bookId/edit');

export function EditBookPage(): ReactNode {
  const { bookId } = route.useParams();
  // What is being changed must not change beneath the form.
  const { data: book, error, refetch } = useRetrieve(api.books, bookId, { refetchOnWindowFocus: false });
  return (
    <RequireLogin>
      <PageTitle title="Edit book" />
      {book !== undefined ? (
        <EditBook key={book.id} book={book} />
      ) : error !== null ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Skeleton height="30rem" />
      )}
    </RequireLogin>
  );
}

function EditBook({ book }: { readonly book: Book }) {
  const navigate = useNavigate();
  const update = useUpdate(api.books);
  const destroy = useDestroy(api.books);
  const remove = (): void =>
    destroy.mutate(book.id, {
      onError: (error) => toast(messageOf(error)),
      onSuccess: () => {
        toast(`“${book.title}” is off the shelf.`);
        void navigate({ to: '/' });
      },
    });
  return (
    <>
      <BookForm
        book={book}
        onSubmit={async (input) => {
          await update.mutateAsync({ id: book.id, input });
          toast('The book is changed.');
          await navigate({ to: '/books/$bookId', params: { bookId: book.id } });
        }}
      />
      <div className="book-form-end">
        <ConfirmButton
          label="Delete book"
          question={`Delete “${book.title}”?`}
          isBusy={destroy.isPending}
          onConfirm={remove}
        >
          Its reviews go with it. This cannot be undone.
        </ConfirmButton>
      </div>
    </>
  );
}
