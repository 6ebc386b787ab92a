/** The catalogue: every book of the shop, to be searched, narrowed down, ordered and leafed through. */
import { NotFound } from '@fretwork/client';
import { useList } from '@fretwork/react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactNode, useCallback, useEffect, useId, useRef } from 'react';
import { api } from '../api.ts';
import { Cover } from '../covers/cover.tsx';
import { PageTitle } from '../layout/page-title.tsx';
import { Failure } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Pagination } from '../ui/pagination.tsx';
import { CatalogueFilters } from './catalogue-filters.tsx';
import { type CatalogueSearch, DEFAULT_ORDER, type Order, orders, PAGE_SIZE, toBookQuery } from './catalogue-search.ts';
import { SearchBox } from './search-box.tsx';
import { BlankShelf, Shelf } from './shelf.tsx';
import './catalogue-page.css';

const route = getRouteApi('/');

export function CataloguePage(): ReactNode {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (changed: CatalogueSearch, replace = false) =>
      void navigate({ search: (known) => ({ ...known, page: undefined, ...changed }), replace, resetScroll: false }),
    [navigate],
  );
  // The first letter is a step in the history, the others belong to it: "back" leads to before the search.
  const isSearching = search.search !== undefined;
  const lookFor = useCallback(
    (text: string) => change({ search: text || undefined }, isSearching),
    [change, isSearching],
  );
  return (
    <>
      <header className="catalogue-head">
        <Fan />
        <PageTitle title="Books">Books to write in the margins of</PageTitle>
        <p>Twenty thousand of them, and what readers scribbled beside the text.</p>
        <SearchBox value={search.search ?? ''} onSearch={lookFor} />
      </header>
      <div className="catalogue">
        <CatalogueFilters search={search} onChange={change} />
        <Results search={search} onOrder={(order) => change({ order })} />
      </div>
    </>
  );
}

const FANNED = ['The Sleeping Garden of Lisbon', 'A Crimson Tide in Bergen', 'The Golden Clock of Oslo'] as const;

/** A few books on the table beside the door; decoration. */
function Fan() {
  return (
    <div className="fan" aria-hidden="true">
      {FANNED.map((title) => (
        <Cover key={title} title={title} author="Marginalia" />
      ))}
    </div>
  );
}

interface ResultsProps {
  readonly search: CatalogueSearch;
  readonly onOrder: (order: Order) => void;
}

function Results({ search, onOrder }: ResultsProps) {
  const { data, error, refetch, isPlaceholderData } = useList(api.books, toBookQuery(search));
  const { page = 1 } = search;
  const section = useRef<HTMLElement>(null);
  const seen = useRef(page);
  // Whoever leafs on begins at the top of the page, with the keyboard as well.
  useEffect(() => {
    if (seen.current !== page) section.current?.focus({ preventScroll: true });
    seen.current = page;
  }, [page]);
  const total = data === undefined ? 0 : Math.ceil(data.count / PAGE_SIZE);
  return (
    <section className="results" aria-label="Results" ref={section} tabIndex={-1}>
      <div className="catalogue-bar">
        <p role="status">{data !== undefined && error === null && describe(data.count, page, total)}</p>
        <OrderChoice order={search.order} onOrder={onOrder} />
      </div>
      {error instanceof NotFound ? (
        <Notice
          title="No such page"
          action={
            <Link to="/" activeOptions={{ exact: true }} search={{ ...search, page: undefined }}>
              To the first page
            </Link>
          }
        >
          The shelf does not go on that long.
        </Notice>
      ) : error !== null && data === undefined ? (
        <Failure error={error} onRetry={refetch} />
      ) : data === undefined ? (
        <BlankShelf />
      ) : data.count === 0 ? (
        <Notice
          title="Nothing on the shelf"
          action={
            <Link to="/" activeOptions={{ exact: true }}>
              Show every book
            </Link>
          }
        >
          No book is like that. Perhaps with fewer filters, or another spelling?
        </Notice>
      ) : (
        <>
          <Shelf books={data.results} isStale={isPlaceholderData} />
          <Pagination
            current={page}
            total={total}
            renderLink={(to, link) => (
              <Link
                {...link}
                to="/"
                activeOptions={{ exact: true }}
                search={{ ...search, page: to === 1 ? undefined : to }}
              />
            )}
          />
        </>
      )}
    </section>
  );
}

function OrderChoice({
  order,
  onOrder,
}: {
  readonly order: Order | undefined;
  readonly onOrder: ResultsProps['onOrder'];
}) {
  const id = useId();
  return (
    <div className="catalogue-order">
      <label htmlFor={id}>Order by</label>
      <select
        id={id}
        className="control"
        value={order ?? DEFAULT_ORDER}
        onChange={({ target: { value } }) => onOrder(value as Order)}
      >
        {Object.entries(orders).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

const number = new Intl.NumberFormat('en');

function describe(count: number, page: number, total: number): string {
  const books = count === 1 ? '1 book' : `${number.format(count)} books`;
  return total > 1 ? `${books}, page ${number.format(page)} of ${number.format(total)}` : books;
}
