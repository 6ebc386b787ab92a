/** Skeleton: the place of something that is still on its way. */
import './skeleton.css';

export interface SkeletonProps {
  /** As CSS writes lengths. */
  readonly width?: string;
  readonly height?: string;
}

export function Skeleton({ width = '100%', height = '1em' }: SkeletonProps) {
  return <span className="skeleton" aria-hidden="true" style={{ inlineSize: width, blockSize: height }} />;
}
