/** `/permissions/`: one permission, or one composition of them, each. */
import { Response } from 'fretwork/http';
import { AllowAny, and, IsAdminUser, IsAuthenticated, IsAuthenticatedOrReadOnly, not, or } from 'fretwork/permissions';
import { APIView, RetrieveUpdateDestroyAPIView } from 'fretwork/views';
import { Note } from '../models.ts';
import { HasApiKey, IsBob, IsOwnerOrAdmin, ReadOnly } from '../permissions.ts';
import { NoteSerializer } from '../serializers.ts';

/** GET and POST answer `{"allowed": true}`. */
class Guarded extends APIView {
  override description = 'GET and POST answer {"allowed": true}.';

  override get() {
    return new Response({ allowed: true });
  }

  override post() {
    return this.get();
  }
}

export class AllowAnyView extends Guarded {
  override permissionClasses = [AllowAny];
}

export class AuthenticatedView extends Guarded {
  override permissionClasses = [IsAuthenticated];
}

export class AdminView extends Guarded {
  override permissionClasses = [IsAdminUser];
}

export class ReadOnlyView extends Guarded {
  override permissionClasses = [IsAuthenticatedOrReadOnly];
}

export class BobView extends Guarded {
  override permissionClasses = [IsBob];
}

export class ApiKeyView extends Guarded {
  override permissionClasses = [HasApiKey];
}

export class AndView extends Guarded {
  override permissionClasses = [and(IsAuthenticated, HasApiKey)];
}

export class OrView extends Guarded {
  override permissionClasses = [or(IsAdminUser, HasApiKey)];
}

export class NotView extends Guarded {
  override permissionClasses = [not(IsAuthenticated)];
}

export class MixedView extends Guarded {
  override permissionClasses = [or(and(IsAuthenticated, not(IsBob)), and(ReadOnly, HasApiKey))];
}

/** Several classes: the first refusal decides the message. */
export class ListedView extends Guarded {
  override description = 'Several classes: the first refusal decides the message.';
  override permissionClasses = [IsAuthenticated, HasApiKey, IsBob];
}

export class NoteGuard extends RetrieveUpdateDestroyAPIView {
  override queryset = Note.objects;
  override serializerClass = NoteSerializer;
  override permissionClasses = [IsAuthenticated, IsOwnerOrAdmin];
}
