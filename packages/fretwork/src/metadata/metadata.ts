/** Metadata: what an `OPTIONS` request learns of a view. */
import type { Request } from '../http/request.ts';

/** What metadata needs of any view. */
export interface DescribedView {
  getViewName(): string;
  getViewDescription(): string;
  getRenderers(): readonly { readonly mediaType: string }[];
  getParsers(): readonly { readonly mediaType: string }[];
}

/** Answers `OPTIONS`. @see DRF `metadata.BaseMetadata` */
export abstract class BaseMetadata {
  /** The data of the answer. */
  abstract determineMetadata(request: Request, view: DescribedView): unknown;
}
