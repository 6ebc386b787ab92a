/** The models of accounts by e-mail: their tables, and that hashes are secret. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineModels } from '../models/define-models.ts';
import { type EmailCodeRow, emailCodeModels } from './email-code-models.ts';

describe('emailCodeModels', () => {
  const { EmailAddress, EmailCode } = defineModels(emailCodeModels);

  it('have tables of their own', () => {
    expect([EmailAddress.meta.table, EmailCode.meta.table]).toEqual(['account_email', 'account_email_code']);
  });

  it('keep addresses and their users unique', () => {
    const unique = EmailAddress.meta.columns.filter((column) => column.unique).map(({ name }) => name);
    expect(unique).toEqual(expect.arrayContaining(['address', 'userId']));
  });

  it('say which columns are secret', () => {
    const secret = EmailCode.meta.columns.filter((column) => column.options.secret).map(({ name }) => name);
    expect(secret).toEqual(['codeHash', 'data']);
  });

  it('are typed', () => {
    expectTypeOf<EmailCodeRow['attempts']>().toEqualTypeOf<number>();
    expectTypeOf<EmailCodeRow['userId']>().toEqualTypeOf<string | null>();
  });
});
