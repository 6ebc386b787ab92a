/** The basket: what is in it, what it costs, and the order. */
import { useAuth, useCreate } from '@fretwork/react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api } from '../api.ts';
import { formatPrice, sumOf } from '../books/price.ts';
import { Cover } from '../covers/cover.tsx';
import { SelectField } from '../forms/field.tsx';
import { refusalOf } from '../forms/refusal-of.ts';
import { PageTitle } from '../layout/page-title.tsx';
import { Button, buttonClass } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { toast } from '../ui/toast-store.ts';
import type { BasketLine } from './basket.ts';
import { basket, useBasket } from './use-basket.ts';
import './basket-page.css';

export function BasketPage(): ReactNode {
  const lines = useBasket();
  return (
    <>
      <PageTitle title="Your basket" />
      {lines.length === 0 ? (
        <Notice title="Nothing in it yet" action={<Link to="/">Show every book</Link>}>
          Twenty thousand books are waiting.
        </Notice>
      ) : (
        <div className="basket">
          <ul>
            {lines.map((line) => (
              <li key={line.id} className="basket-line">
                <Line line={line} />
              </li>
            ))}
          </ul>
          <Sum lines={lines} />
        </div>
      )}
    </>
  );
}

const COPIES = Array.from({ length: 9 }, (_, index) => index + 1);

function Line({ line }: { readonly line: BasketLine }) {
  const { id, title, author, price, quantity } = line;
  const copies = COPIES.includes(quantity) ? COPIES : [...COPIES, quantity];
  return (
    <>
      <Cover title={title} author={author} />
      <div>
        <h2>
          <Link to="/books/$bookId" params={{ bookId: id }}>
            {title}
          </Link>
        </h2>
        <p>
          {author}, {formatPrice(price)}
        </p>
      </div>
      <div className="basket-copies">
        <SelectField
          label="Copies"
          choices={copies.map((count) => [String(count), String(count)])}
          value={String(quantity)}
          onChange={({ target }) => basket.setQuantity(id, Number(target.value))}
        />
        <Button tone="quiet" isSmall aria-label={`Remove “${title}”`} onClick={() => basket.setQuantity(id, 0)}>
          Remove
        </Button>
      </div>
    </>
  );
}

function Sum({ lines }: { readonly lines: readonly BasketLine[] }) {
  const { status } = useAuth<typeof api>();
  const navigate = useNavigate();
  const create = useCreate(api.orders, {
    invalidates: [api.books],
    onSuccess: () => {
      basket.clear();
      toast('Thank you. Your order is placed.');
      void navigate({ to: '/orders' });
    },
  });
  return (
    <section className="basket-sum" aria-label="Order">
      <p className="basket-total">
        <span>Total</span>
        <span>{formatPrice(sumOf(lines))}</span>
      </p>
      {create.error !== null && (
        <p className="field-error" role="alert">
          {refusalOf(create.error)}
        </p>
      )}
      {status === 'signedOut' ? (
        <Link to="/login" search={{ next: '/basket' }} className={buttonClass()}>
          Log in to order
        </Link>
      ) : (
        <Button
          isBusy={create.isPending || status === 'loading'}
          onClick={() => create.mutate({ lines: lines.map(({ id, quantity }) => ({ book: id, quantity })) })}
        >
          Place order
        </Button>
      )}
      <p className="field-hint">The price is that of the moment you order. Nobody is charged: the shop is a sample.</p>
    </section>
  );
}
