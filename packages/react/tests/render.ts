/** Renders hooks in Node: real React on a container that can hold nothing, which a component that draws nothing never notices. */
import { environmentManager, type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createElement, type ReactNode, StrictMode } from 'react';
import { onTestFinished, vi } from 'vitest';

environmentManager.setIsServer(() => false);
const noted = { addEventListener: () => {}, removeEventListener: () => {} };
const document = { nodeType: 9, activeElement: null, documentElement: {}, defaultView: globalThis, ...noted };
// React asks for these before every commit, to find the focused element.
Object.assign(globalThis, { window: globalThis, document, HTMLIFrameElement: class {} });
const containerOf = () => ({
  nodeType: 1,
  nodeName: 'DIV',
  tagName: 'DIV',
  ownerDocument: document,
  textContent: '',
  ...noted,
});
const { createRoot } = await import('react-dom/client');
const { flushSync } = await import('react-dom');

/** A hook that runs. */
export interface Rendered<T> {
  /** What the hook returned last. */
  readonly current: T;
  /** Everything that it has returned, in order. */
  readonly all: readonly T[];
  readonly unmount: () => void;
}

/** Runs a hook under StrictMode until the test ends. */
export function renderHook<T>(
  hook: () => T,
  around: (inside: ReactNode) => ReactNode = (inside) => inside,
): Rendered<T> {
  const all: T[] = [];
  const root = createRoot(containerOf() as unknown as Element);
  const tree = createElement(StrictMode, null, around(createElement(Probe, { run: () => all.push(hook()) })));
  // React renders when it finds the time; tests begin with what is there at once.
  flushSync(() => root.render(tree));
  const unmount = (): void => root.unmount();
  onTestFinished(unmount);
  return {
    get current() {
      return all.at(-1) as T;
    },
    all,
    unmount,
  };
}

function Probe({ run }: { readonly run: () => unknown }): null {
  run();
  return null;
}

/** Waits until something holds; long on a busy machine, and no longer than it must. */
export const eventually = (holds: () => void): Promise<void> => vi.waitFor(holds, { timeout: 15_000, interval: 5 });

/** Puts a cache around a component. */
export const withCache = (client: QueryClient) => (inside: ReactNode) =>
  createElement(QueryClientProvider, { client }, inside);
