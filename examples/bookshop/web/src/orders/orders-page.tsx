/** The orders of whoever is logged in. */
import type { ItemOf } from '@fretwork/client';
import { useInfiniteList } from '@fretwork/react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { RequireLogin } from '../account/require-login.tsx';
import { api } from '../api.ts';
import { formatPrice, sumOf } from '../books/price.ts';
import { PageTitle } from '../layout/page-title.tsx';
import { Button } from '../ui/button.tsx';
import { formatDate } from '../ui/dates.ts';
import { Failure } from '../ui/failure.tsx';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import './orders-page.css';

type Order = ItemOf<typeof api.orders>;

export function OrdersPage(): ReactNode {
  return (
    <RequireLogin>
      <PageTitle title="Your orders" />
      <Orders />
    </RequireLogin>
  );
}

function Orders() {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteList(api.orders);
  if (data === undefined) {
    return error === null ? <Skeleton height="16rem" /> : <Failure error={error} onRetry={refetch} />;
  }
  const orders = data.pages.flatMap(({ results }) => results);
  if (orders.length === 0) {
    return (
      <Notice title="No orders yet" action={<Link to="/">Show every book</Link>}>
        What you order stands here.
      </Notice>
    );
  }
  return (
    <>
      <ul className="orders">
        {orders.map((order) => (
          <li key={order.id}>
            <OrderCard order={order} />
          </li>
        ))}
      </ul>
      {hasNextPage && (
        <Button tone="quiet" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          Show more orders
        </Button>
      )}
    </>
  );
}

const STATUSES: Readonly<Record<Order['status'], string>> = {
  placed: 'Placed',
  paid: 'Paid',
  shipped: 'On its way',
  cancelled: 'Cancelled',
};

function OrderCard({ order }: { readonly order: Order }) {
  const { id, status, createdAt, lines } = order;
  return (
    <article>
      <header>
        <h2>Order {id}</h2>
        <p>
          {STATUSES[status]}, {formatDate(createdAt)}
        </p>
      </header>
      <ul>
        {lines.map(({ book, title, quantity, unitPrice }) => (
          <li key={book}>
            <span>
              {quantity} ×{' '}
              <Link to="/books/$bookId" params={{ bookId: book }}>
                {title}
              </Link>
            </span>
            <span>{formatPrice(sumOf([{ price: unitPrice, quantity }]))}</span>
          </li>
        ))}
      </ul>
      <p className="order-total">
        <span>Total</span>
        <span>{formatPrice(sumOf(lines.map(({ unitPrice, quantity }) => ({ price: unitPrice, quantity }))))}</span>
      </p>
    </article>
  );
}
