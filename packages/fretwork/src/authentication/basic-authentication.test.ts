/** HTTP Basic: name and password in a header. */
import { describe, expect, it } from 'vitest';
import { AuthenticationFailed, ImproperlyConfigured, Throttled } from '../errors.ts';
import type { AppContext, Credentials, LoginGuard } from '../http/app-context.ts';
import type { Request } from '../http/request.ts';
import { BasicAuthentication } from './basic-authentication.ts';

const users: Record<string, { password: string; isActive: boolean }> = {
  alice: { password: 'wonder:land', isActive: true },
  ghost: { password: 'boo', isActive: false },
  é: { password: 'ü', isActive: true },
};
const app = {
  authenticate: async ({ username, password }: Credentials) =>
    users[username]?.password === password ? { username, ...users[username] } : null,
} as unknown as AppContext;
const encode = (text: string, encoding: BufferEncoding = 'utf8') => Buffer.from(text, encoding).toString('base64');
const authenticate = (header: string | null, context = app) =>
  new BasicAuthentication().authenticate({
    header: (name: string) => (name === 'authorization' ? header : null),
    app: context,
  } as Partial<Request> as Request);

describe('BasicAuthentication', () => {
  it.each([
    [`Basic ${encode('alice:wonder:land')}`, 'alice'],
    [`basic   ${encode('alice:wonder:land')}`, 'alice'],
    [`Basic ${encode('é:ü')}`, 'é'],
    [`Basic ${encode('é:ü', 'latin1')}`, 'é'],
  ])('knows the user of %s', async (header, username) => {
    expect(await authenticate(header)).toEqual([expect.objectContaining({ username }), null]);
  });

  it.each([null, '', 'Bearer abc', 'Basically x'])('leaves %j to others', async (header) => {
    expect(await authenticate(header)).toBeNull();
  });

  it.each([
    ['Basic', 'Invalid basic header. No credentials provided.'],
    ['Basic a b', 'Invalid basic header. Credentials string should not contain spaces.'],
    ['Basic %%%%', 'Invalid basic header. Credentials not correctly base64 encoded.'],
    [`Basic ${encode('alice:wrong')}`, 'Invalid username/password.'],
    [`Basic ${encode('alice')}`, 'Invalid username/password.'],
    [`Basic ${encode('ghost:boo')}`, 'User inactive or deleted.'],
  ])('refuses %s', async (header, text) => {
    const refused = authenticate(header);
    await expect(refused).rejects.toBeInstanceOf(AuthenticationFailed);
    await expect(refused).rejects.toThrow(text);
  });

  it('asks the guard of logins, where there is one', async () => {
    const asked: string[] = [];
    const loginGuard: LoginGuard = {
      guard: () => Promise.reject(new TypeError('This is no login.')),
      async guardRequest(_caller, name, check) {
        asked.push(name);
        return name === 'locked' ? Promise.reject(new Throttled(7)) : check();
      },
    };
    const guarded = { ...app, loginGuard };
    expect(await authenticate(`Basic ${encode('alice:wonder:land')}`, guarded)).toEqual([expect.anything(), null]);
    await expect(authenticate(`Basic ${encode('alice:x')}`, guarded)).rejects.toBeInstanceOf(AuthenticationFailed);
    await expect(authenticate(`Basic ${encode('locked:x')}`, guarded)).rejects.toBeInstanceOf(Throttled);
    await expect(authenticate('Basic %%%%', guarded)).rejects.toBeInstanceOf(AuthenticationFailed);
    expect(asked).toEqual(['alice', 'alice', 'locked']);
  });

  it('needs accounts, and names its realm', async () => {
    await expect(authenticate(`Basic ${encode('a:b')}`, {} as AppContext)).rejects.toBeInstanceOf(ImproperlyConfigured);
    expect(new BasicAuthentication().authenticateHeader({} as Request)).toBe('Basic realm="api"');
  });
});
