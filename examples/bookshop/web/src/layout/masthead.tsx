/** Masthead: the name of the shop, where to go, and who is here. */
import { useAuth } from '@fretwork/react';
import { Link } from '@tanstack/react-router';
import type { api } from '../api.ts';
import { useBasket } from '../basket/use-basket.ts';
import { buttonClass } from '../ui/button.tsx';
import { ThemeToggle } from './theme-toggle.tsx';

export function Masthead() {
  const { status } = useAuth<typeof api>();
  const copies = useBasket().reduce((total, { quantity }) => total + quantity, 0);
  return (
    <header className="masthead">
      <div className="masthead-inner">
        <Link to="/" className="wordmark">
          Marginalia
        </Link>
        <nav aria-label="Main">
          <ul>
            <li>
              <Link to="/" activeOptions={{ includeSearch: false, exact: true }}>
                Books
              </Link>
            </li>
            <li>
              <Link to="/publishers">Publishers</Link>
            </li>
            <li>
              <Link to="/basket">Basket{copies > 0 && ` (${copies})`}</Link>
            </li>
            {status === 'signedIn' && (
              <li>
                <Link to="/books/new">Add a book</Link>
              </li>
            )}
          </ul>
        </nav>
        <ThemeToggle />
        <div className="masthead-side">
          {status === 'signedIn' && (
            <Link to="/account" className={buttonClass('quiet', true)}>
              Account
            </Link>
          )}
          {status === 'signedOut' && (
            <>
              <Link to="/login" className={buttonClass('quiet', true)}>
                Log in
              </Link>
              <Link to="/sign-up" className={buttonClass('loud', true)}>
                Sign up
              </Link>
            </>
          )}
        </div>
      </div>
    </header>
  );
}
