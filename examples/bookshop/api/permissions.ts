/** Who may do what in the bookshop, beyond what Fretwork brings along. */
import { type Request, SAFE_METHODS } from 'fretwork/http';
import { BasePermission } from 'fretwork/permissions';
import type { APIView } from 'fretwork/views';

/** Anyone may read a review; only who wrote it may change or delete it. */
export class IsReviewerOrReadOnly extends BasePermission<{ readonly userId: number }> {
  override hasObjectPermission(request: Request, _view: APIView, review: { readonly userId: number }): boolean {
    return SAFE_METHODS.has(request.method) || review.userId === request.user.id;
  }
}

/** Anyone may look, nobody may touch. */
export class ReadOnly extends BasePermission {
  override hasPermission(request: Request): boolean {
    return SAFE_METHODS.has(request.method);
  }
}
