/** The model of refresh tokens: what it keeps, and that it keeps no token. */
import { describe, expect, expectTypeOf, it } from 'vitest';
import { defineModels, type InstanceOf } from '../models/define-models.ts';
import { jwtModels } from './models.ts';

const { OutstandingToken } = defineModels(jwtModels);

describe('OutstandingToken', () => {
  it('keeps identifiers and times', () => {
    expect(OutstandingToken.meta.table).toBe('jwt_outstanding_token');
    expect(OutstandingToken.meta.columns.map(({ column }) => column)).toEqual([
      'id',
      'jti',
      'user_id',
      'family',
      'created_at',
      'expires_at',
      'blacklisted_at',
    ]);
    expectTypeOf<InstanceOf<typeof OutstandingToken>['blacklistedAt']>().toEqualTypeOf<Date | null>();
  });

  it('has each token once', () => {
    expect(OutstandingToken.meta.columnsByName.get('jti')?.unique).toBe(true);
  });
});
