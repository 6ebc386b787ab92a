/** The model of tokens that do not change: which keys there are, and whose. */
import type { Model } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';

/**
 * Models for `defineModels`: with them, and a user model, users may have tokens for `TokenAuthentication`.
 *
 * One row per token, with the hash of its key. Not DRF's table `authtoken_token`, which holds the keys themselves:
 * `AuthTokens.adopt` takes them over one by one.
 *
 * @see DRF `authtoken.models.Token`
 */
export const tokenModels = {
  Token: model(
    {
      /** SHA-256 of the key. */
      keyHash: f.char({ maxLength: 64, unique: true, editable: false, secret: true }),
      /** What the key is made of, together with the app's `secretKey`; null for a key that came from elsewhere. */
      salt: f.char({ maxLength: 64, null: true, editable: false, secret: true }),
      /** Primary key of the user, as text: users of any model, with any kind of key. */
      userId: f.char({ maxLength: 255, dbIndex: true, editable: false }),
      createdAt: f.dateTime({ editable: false }),
    },
    { table: 'auth_token', ordering: ['id'] },
  ),
};

/** The model that `tokenModels` defines. */
export type TokenModel = Model<typeof tokenModels, 'Token'>;
