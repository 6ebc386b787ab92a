/** The model of `jwt`: logins, and which refresh token of each is good. */
import type { InstanceOf, Model } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { model } from '../models/model.ts';

/** Why a login ended before its time. */
export const REVOCATION_REASONS = ['logout', 'reuse', 'password', 'revoked'] as const;

/** One of `REVOCATION_REASONS`: by its owner's logout, a spent token, a new password, or somebody else's decision. */
export type RevocationReason = (typeof REVOCATION_REASONS)[number];

/**
 * Models for `defineModels`: with them, refresh tokens are exchanged once and logins can be listed and ended.
 *
 * Rows hold identifiers and times, never a token. Where Simple JWT has a row for every token that was handed out and one for every
 * token that was spent, a login has one row here, which knows its newest token: all others of the login are spent. So the tables
 * grow by logins and not by refreshes, and retiring a token is one conditional UPDATE, which two callers cannot both win.
 *
 * @see Simple JWT `token_blacklist.models`; RFC 9700 section 4.14
 */
export const jwtModels = {
  /** One login: its newest refresh token, and what became of it. */
  RefreshFamily: model(
    {
      id: f.uuid({ primaryKey: true, editable: false }),
      /** The claim that identifies the user, as text: users of any model, with any kind of key. */
      userId: f.char({ maxLength: 255, null: true, dbIndex: true, editable: false }),
      createdAt: f.dateTime({ editable: false }),
      /** When the login ends whatever is done; no token of it is good beyond. */
      expiresAt: f.dateTime({ dbIndex: true, editable: false }),
      /** When somebody ended it; null while it goes on. */
      revokedAt: f.dateTime({ null: true, editable: false }),
      revokedFor: f.char({ maxLength: 16, null: true, choices: REVOCATION_REASONS, editable: false }),
      /**
       * The claim `jti` of the one token that is good; empty where tokens are not retired, and every token of the login is. Null
       * where none is: in rows from before there was this column.
       */
      jti: f.char({ maxLength: 255, null: true, editable: false }),
      /** When that token expires. */
      tokenExpiresAt: f.dateTime({ editable: false }),
      /** `jti` of the token that was exchanged for it; null for the first. */
      parentJti: f.char({ maxLength: 255, null: true, editable: false }),
      /** When it was. */
      rotatedAt: f.dateTime({ null: true, editable: false }),
      lastUsedAt: f.dateTime({ editable: false }),
      /** `User-Agent` of the login, shortened; what people know their devices by. Untrusted. */
      userAgent: f.char({ maxLength: 200, blank: true, editable: false }),
      /** Where it was used last, as far as `numProxies` lets us know. */
      address: f.char({ maxLength: 45, blank: true, editable: false }),
      /** The client that its tokens are bound to; null where they are bound to none. */
      clientId: f.char({ maxLength: 100, null: true, editable: false }),
    },
    { table: 'jwt_refresh_family', ordering: ['-lastUsedAt'] },
  ),
};

/** The model of logins that `jwtModels` defines. */
export type RefreshFamilyModel = Model<typeof jwtModels, 'RefreshFamily'>;

/** One login. */
export type RefreshFamily = InstanceOf<RefreshFamilyModel>;
