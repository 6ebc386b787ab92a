/** Permissions made of permissions. */
import { describe, expect, it } from 'vitest';
import type { Request } from '../http/request.ts';
import { BasePermission } from './base-permission.ts';
import { and, not, or } from './composition.ts';

const request = (user: object, method = 'GET') => ({ method, user }) as unknown as Request;
const nobody = { isAuthenticated: false };
class Yes extends BasePermission {}
class No extends BasePermission {
  override hasPermission() {
    return false;
  }
  override hasObjectPermission() {
    return false;
  }
}
/** Refuses the request but would let every object through. */
class ObjectsOnly extends BasePermission {
  override hasPermission() {
    return false;
  }
}

describe('compositions', () => {
  it.each([
    ['and', and(Yes, Yes), true, true],
    ['and', and(Yes, No), false, false],
    ['or', or(No, Yes), true, true],
    ['or', or(No, No), false, false],
    ['or of one that refuses the request', or(ObjectsOnly, No), false, false],
    ['or that lets through by the other', or(ObjectsOnly, Yes), true, true],
    ['not', not(No), true, true],
    ['not', not(Yes), false, false],
    ['not of one that judges objects otherwise', not(ObjectsOnly), true, false],
    ['all together', and(or(No, Yes), not(and(Yes, No))), true, true],
  ])('%s composes', async (_name, permission, forRequest, forObject) => {
    expect(await permission.hasPermission(request(nobody), null)).toBe(forRequest);
    expect(await permission.hasObjectPermission(request(nobody), null, {})).toBe(forObject);
  });

  it('asks no further than it has to', async () => {
    class Forbidden extends BasePermission {
      override hasPermission(): boolean {
        throw new RangeError('asked');
      }
    }
    expect(await and(No, Forbidden).hasPermission(request(nobody), null)).toBe(false);
    expect(await or(Yes, Forbidden).hasPermission(request(nobody), null)).toBe(true);
  });
});
