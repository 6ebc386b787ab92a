/** The model of sessions: what is remembered of browsers, and who is logged in there. */
import type { InstanceOf, Model } from '../models/define-models.ts';
import { f, type JsonValue } from '../models/field.ts';
import { model } from '../models/model.ts';

/**
 * Models for `defineModels`: with them, and a user model, the app has sessions.
 *
 * One row per session, with the hash of its key: whoever copies the table is logged in nowhere. Not Django's table
 * `django_session`, which holds the keys themselves; people log in once more when an app takes over its database.
 *
 * @see Django `contrib.sessions.models.Session`
 */
export const sessionModels = {
  Session: model(
    {
      /** SHA-256 of the key in the cookie. */
      keyHash: f.char({ maxLength: 64, unique: true, editable: false, secret: true }),
      /** Primary key of the user who is logged in, as text: users of any model, with any kind of key. */
      userId: f.char({ maxLength: 255, null: true, dbIndex: true, editable: false }),
      /** What becomes another one when the user's password is changed. */
      authHash: f.char({ maxLength: 64, null: true, editable: false, secret: true }),
      data: f.jsonOf<Readonly<Record<string, JsonValue>>>()({ editable: false, secret: true }),
      /** When the login was, or the session began. */
      createdAt: f.dateTime({ dbIndex: true, editable: false }),
      /** When it was used last, to within a tenth of `sessionIdleTimeout`. */
      usedAt: f.dateTime({ dbIndex: true, editable: false }),
    },
    { table: 'auth_session', ordering: ['-usedAt'] },
  ),
};

/** The model that `sessionModels` defines. */
export type SessionModel = Model<typeof sessionModels, 'Session'>;

/** Its objects. */
export type SessionRow = InstanceOf<SessionModel>;
