/** The models of accounts by e-mail: whose address is whose, and the codes that prove it. */
import type { InstanceOf, Model } from '../models/define-models.ts';
import { f, type JsonValue } from '../models/field.ts';
import { model } from '../models/model.ts';

/**
 * Models for `defineModels`: with them and a user model with `email`, people sign up, log in and get back in by e-mail.
 *
 * Users stay as they are. An address belongs to one user, by the spelling that `canonicalAddress` makes of it.
 *
 * @see django-allauth `EmailAddress`
 */
export const emailCodeModels = {
  EmailAddress: model(
    {
      /** As `canonicalAddress` spells it. */
      address: f.char({ maxLength: 254, unique: true, editable: false }),
      /** As its owner wrote it: where mail goes. */
      email: f.char({ maxLength: 254, editable: false }),
      /** Primary key of the user, as text: users of any model, with any kind of key. */
      userId: f.char({ maxLength: 255, unique: true, editable: false }),
      /** When a code that was sent there came back; null where nobody proved it. */
      verifiedAt: f.dateTime({ null: true, editable: false }),
    },
    { table: 'account_email', ordering: ['address'] },
  ),

  /** One flow: a request for a code, and what it is for. Not a code for everybody: some are there so that nothing tells. */
  EmailCode: model(
    {
      id: f.uuid({ primaryKey: true, editable: false }),
      purpose: f.char({ maxLength: 20, editable: false }),
      /** As `canonicalAddress` spells it. */
      address: f.char({ maxLength: 254, dbIndex: true, editable: false }),
      /** As it was typed: where mail goes if the address is nobody's yet. */
      email: f.char({ maxLength: 254, editable: false }),
      /** Who asked, where somebody was logged in. */
      userId: f.char({ maxLength: 255, null: true, editable: false }),
      /** HMAC of the code, or of nothing that could be sent. */
      codeHash: f.char({ maxLength: 64, editable: false, secret: true }),
      attempts: f.positiveInteger({ default: 0, editable: false }),
      /** What waits for the code: the hash of a new user's password. */
      data: f.jsonOf<Readonly<Record<string, JsonValue>>>()({ editable: false, secret: true }),
      createdAt: f.dateTime({ dbIndex: true, editable: false }),
      /** When the code is no longer good. */
      expiresAt: f.dateTime({ editable: false }),
    },
    { table: 'account_email_code', ordering: ['-createdAt'] },
  ),
};

/** The model of addresses that `emailCodeModels` defines. */
export type EmailAddressModel = Model<typeof emailCodeModels, 'EmailAddress'>;

/** Whose address is whose. */
export type EmailAddressRow = InstanceOf<EmailAddressModel>;

/** The model of codes that `emailCodeModels` defines. */
export type EmailCodeModel = Model<typeof emailCodeModels, 'EmailCode'>;

/** One flow. */
export type EmailCodeRow = InstanceOf<EmailCodeModel>;
