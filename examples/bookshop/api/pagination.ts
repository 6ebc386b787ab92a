/** How many books a page of the shop's lists holds. */
import { PageNumberPagination } from 'fretwork/pagination';

/** Pages whose size a client may choose: `?pageSize=24`. */
export class ShelfPagination extends PageNumberPagination {
  override readonly pageSizeQueryParam = 'pageSize';
  override readonly maxPageSize = 100;
}
