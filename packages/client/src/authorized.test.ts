/** Requests with a token: one other try, and nothing too late. */
import { expect, it, vi } from 'vitest';
import { type AuthorizedExchange, authorized, createApiCalls, type Passes } from './authorized.ts';
import { NetworkError, NotFound, SessionChanged } from './errors.ts';
import type { Pass } from './session-keeper.ts';
import type { Answer, Exchange } from './transport.ts';

const pass = (text?: string): Pass => ({
  token: text === undefined ? undefined : { text, login: undefined, lifetimeMilliseconds: 1, expiresAt: 1 },
  epoch: 1,
});
const passesOf = (given: Partial<Passes>) => ({
  pass: vi.fn(async () => pass('one')),
  renew: vi.fn(async () => pass('two') as Pass | null),
  renewUnlessProven: vi.fn(async () => null as Pass | null),
  refuse: vi.fn(),
  assertCurrent: vi.fn(),
  ...given,
});
const answering = (...statuses: readonly number[]) => {
  const sent: (string | undefined)[] = [];
  const send = async ({ headers }: Exchange): Promise<Answer> => {
    sent.push(headers?.authorization);
    return { status: statuses[sent.length - 1] ?? 200, headers: new Headers(), data: {} };
  };
  return { sent, send };
};
const get: AuthorizedExchange = { method: 'GET', url: 'https://shop.example/' };

it.each([200, 204, 400, 403, 404, 429, 500])('%d is the answer', async (status) => {
  const { sent, send } = answering(status);
  const passes = passesOf({});
  expect(await authorized(send, passes, get)).toMatchObject({ status });
  expect(sent).toEqual(['Bearer one']);
  expect(passes.renew).not.toHaveBeenCalled();
  expect(passes.assertCurrent).toHaveBeenCalledTimes(1);
});

it('tries once more with another token', async () => {
  const { sent, send } = answering(401, 200);
  expect(await authorized(send, passesOf({}), get)).toMatchObject({ status: 200 });
  expect(sent).toEqual(['Bearer one', 'Bearer two']);
});

it('gives up at the second refusal, and says so', async () => {
  const { sent, send } = answering(401, 401, 200);
  const passes = passesOf({});
  expect(await authorized(send, passes, get)).toMatchObject({ status: 401 });
  expect(sent).toHaveLength(2);
  expect(passes.refuse).toHaveBeenCalledWith(pass('two'));
});

it.each<[string, Partial<Passes>, boolean]>([
  ['there is no other token', { renew: async () => null }, false],
  ['the refusal is about a password', {}, true],
])('does not try again where %s', async (_why, given, isCheck) => {
  const { sent, send } = answering(401, 200);
  const passes = passesOf(given);
  expect(await authorized(send, passes, { ...get, isCheck })).toMatchObject({ status: 401 });
  expect(sent).toHaveLength(1);
  expect(passes.refuse).not.toHaveBeenCalled();
});

it('tries a password again where the token was the fault, and blames nobody twice', async () => {
  const { sent, send } = answering(401, 401);
  const passes = passesOf({ renewUnlessProven: async () => pass('two') });
  expect(await authorized(send, passes, { ...get, isCheck: true })).toMatchObject({ status: 401 });
  expect(sent).toEqual(['Bearer one', 'Bearer two']);
  expect(passes.refuse).not.toHaveBeenCalled();
});

it('goes without a token for a stranger', async () => {
  const { sent, send } = answering(200);
  await authorized(send, passesOf({ pass: async () => pass() }), get);
  expect(sent).toEqual([undefined]);
});

it('drops an answer that is too late', async () => {
  const assertCurrent = (): never => {
    throw new SessionChanged();
  };
  await expect(authorized(answering(200).send, passesOf({ assertCurrent }), get)).rejects.toBeInstanceOf(
    SessionChanged,
  );
});

it('does not wait for a token longer than its signal', async () => {
  const never = new Promise<Pass>(() => undefined);
  const { sent, send } = answering(401);
  for (const given of [{ pass: () => never }, { renew: () => never }]) {
    const controller = new AbortController();
    const asked = authorized(send, passesOf(given), { ...get, signal: controller.signal });
    setTimeout(() => controller.abort('enough'), 1);
    await expect(asked).rejects.toBe('enough');
  }
  expect(sent).toHaveLength(1);
  await expect(authorized(send, passesOf({}), { ...get, signal: AbortSignal.abort('before') })).rejects.toBe('before');
});

it('passes on why there is no token', async () => {
  const away = new NetworkError('Away.');
  const passes = passesOf({ pass: () => Promise.reject(away) });
  await expect(authorized(answering().send, passes, get)).rejects.toBe(away);
});

it('calls give what an answer holds, or throw what it stands for', async () => {
  const callsOf = (status: number) => createApiCalls(answering(status).send, passesOf({}), {} as never, Date.now);
  expect(await callsOf(200).call(get)).toEqual({});
  await expect(callsOf(404).call(get)).rejects.toBeInstanceOf(NotFound);
  expect(await callsOf(404).send(get)).toMatchObject({ status: 404 });
});
