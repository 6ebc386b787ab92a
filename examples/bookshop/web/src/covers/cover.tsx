/** Cover: a book as it stands on the shelf, drawn from its title. */
import { type CSSProperties, useMemo } from 'react';
import { designCover } from './cover-design.ts';
import { motifs } from './motifs.tsx';
import './cover.css';

export interface CoverProps {
  readonly title: string;
  readonly author: string;
}

/** Decoration: whatever it says stands beside it in words. */
export function Cover({ title, author }: CoverProps) {
  const { motif, ground, figure, ink, chances } = useMemo(() => designCover(title), [title]);
  const colours = { '--cover-ground': ground, '--cover-figure': figure, '--cover-ink': ink } as CSSProperties;
  return (
    <div className="cover" style={colours} aria-hidden="true">
      <svg className="cover-art" viewBox="0 0 100 150" preserveAspectRatio="xMidYMax slice" aria-hidden="true">
        {motifs[motif](chances)}
      </svg>
      <div className="cover-inner">
        <span className="cover-title">{title}</span>
        <span className="cover-author">{author}</span>
      </div>
    </div>
  );
}
