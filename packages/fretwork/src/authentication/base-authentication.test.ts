/** Asking authenticators in turn. */
import { expect, it } from 'vitest';
import { AuthenticationFailed } from '../errors.ts';
import type { AuthenticationResult, Request } from '../http/request.ts';
import { AnonymousUser } from '../http/user.ts';
import { authenticateRequest, BaseAuthentication } from './base-authentication.ts';

const user = { ...new AnonymousUser(), username: 'ann' };
class Silent extends BaseAuthentication {
  authenticate() {
    return null;
  }
}
class Knowing extends BaseAuthentication {
  async authenticate(): Promise<AuthenticationResult> {
    return [user, 'token'];
  }
}
class Refusing extends BaseAuthentication {
  authenticate(): never {
    throw new AuthenticationFailed();
  }
}
const request = (...authenticators: BaseAuthentication[]) =>
  ({ authenticators, user: new AnonymousUser(), auth: null, successfulAuthenticator: null }) as unknown as Request;

it('takes the first that knows somebody, and asks no further', async () => {
  const asked = request(new Silent(), new Knowing(), new Refusing());
  await authenticateRequest(asked);
  expect([asked.user, asked.auth, asked.successfulAuthenticator]).toEqual([user, 'token', expect.any(Knowing)]);
});

it('stays anonymous where nobody knows anybody, or one refuses', async () => {
  const unknown = request(new Silent());
  await authenticateRequest(unknown);
  expect([unknown.user.isAuthenticated, unknown.successfulAuthenticator]).toEqual([false, null]);
  const refused = request(new Refusing(), new Knowing());
  await expect(async () => authenticateRequest(refused)).rejects.toBeInstanceOf(AuthenticationFailed);
  expect(refused.auth).toBeNull();
  expect(new Silent().authenticateHeader(refused)).toBeNull();
});
