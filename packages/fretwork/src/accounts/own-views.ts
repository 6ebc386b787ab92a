/** The views of what is one's own: the account itself, and where one is logged in. */
import { NotFound } from '../errors.ts';
import type { Kwargs } from '../http/app-context.ts';
import type { Request } from '../http/request.ts';
import type { Response } from '../http/response.ts';
import { jwtOf } from '../jwt/context.ts';
import { listFamilies, revokeFamily } from '../jwt/families.ts';
import type { ModelMeta } from '../models/meta.ts';
import { modelOf } from '../models/meta.ts';
import type { SerializerClass } from '../serializers/callable.ts';
import { modelSerializer } from '../serializers/model-serializer.ts';
import { OwnAccountView } from './account-view.ts';
import { loginIdOf } from './token-logins.ts';

const SHOWN = ['id', 'username', 'email', 'firstName', 'lastName', 'isStaff', 'dateJoined', 'lastLogin'] as const;
const CHANGEABLE: ReadonlySet<string> = new Set(['username', 'firstName', 'lastName']);

/**
 * Who is asking: GET shows it, PATCH changes names. The address is changed by `email/change/`, the password by
 * `password/change/`.
 *
 * Subclass it with a `serializerClass` to show more.
 */
export class MeView extends OwnAccountView {
  override description = 'Your account.';
  /** What is shown and changed; made of the user model where left out. */
  declare serializerClass?: SerializerClass;

  override async get(request: Request): Promise<Response> {
    return this.answer(await this.#serializer({ instance: request.user }).data);
  }

  override async patch(request: Request): Promise<Response> {
    const serializer = this.#serializer({ instance: request.user, data: await request.data, partial: true });
    await serializer.isValid({ raiseException: true });
    await serializer.save();
    return this.answer(await serializer.data);
  }

  #serializer(options: { readonly instance: object; readonly data?: unknown; readonly partial?: boolean }) {
    const { format, request, settings } = this;
    const Serializer = this.serializerClass ?? serializerOf(request.user);
    return Serializer({ ...options, context: { request, view: this, format, settings } });
  }
}

/** Where one is logged in: GET lists the logins that go on, the one used last first. */
export class SessionListView extends OwnAccountView {
  override description = 'Where you are logged in.';

  override async get(request: Request): Promise<Response> {
    const current = loginIdOf(request);
    const logins = await listFamilies(request.user, jwtOf(request));
    const shown = logins.map(({ id, createdAt, lastUsedAt, expiresAt, userAgent, address }) => ({
      ...{ id, device: userAgent, address, createdAt, lastUsedAt, expiresAt, isCurrent: id === current },
    }));
    return this.answer(shown);
  }
}

/** One login of one's own: DELETE ends it. Its access tokens live on until they expire, unless `jwt.checkFamily` is on. */
export class SessionDetailView extends OwnAccountView {
  override description = 'One of your logins.';

  override async delete(request: Request, { pk }: Kwargs): Promise<Response> {
    const { user } = request;
    if (!(await revokeFamily(String(pk), jwtOf(request), { user, reason: 'logout' }))) throw new NotFound();
    return this.answer(undefined, 204);
  }
}

const serializers = new WeakMap<ModelMeta, SerializerClass>();

// Which fields a user model has is known when the first of its users asks.
function serializerOf(user: object): SerializerClass {
  const meta = modelOf(user);
  if (meta === undefined) throw new NotFound();
  const known = serializers.get(meta);
  if (known !== undefined) return known;
  const fields = SHOWN.filter((name) => name === 'id' || meta.columnsByName.has(name));
  const made = modelSerializer({ meta, name: meta.name } as never, {
    fields: fields as never,
    readOnlyFields: fields.filter((name) => !CHANGEABLE.has(name)) as never,
  }) as unknown as SerializerClass;
  serializers.set(meta, made);
  return made;
}
