/** The page of one book, with what readers think of it. */

import { NotFound } from '@fretwork/client';
import { useAuth, useRetrieve } from '@fretwork/react';
import { getRouteApi, Link, useCanGoBack, useRouter } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api, type Book } from '../api.ts';
import { AddToBasket } from '../basket/add-to-basket.tsx';
import { Cover } from '../covers/cover.tsx';
import { PageTitle } from '../layout/page-title.tsx';
import { Reviews } from '../reviews/reviews.tsx';
import { buttonClass } from '../ui/button.tsx';
import { formatDate } from '../ui/dates.ts';
import { Failure } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { BookRating } from './book-rating.tsx';
import { languages } from './languages.ts';
import { formatPrice } from './price.ts';
import './book-page.css';

const route = getRouteApi('/books/$bookId');

export function BookPage(): ReactNode {
  const { bookId } = route.useParams();
  const { data: book, error, refetch } = useRetrieve(api.books, bookId);
  return (
    <>
      <BackLink />
      {book !== undefined ? (
        <BookDetails key={book.id} book={book} />
      ) : error instanceof NotFound ? (
        <>
          <PageTitle title="No such book" />
          <Notice title="The shelf is empty here" action={<Link to="/">Show every book</Link>}>
            This book is not in the shop, or not any more.
          </Notice>
        </>
      ) : error !== null ? (
        <Failure error={error} onRetry={refetch} />
      ) : (
        <BlankBook />
      )}
    </>
  );
}

// "Back" keeps the search and the place on the page; whoever came from outside gets the whole shop.
function BackLink() {
  const canGoBack = useCanGoBack();
  const { history } = useRouter();
  return (
    <Link
      to="/"
      className="crumb"
      onClick={(event) => {
        if (!canGoBack || event.metaKey || event.ctrlKey) return;
        event.preventDefault();
        history.back();
      }}
    >
      ← All books
    </Link>
  );
}

function BookDetails({ book }: { readonly book: Book }) {
  const { status } = useAuth<typeof api>();
  const { id, title, author, price, inPrint, stock, tags } = book;
  return (
    <div className="book">
      <div className="book-cover">
        <Cover title={title} author={author.name} />
      </div>
      <div className="book-main">
        <PageTitle title={title} />
        <p className="book-author">
          by{' '}
          <Link to="/" search={{ author: author.id }}>
            {author.name}
          </Link>
        </p>
        <BookRating bookId={id} />
        <p className="book-price">{formatPrice(price)}</p>
        <p className="book-stock" data-gone={!inPrint || stock === 0}>
          {describeStock(inPrint, stock)}
        </p>
        <Facts book={book} />
        {tags.length > 0 && (
          <ul className="tags" aria-label="Shelves">
            {tags.map((tag) => (
              <li key={tag}>
                <Link to="/" search={{ tag }} className="tag">
                  {tag}
                </Link>
              </li>
            ))}
          </ul>
        )}
        <div className="form-actions">
          {stock > 0 && <AddToBasket book={book} />}
          {status === 'signedIn' && (
            <Link to="/books/$bookId/edit" params={{ bookId: id }} className={buttonClass('quiet')}>
              Edit book
            </Link>
          )}
        </div>
      </div>
      <Reviews bookId={id} />
    </div>
  );
}

function Facts({ book }: { readonly book: Book }) {
  const { isbn, pages, language, published, isClassic } = book;
  const facts = [
    ['Pages', String(pages)],
    ['Language', languages[language]],
    ['Published', published === null ? 'Not known' : `${formatDate(published)}${isClassic ? ', a classic' : ''}`],
    ['ISBN', isbn],
  ] as const;
  return (
    <dl className="book-facts">
      {facts.map(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={`${name} value`}>{value}</dd>])}
    </dl>
  );
}

function describeStock(inPrint: boolean, stock: number): string {
  if (stock === 0) return inPrint ? 'Sold out; more are on their way.' : 'Out of print, and sold out.';
  const left = stock === 1 ? 'The last copy' : stock < 5 ? `The last ${stock} copies` : 'In stock';
  return inPrint ? `${left}.` : `${left}, though out of print.`;
}

function BlankBook() {
  return (
    <div className="book" role="status">
      <span className="visually-hidden">Loading the book</span>
      <div className="book-cover">
        <Skeleton height="25rem" />
      </div>
      <div className="book-main">
        <Skeleton height="3rem" />
        <Skeleton width="50%" />
        <Skeleton width="30%" height="2rem" />
        <Skeleton height="8rem" />
      </div>
    </div>
  );
}
