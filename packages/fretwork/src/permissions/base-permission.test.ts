/** The base of permissions: it refuses nothing. */
import { expect, expectTypeOf, it } from 'vitest';
import type { Request } from '../http/request.ts';
import { BasePermission, type PermissionLike, toPermission } from './base-permission.ts';

class Owned extends BasePermission<{ readonly ownerId: number }> {
  override hasObjectPermission(_request: Request, _view: unknown, object: { readonly ownerId: number }) {
    return object.ownerId === 1;
  }
}

it('agrees unless a subclass does not', async () => {
  const permission = toPermission(Owned);
  expect(await permission.hasPermission({} as Request, null)).toBe(true);
  expect(await permission.hasObjectPermission({} as Request, null, { ownerId: 2 })).toBe(false);
  expect(toPermission(permission)).toBe(permission);
  expectTypeOf(Owned).toExtend<PermissionLike>();
  // @ts-expect-error a class without the questions is no permission
  const wrong: PermissionLike = Date;
  expect(wrong).toBe(Date);
});
