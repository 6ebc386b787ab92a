/** Permissions, alone and composed. */
import { describe, expect, it } from 'vitest';
import type { Request } from '../http/request.ts';
import { toPermission } from './base-permission.ts';
import { AllowAny, IsAdminUser, IsAuthenticated, IsAuthenticatedOrReadOnly } from './permissions.ts';

const request = (user: object, method = 'GET') => ({ method, user }) as unknown as Request;
const nobody = { isAuthenticated: false, isStaff: false };
const somebody = { isAuthenticated: true, isStaff: false };
const admin = { isAuthenticated: true, isStaff: true };

describe('permissions', () => {
  it.each([
    [AllowAny, nobody, 'POST', true],
    [IsAuthenticated, nobody, 'GET', false],
    [IsAuthenticated, somebody, 'POST', true],
    [IsAdminUser, somebody, 'GET', false],
    [IsAdminUser, admin, 'POST', true],
    [IsAuthenticatedOrReadOnly, nobody, 'GET', true],
    [IsAuthenticatedOrReadOnly, nobody, 'HEAD', true],
    [IsAuthenticatedOrReadOnly, nobody, 'DELETE', false],
    [IsAuthenticatedOrReadOnly, somebody, 'DELETE', true],
  ])('%s for %j by %s is %s', async (Permission, user, method, expected) => {
    const permission = toPermission(Permission);
    expect(await permission.hasPermission(request(user, method), null)).toBe(expected);
    expect(await permission.hasObjectPermission(request(user, method), null, {})).toBe(true);
  });
});
