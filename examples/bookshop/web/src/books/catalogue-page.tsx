/** The catalogue: every book of the shop, to be searched, narrowed down, ordered and leafed through. */
import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useCallback } from 'react';
import { Cover } from '../covers/cover.tsx';
import { PageTitle } from '../layout/page-title.tsx';
import { CatalogueFilters } from './catalogue-filters.tsx';
import { CatalogueResults } from './catalogue-results.tsx';
import type { CatalogueSearch } from './catalogue-search.ts';
import { SearchBox } from './search-box.tsx';
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
        <CatalogueResults search={search} onOrder={(order) => change({ order })} />
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
