/** Shell: what stands around every page. */

import { Outlet } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Toasts } from '../ui/toasts.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { Masthead } from './masthead.tsx';
import { ProgressBar } from './progress-bar.tsx';
import './shell.css';

export function Shell(): ReactNode {
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <ProgressBar />
      <ConnectionBanner />
      <Masthead />
      <main className="page" id="main" tabIndex={-1}>
        <Outlet />
      </main>
      <footer className="footer">
        <div>
          <p>Marginalia, an independent bookshop. Twenty thousand books, and none of them exists.</p>
          <p>
            Made with Fretwork · <a href="/api/">the API</a>
          </p>
        </div>
      </footer>
      <Toasts />
    </>
  );
}
