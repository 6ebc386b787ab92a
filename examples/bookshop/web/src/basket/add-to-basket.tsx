/** AddToBasket: puts a copy of a book into the basket. */
import type { Book } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { toast } from '../ui/toast-store.ts';
import { basket } from './use-basket.ts';

export function AddToBasket({ book }: { readonly book: Book }) {
  return (
    <Button
      onClick={() => {
        basket.add(book);
        toast(`“${book.title}” is in your basket.`);
      }}
    >
      Add to basket
    </Button>
  );
}
