/** CatalogueFilters: what narrows the shelf. */
import { useList, useRetrieve } from '@fretwork/react';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { api } from '../api.ts';
import { CheckField, SelectField } from '../forms/field.tsx';
import { type CatalogueSearch, countFilters } from './catalogue-search.ts';
import { isLanguage, languageChoices } from './languages.ts';
import { PriceFilter } from './price-filter.tsx';
import './catalogue-filters.css';

export interface CatalogueFiltersProps {
  readonly search: CatalogueSearch;
  /** Changes some of it; the page begins anew. */
  readonly onChange: (change: CatalogueSearch) => void;
}

export function CatalogueFilters({ search, onChange }: CatalogueFiltersProps) {
  const [isOpen, setOpen] = useOpenOnWideScreens();
  const count = countFilters(search);
  return (
    <details className="filters" open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>Narrow it down{count > 0 && ` (${count})`}</summary>
      <div className="filters-body">
        {search.author !== undefined && <AuthorFilter search={search} author={search.author} />}
        <SelectField
          label="Language"
          choices={[['', 'Any'], ...languageChoices]}
          value={search.language ?? ''}
          onChange={({ target: { value } }) => onChange({ language: isLanguage(value) ? value : undefined })}
        />
        <PriceFilter min={search.minPrice ?? ''} max={search.maxPrice ?? ''} onChange={onChange} />
        <CheckField
          label="In print only"
          checked={search.inPrint === true}
          onChange={({ target: { checked } }) => onChange({ inPrint: checked || undefined })}
        />
        <TagFilter search={search} />
        {count > 0 && (
          <Link to="/" activeOptions={{ exact: true }} search={({ search: text, order }) => ({ search: text, order })}>
            Clear the filters
          </Link>
        )}
      </div>
    </details>
  );
}

function AuthorFilter({ search, author }: Pick<CatalogueFiltersProps, 'search'> & { readonly author: number }) {
  const { data } = useRetrieve(api.authors, author);
  return (
    <div className="filters-group">
      <p>Author</p>
      <div className="tags">
        <Link
          to="/"
          className="tag"
          activeOptions={{ exact: true }}
          aria-current="true"
          search={{ ...search, page: undefined, author: undefined }}
        >
          {data?.name ?? '…'} <span aria-hidden="true">×</span>
          <span className="visually-hidden">, show books by everybody</span>
        </Link>
      </div>
    </div>
  );
}

function TagFilter({ search }: Pick<CatalogueFiltersProps, 'search'>) {
  const { data: tags = [] } = useList(api.tags, {}, { staleTime: Number.POSITIVE_INFINITY });
  return (
    <div className="filters-group">
      <p id="tags">Shelves</p>
      <ul className="tags" aria-labelledby="tags">
        {tags.map(({ id, name }) => {
          const isChosen = search.tag === name;
          return (
            <li key={id}>
              <Link
                to="/"
                className="tag"
                activeOptions={{ exact: true }}
                aria-current={isChosen || undefined}
                search={{ ...search, page: undefined, tag: isChosen ? undefined : name }}
              >
                {name}
              </Link>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const WIDE = '(min-width: 56rem)';

// Beside the books where there is room; folded above them on a phone.
function useOpenOnWideScreens() {
  const [isOpen, setOpen] = useState(() => window.matchMedia(WIDE).matches);
  useEffect(() => {
    const media = window.matchMedia(WIDE);
    const follow = (): void => setOpen(media.matches);
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, []);
  return [isOpen, setOpen] as const;
}
