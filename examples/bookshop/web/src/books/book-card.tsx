/** BookCard: a book on the shelf. */
import { Link } from '@tanstack/react-router';
import type { Book } from '../api.ts';
import { Cover } from '../covers/cover.tsx';
import { formatPrice } from './price.ts';
import './book-card.css';

export function BookCard({ book }: { readonly book: Book }) {
  const { id, title, author, price, inPrint, stock } = book;
  return (
    <article className="book-card">
      <Cover title={title} author={author.name} />
      <div className="book-card-facts">
        <h2>
          <Link to="/books/$bookId" params={{ bookId: id }}>
            {title}
          </Link>
        </h2>
        <p className="book-card-author">{author.name}</p>
        <p className="book-card-price">
          {formatPrice(price)} {!inPrint ? <small>out of print</small> : stock === 0 && <small>sold out</small>}
        </p>
      </div>
    </article>
  );
}
