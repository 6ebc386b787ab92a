/** The model of logins: what it keeps, and that it keeps no token. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineModels } from '../models/define-models.ts';
import { jwtModels, REVOCATION_REASONS, type RefreshFamily, type RevocationReason } from './models.ts';

const { RefreshFamily: family } = defineModels(jwtModels);

describe('jwtModels', () => {
  it('keep identifiers and times', () => {
    const columns =
      'id user_id created_at expires_at revoked_at revoked_for jti token_expires_at parent_jti rotated_at last_used_at user_agent address client_id';
    expect(Object.keys(jwtModels)).toEqual(['RefreshFamily']);
    expect(family.meta.table).toBe('jwt_refresh_family');
    expect(family.meta.columns.map(({ column }) => column)).toEqual(columns.split(' '));
  });

  // An index on what a rotation changes would be written by every rotation.
  it('have no index on what a rotation changes', () => {
    const changed = ['jti', 'parentJti', 'tokenExpiresAt', 'rotatedAt', 'lastUsedAt', 'address'];
    const columns = changed.map((name) => family.meta.columnsByName.get(name));
    expect(columns.map((column) => [column?.unique, column?.dbIndex])).toEqual(changed.map(() => [false, false]));
  });

  it('are typed', () => {
    expectTypeOf<RefreshFamily['jti']>().toEqualTypeOf<string | null>();
    expectTypeOf<RefreshFamily['rotatedAt']>().toEqualTypeOf<Date | null>();
    expectTypeOf<RefreshFamily['revokedFor']>().toEqualTypeOf<RevocationReason | null>();
    expect(REVOCATION_REASONS.every((reason) => reason.length <= 16)).toBe(true);
  });
});
