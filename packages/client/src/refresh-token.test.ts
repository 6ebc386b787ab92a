/** The refresh token in a storage and in a cookie. */
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeServer } from '../tests/fake-server.ts';
import { createAddresses } from './address.ts';
import { NetworkError, NotAuthenticated, ServerError } from './errors.ts';
import { RefreshToken } from './refresh-token.ts';
import { memoryStorage, type TokenStorage } from './token-storage.ts';
import { createTransport } from './transport.ts';

let server: FakeServer;
beforeEach(() => {
  server = new FakeServer();
  server.latencyMilliseconds = 1;
});

const tokenIn = (transport: 'cookie' | TokenStorage): RefreshToken => {
  const send = createTransport({ fetch: server.fetch, now: Date.now, retries: 0, timeoutSeconds: 5 });
  const addresses = createAddresses({ baseURL: 'https://shop.example' });
  return new RefreshToken({ send, addresses, transport, now: Date.now });
};
const logIn = async (token: RefreshToken): Promise<void> => {
  const { refresh } = await token.logIn('login/', { username: 'mia', password: 'right' }, undefined);
  await token.keep(refresh);
};
const wanted = (): boolean => true;

describe('in a cookie', () => {
  it('is sent by the browser alone, and never seen', async () => {
    const token = tokenIn('cookie');
    await logIn(token);
    expect(server.requests.at(-1)?.body).toEqual({ username: 'mia', password: 'right', transport: 'cookie' });
    expect(token.isCookie).toBe(true);
    expect(await token.isKept()).toBeUndefined();
    const before = server.cookie;
    expect(await token.exchange(wanted)).toMatchObject({ refresh: undefined, access: { login: 'login-0' } });
    expect(server.requests.at(-1)?.body).toEqual({});
    expect(server.cookie).not.toBe(before);
    await token.forget();
    await token.revoke();
    expect(server.cookie).toBeUndefined();
    expect(await token.exchange(wanted)).toBe('none');
  });
});

describe('in a storage', () => {
  it('is exchanged, kept, forgotten, and revoked after that', async () => {
    const storage = memoryStorage();
    const token = tokenIn(storage);
    expect(await token.exchange(wanted)).toBe('none');
    expect(server.requests).toEqual([]);
    await logIn(token);
    const first = await storage.get();
    expect(await token.exchange(wanted)).toMatchObject({ refresh: expect.any(String) });
    const second = await storage.get();
    expect(second).not.toBe(first);
    expect(await token.isKept()).toBe(true);
    await token.forget();
    expect(await storage.get()).toBeNull();
    expect(server.isGood(String(second))).toBe(true);
    await token.revoke();
    expect(server.isGood(String(second))).toBe(false);
    const asked = server.requests.length;
    await token.revoke();
    expect(server.requests).toHaveLength(asked); // told once
    expect(server.cookie).toBeUndefined();
  });

  it('is not kept where nobody wants it any more', async () => {
    const storage = memoryStorage();
    const token = tokenIn(storage);
    await logIn(token);
    const before = await storage.get();
    await token.exchange(() => false);
    expect(await storage.get()).toBe(before);
  });

  it('is the one that another tab put there meanwhile', async () => {
    const storage = memoryStorage();
    const token = tokenIn(storage);
    await logIn(token);
    const good = String(await storage.get());
    let reads = 0;
    const behind: TokenStorage = {
      ...storage,
      get: () => {
        reads += 1;
        return reads === 1 ? 'stale' : good;
      },
    };
    expect(await tokenIn(behind).exchange(wanted)).toMatchObject({ access: { login: 'login-0' } });
    expect(server.count('/refresh/')).toBe(2);
  });

  it('is refused once, and then it is over', async () => {
    const storage = memoryStorage();
    await storage.set('made up');
    expect(await tokenIn(storage).exchange(wanted)).toBe('refused');
    expect(server.count('/refresh/')).toBe(1);
  });

  it('waits its turn in a slow storage', async () => {
    const slow = memoryStorage();
    const steps: string[] = [];
    const token = tokenIn({
      get: async () => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        steps.push('get');
        return slow.get();
      },
      set: async (text) => {
        steps.push('set');
        await slow.set(text);
      },
      clear: async () => {
        steps.push('clear');
        await slow.clear();
      },
    });
    await Promise.all([token.forget(), token.keep('next')]);
    expect(steps).toEqual(['get', 'clear', 'set']);
    expect(await slow.get()).toBe('next');
  });
});

it('says nothing of the token where the server does not', async () => {
  const token = tokenIn('cookie');
  await logIn(token);
  server.override = () => Response.json({}, { status: 503 });
  await expect(token.exchange(wanted)).rejects.toBeInstanceOf(ServerError);
  await expect(token.revoke()).rejects.toBeInstanceOf(ServerError);
  server.override = () => Response.json({ hello: 'there' });
  await expect(token.exchange(wanted)).rejects.toBeInstanceOf(NetworkError);
  server.override = undefined;
  await expect(token.logIn('login/', { password: 'wrong' }, undefined)).rejects.toBeInstanceOf(NotAuthenticated);
  expect(await token.exchange(wanted)).toMatchObject({ access: {} });
});
