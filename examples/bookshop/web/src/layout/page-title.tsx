/** PageTitle: the heading of a page, and its name in the browser. */
import { type ReactNode, useEffect, useRef } from 'react';
import { arrival } from './arrival.ts';

export interface PageTitleProps {
  /** For the tab and the history; the heading's text where that is plain. */
  readonly title: string;
  readonly children?: ReactNode;
}

/** Takes the focus when somebody came here by a link, so that a screen reader says where it is. */
export function PageTitle({ title, children = title }: PageTitleProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (arrival.take()) heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <>
      <title>{`${title} · Marginalia`}</title>
      <h1 ref={heading} tabIndex={-1}>
        {children}
      </h1>
    </>
  );
}
