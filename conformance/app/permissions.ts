/** Who may do what in the reference app. */
import { type Request, SAFE_METHODS } from 'fretwork/http';
import { BasePermission } from 'fretwork/permissions';
import type { APIView } from 'fretwork/views';

type NoteLike = { readonly ownerId: unknown; readonly is_public: boolean };

/** The owner of a note, or anybody on the staff. */
export class IsOwnerOrAdmin extends BasePermission<NoteLike> {
  override message = 'Only the owner of this note may do that.';
  override code = 'not_owner';

  override hasObjectPermission({ user }: Request, _view: APIView, note: NoteLike): boolean {
    return user.isStaff || note.ownerId === user.id;
  }
}

/** Anybody may read a public object. */
export class PublicReadable extends BasePermission<NoteLike> {
  override hasObjectPermission({ method }: Request, _view: APIView, note: NoteLike): boolean {
    return SAFE_METHODS.has(method) && note.is_public;
  }
}

/** Bob alone. */
export class IsBob extends BasePermission {
  override message = { reason: 'not bob', hint: ['ask bob'] };

  override hasPermission({ user }: Request): boolean {
    return user.isAuthenticated && user.username === 'bob';
  }
}

/** Whoever has the key. */
export class HasApiKey extends BasePermission {
  override message = 'A valid X-Api-Key header is needed.';
  override code = 'missing_key';

  override hasPermission({ headers }: Request): boolean {
    return headers.get('x-api-key') === 'open-sesame';
  }
}

/** Anybody may look, nobody may touch. */
export class ReadOnly extends BasePermission {
  override hasPermission({ method }: Request): boolean {
    return SAFE_METHODS.has(method);
  }
}
