/** Pagination: links to the pages of a list. */
import type { ReactNode } from 'react';
import { pageNumbers } from './page-numbers.ts';
import './pagination.css';

/** What a link to a page shows, and says of itself. */
export interface PageLinkProps {
  readonly children: ReactNode;
  readonly 'aria-label': string;
  readonly 'aria-current': 'page' | undefined;
}

export interface PaginationProps {
  /** From 1. */
  readonly current: number;
  readonly total: number;
  /** Makes the link to a page; it belongs to whoever knows the addresses. */
  readonly renderLink: (page: number, props: PageLinkProps) => ReactNode;
}

export function Pagination({ current, total, renderLink }: PaginationProps) {
  if (total <= 1) return null;
  const link = (page: number, label: string, children: ReactNode = page) =>
    renderLink(page, { children, 'aria-label': label, 'aria-current': page === current ? 'page' : undefined });
  return (
    <nav className="pagination" aria-label="Pages">
      <ul>
        {current > 1 && <li>{link(current - 1, 'Previous page', '← Previous')}</li>}
        {pageNumbers(current, total).map((page, index, all) => (
          <li key={page ?? `after ${all[index - 1]}`}>
            {page === null ? <span className="gap">…</span> : link(page, `Page ${page}`)}
          </li>
        ))}
        {current < total && <li>{link(current + 1, 'Next page', 'Next →')}</li>}
      </ul>
    </nav>
  );
}
