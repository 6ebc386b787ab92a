/** The models of logins and tokens: what they keep, and that they keep no token. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineModels, type InstanceOf } from '../models/define-models.ts';
import { jwtModels, REVOCATION_REASONS, type RefreshFamily, type RevocationReason } from './models.ts';

const models = defineModels(jwtModels);
const columnsOf = (name: keyof typeof models) => models[name].meta.columns.map(({ column }) => column);

describe('jwtModels', () => {
  it.each([
    [
      'OutstandingToken',
      'jwt_outstanding_token',
      'id jti user_id family_id parent created_at expires_at blacklisted_at',
    ],
    [
      'RefreshFamily',
      'jwt_refresh_family',
      'id user_id created_at expires_at revoked_at revoked_for last_used_at user_agent address client_id',
    ],
  ] as const)('%s keeps identifiers and times', (name, table, columns) => {
    expect(models[name].meta.table).toBe(table);
    expect(columnsOf(name).toSorted()).toEqual(columns.split(' ').toSorted());
  });

  it.each(['jti', 'parent'])('has each %s once', (name) => {
    expect(models.OutstandingToken.meta.columnsByName.get(name)?.unique).toBe(true);
  });

  it('is typed', () => {
    expectTypeOf<InstanceOf<typeof models.OutstandingToken>['blacklistedAt']>().toEqualTypeOf<Date | null>();
    expectTypeOf<RefreshFamily['revokedFor']>().toEqualTypeOf<RevocationReason | null>();
    expect(REVOCATION_REASONS.every((reason) => reason.length <= 16)).toBe(true);
  });
});
