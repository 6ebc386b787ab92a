/** The page for addresses that lead nowhere. */

import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Notice } from '../ui/notice.tsx';
import { PageTitle } from './page-title.tsx';

export function NotFoundPage(): ReactNode {
  return (
    <>
      <PageTitle title="Page not found" />
      <Notice title="This page was torn out" action={<Link to="/">To the books</Link>}>
        There is nothing at this address.
      </Notice>
    </>
  );
}
