/** CatalogueResults: the books that were found, or why there are none. */
import { NotFound, type Page } from '@fretwork/client';
import { useList } from '@fretwork/react';
import { Link } from '@tanstack/react-router';
import { useEffect, useId, useRef } from 'react';
import { api, type Book } from '../api.ts';
import { Failure } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Pagination } from '../ui/pagination.tsx';
import { type CatalogueSearch, DEFAULT_ORDER, type Order, orders, PAGE_SIZE, toBookQuery } from './catalogue-search.ts';
import { BlankShelf, Shelf } from './shelf.tsx';

export interface CatalogueResultsProps {
  readonly search: CatalogueSearch;
  readonly onOrder: (order: Order) => void;
}

export function CatalogueResults({ search, onOrder }: CatalogueResultsProps) {
  const { data, error, refetch, isPlaceholderData } = useList(api.books, toBookQuery(search));
  const { page = 1 } = search;
  const section = useRef<HTMLElement>(null);
  const seen = useRef(page);
  // Whoever leafs on begins at the top of the page, with the keyboard as well.
  useEffect(() => {
    if (seen.current !== page) section.current?.focus({ preventScroll: true });
    seen.current = page;
  }, [page]);
  return (
    <section className="results" aria-label="Results" ref={section} tabIndex={-1}>
      <div className="catalogue-bar">
        <p role="status">{data !== undefined && error === null && describe(data.count, page)}</p>
        <OrderChoice order={search.order} onOrder={onOrder} />
      </div>
      {data !== undefined ? (
        <Found search={search} answer={data} isStale={isPlaceholderData} />
      ) : error !== null ? (
        <NotAnswered search={search} error={error} onRetry={refetch} />
      ) : (
        <BlankShelf />
      )}
    </section>
  );
}

interface FoundProps extends Pick<CatalogueResultsProps, 'search'> {
  readonly answer: Page<Book>;
  readonly isStale: boolean;
}

function Found({ search, answer, isStale }: FoundProps) {
  if (answer.count === 0) {
    const all = (
      <Link to="/" activeOptions={{ exact: true }}>
        Show every book
      </Link>
    );
    return (
      <Notice title="Nothing on the shelf" action={all}>
        No book is like that. Perhaps with fewer filters, or another spelling?
      </Notice>
    );
  }
  return (
    <>
      <Shelf books={answer.results} isStale={isStale} />
      <Pagination
        current={search.page ?? 1}
        total={pagesOf(answer.count)}
        renderLink={(page, link) => (
          <Link
            {...link}
            to="/"
            activeOptions={{ exact: true }}
            search={{ ...search, page: page === 1 ? undefined : page }}
          />
        )}
      />
    </>
  );
}

interface NotAnsweredProps extends Pick<CatalogueResultsProps, 'search'> {
  readonly error: Error;
  readonly onRetry: () => unknown;
}

function NotAnswered({ search, error, onRetry }: NotAnsweredProps) {
  if (!(error instanceof NotFound)) return <Failure error={error} onRetry={onRetry} />;
  const first = (
    <Link to="/" activeOptions={{ exact: true }} search={{ ...search, page: undefined }}>
      To the first page
    </Link>
  );
  return (
    <Notice title="No such page" action={first}>
      The shelf does not go on that long.
    </Notice>
  );
}

interface OrderChoiceProps extends Pick<CatalogueResultsProps, 'onOrder'> {
  readonly order: Order | undefined;
}

function OrderChoice({ order = DEFAULT_ORDER, onOrder }: OrderChoiceProps) {
  const id = useId();
  return (
    <div className="catalogue-order">
      <label htmlFor={id}>Order by</label>
      <select id={id} className="control" value={order} onChange={({ target: { value } }) => onOrder(value as Order)}>
        {Object.entries(orders).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

const pagesOf = (count: number): number => Math.ceil(count / PAGE_SIZE);

const number = new Intl.NumberFormat('en');

function describe(count: number, page: number): string {
  const books = count === 1 ? '1 book' : `${number.format(count)} books`;
  const total = pagesOf(count);
  return total > 1 ? `${books}, page ${number.format(page)} of ${number.format(total)}` : books;
}
