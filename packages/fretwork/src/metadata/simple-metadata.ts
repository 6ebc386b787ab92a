/** SimpleMetadata: name, description and media types of a view, and the fields that it takes. */
import type { Request } from '../http/request.ts';
import { BaseMetadata, type DescribedView } from './metadata.ts';

/**
 * What DRF answers by default.
 *
 * @see DRF `metadata.SimpleMetadata`
 */
export class SimpleMetadata extends BaseMetadata {
  determineMetadata(_request: Request, view: DescribedView): unknown {
    return {
      name: view.getViewName(),
      description: view.getViewDescription(),
      renders: view.getRenderers().map(({ mediaType }) => mediaType),
      parses: view.getParsers().map(({ mediaType }) => mediaType),
    };
  }
}
