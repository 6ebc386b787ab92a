/** The pages of the shop, and their addresses. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from '@tanstack/react-router';
import { readNextSearch } from './account/next-address.ts';
import { BookPage } from './books/book-page.tsx';
import { CataloguePage } from './books/catalogue-page.tsx';
import { readCatalogueSearch } from './books/catalogue-search.ts';
import { arrival } from './layout/arrival.ts';
import { BrokenPage } from './layout/broken-page.tsx';
import { connection } from './layout/connection.ts';
import { NotFoundPage } from './layout/not-found-page.tsx';
import { Shell } from './layout/shell.tsx';
import { parsePlainSearch, stringifyPlainSearch } from './ui/plain-search.ts';

const root = createRootRoute({ component: Shell, notFoundComponent: NotFoundPage, errorComponent: BrokenPage });
const getParentRoute = () => root;

const bookIdInPath = {
  parse: ({ bookId }: { readonly bookId: string }) => ({ bookId: /^\d{1,15}$/.test(bookId) ? Number(bookId) : -1 }),
  stringify: ({ bookId }: { readonly bookId: number }) => ({ bookId: String(bookId) }),
};

// What most visitors see comes at once, the rest when nobody waits or when it is asked for. A part that is gone, because there is a
// new version, makes the router load the page anew.
const page = <M extends object, K extends keyof M>(load: () => Promise<M>, name: K) =>
  lazyRouteComponent(() => connection.attempt(load), name);

const catalogue = createRoute({
  getParentRoute,
  path: '/',
  validateSearch: readCatalogueSearch,
  component: CataloguePage,
});
const book = createRoute({ getParentRoute, path: '/books/$bookId', params: bookIdInPath, component: BookPage });
const editBook = createRoute({
  getParentRoute,
  path: '/books/$bookId/edit',
  params: bookIdInPath,
  component: page(() => import('./books/edit-book-page.tsx'), 'EditBookPage'),
});
const addBook = createRoute({
  getParentRoute,
  path: '/books/new',
  component: page(() => import('./books/add-book-page.tsx'), 'AddBookPage'),
});
const publishers = createRoute({
  getParentRoute,
  path: '/publishers',
  component: page(() => import('./publishers/publishers-page.tsx'), 'PublishersPage'),
});
const basket = createRoute({
  getParentRoute,
  path: '/basket',
  component: page(() => import('./basket/basket-page.tsx'), 'BasketPage'),
});
const orders = createRoute({
  getParentRoute,
  path: '/orders',
  component: page(() => import('./orders/orders-page.tsx'), 'OrdersPage'),
});
const login = createRoute({
  getParentRoute,
  path: '/login',
  validateSearch: readNextSearch,
  component: page(() => import('./account/login-page.tsx'), 'LoginPage'),
});
const signUp = createRoute({
  getParentRoute,
  path: '/sign-up',
  validateSearch: readNextSearch,
  component: page(() => import('./account/sign-up-page.tsx'), 'SignUpPage'),
});
const passwordReset = createRoute({
  getParentRoute,
  path: '/password-reset',
  component: page(() => import('./account/password-reset-page.tsx'), 'PasswordResetPage'),
});
const account = createRoute({
  getParentRoute,
  path: '/account',
  component: page(() => import('./account/account-page.tsx'), 'AccountPage'),
});

const routeTree = root.addChildren({
  ...{ catalogue, book, editBook, addBook, publishers, basket, orders },
  ...{ login, signUp, passwordReset, account },
});

export const router = createRouter({
  routeTree,
  scrollRestoration: true,
  defaultPreload: 'intent',
  defaultErrorComponent: BrokenPage,
  parseSearch: parsePlainSearch,
  stringifySearch: stringifyPlainSearch,
});

router.subscribe('onBeforeNavigate', ({ pathChanged, fromLocation }) => {
  if (pathChanged && fromLocation !== undefined) arrival.expect();
});

declare module '@tanstack/react-router' {
  interface Register {
    readonly router: typeof router;
  }
}
