/** The publishers, each with a few of its books. */

import type { ItemOf } from '@fretwork/client';
import { useInfiniteList } from '@fretwork/react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api } from '../api.ts';
import { PageTitle } from '../layout/page-title.tsx';
import { Button } from '../ui/button.tsx';
import { Failure } from '../ui/failure.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import './publishers-page.css';

const BOOKS_SHOWN = 4;

export function PublishersPage(): ReactNode {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteList(api.publishers);
  return (
    <>
      <PageTitle title="Publishers" />
      {data !== undefined ? (
        <ul className="publishers">
          {data.pages
            .flatMap(({ results }) => results)
            .map((publisher) => (
              <li key={publisher.id}>
                <PublisherCard publisher={publisher} />
              </li>
            ))}
        </ul>
      ) : error !== null ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <Skeleton height="60rem" />
      )}
      {hasNextPage && (
        <p className="form-actions">
          <Button tone="quiet" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show more publishers
          </Button>
        </p>
      )}
    </>
  );
}

function PublisherCard({ publisher }: { readonly publisher: ItemOf<typeof api.publishers> }) {
  const { name, city, founded, books } = publisher;
  const origin = [city, founded !== null && `since ${founded}`].filter(Boolean).join(', ');
  return (
    <>
      <h2>{name}</h2>
      {origin !== '' && <p>{origin}</p>}
      <ul>
        {books.slice(0, BOOKS_SHOWN).map(({ id, title }) => (
          <li key={id}>
            <Link to="/books/$bookId" params={{ bookId: id }}>
              {title}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
