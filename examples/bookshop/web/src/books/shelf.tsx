/** Shelf: books side by side, or the room for them. */
import type { Book } from '../api.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { BookCard } from './book-card.tsx';
import './shelf.css';

export interface ShelfProps {
  readonly books: readonly Book[];
  /** Whether others are on their way. */
  readonly isStale: boolean;
}

export function Shelf({ books, isStale }: ShelfProps) {
  return (
    <ul className="shelf" aria-busy={isStale}>
      {books.map((book) => (
        <li key={book.id}>
          <BookCard book={book} />
        </li>
      ))}
    </ul>
  );
}

const BLANKS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

export function BlankShelf() {
  return (
    <div className="shelf" role="status">
      <span className="visually-hidden">Loading books</span>
      {BLANKS.map((blank) => (
        <div key={blank} className="shelf-blank">
          <Skeleton height="15rem" />
          <Skeleton width="80%" />
          <Skeleton width="50%" />
        </div>
      ))}
    </div>
  );
}
