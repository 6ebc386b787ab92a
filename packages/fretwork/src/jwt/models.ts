/** The models of `jwt`: refresh tokens that were handed out, and what became of them. */
import type { Model } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';

/**
 * Models for `defineModels`: with them, refresh tokens are exchanged once and can be revoked.
 *
 * One row per token, never its text. Simple JWT's second table, `BlacklistedToken`, is the column `blacklistedAt`: so that
 * retiring a token is one conditional UPDATE, which two callers cannot both win.
 *
 * @see Simple JWT `token_blacklist.models`
 */
export const jwtModels = {
  OutstandingToken: model(
    {
      /** The claim `jti`. */
      jti: f.char({ maxLength: 255, unique: true, editable: false }),
      /** The claim that identifies the user, as text: users of any model, with any kind of key. */
      userId: f.char({ maxLength: 255, null: true, dbIndex: true, editable: false }),
      /** The login that the token descends from. */
      family: f.uuid({ null: true, dbIndex: true, editable: false }),
      createdAt: f.dateTime({ editable: false }),
      expiresAt: f.dateTime({ dbIndex: true, editable: false }),
      /** When it was exchanged or revoked; null while it is good. */
      blacklistedAt: f.dateTime({ null: true, editable: false }),
    },
    { table: 'jwt_outstanding_token', ordering: ['id'] },
  ),
};

/** The model that `jwtModels` defines. */
export type OutstandingTokenModel = Model<typeof jwtModels, 'OutstandingToken'>;
