/** Sending: what goes out and comes back, how long it is waited for, and what is tried again. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NetworkError } from './errors.ts';
import { createTransport, type Exchange, isSuccess } from './transport.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

type Reply = Response | Error | 'never';
const calls: { readonly url: string; readonly init: RequestInit }[] = [];
const sender = (replies: readonly Reply[], options: { retries?: number } = {}) => {
  calls.length = 0;
  const fetchReplies: typeof fetch = (url, init = {}) => {
    const reply = replies[Math.min(calls.length, replies.length - 1)] as Reply;
    calls.push({ url: String(url), init });
    if (reply instanceof Error) return Promise.reject(reply);
    if (reply instanceof Response) return Promise.resolve(reply.clone());
    return new Promise((_resolve, reject) => {
      init.signal?.addEventListener('abort', () => reject(init.signal?.reason));
    });
  };
  return createTransport({ fetch: fetchReplies, now: Date.now, retries: 2, timeoutSeconds: 30, ...options });
};
const get: Exchange = { method: 'GET', url: 'https://shop.example/' };

async function outcome<T>(promise: Promise<T>, milliseconds = 60_000): Promise<PromiseSettledResult<T>> {
  const [[settled]] = await Promise.all([Promise.allSettled([promise]), vi.advanceTimersByTimeAsync(milliseconds)]);
  return settled;
}
const offline = new TypeError('fetch failed');
const status = (code: number, headers = {}): Response => new Response('{}', { status: code, headers });

describe('what goes out', () => {
  it('is JSON, unless the platform knows better', async () => {
    const send = sender([status(200)]);
    const form = new FormData();
    for (const body of [{ a: 1 }, 'text', null, [1], undefined, form, new Blob(['x'])]) {
      await outcome(send({ ...get, method: 'POST', body }));
    }
    const sent = calls.map(({ init }) => [init.body, new Headers(init.headers).get('content-type')]);
    const json = 'application/json';
    expect(sent.slice(0, 4)).toEqual([
      ['{"a":1}', json],
      ['"text"', json],
      ['null', json],
      ['[1]', json],
    ]);
    expect(sent[4]).toEqual([undefined, null]);
    expect(sent[5]).toEqual([form, null]);
    expect(sent[6]?.[0]).toBeInstanceOf(Blob);
    expect(new Headers(calls[0]?.init.headers).get('accept')).toMatch(/^application\/json/);
  });
});

describe('what comes back', () => {
  it.each<[Response, unknown]>([
    [Response.json({ a: 1 }), { a: 1 }],
    [new Response('{"a":1}', { headers: { 'content-type': 'application/problem+json; charset=utf-8' } }), { a: 1 }],
    [new Response(null, { status: 204 }), undefined],
    [new Response('', { headers: { 'content-type': 'application/json' } }), undefined],
    [new Response('hello', { headers: { 'content-type': 'text/csv' } }), 'hello'],
    [new Response('hello', { headers: { 'content-type': 'image/png' } }), expect.any(Blob)],
  ])('is read by its type', async (response, data) => {
    expect(await outcome(sender([response])(get))).toMatchObject({ value: { data, status: response.status } });
  });

  it('is no answer where it was cut off', async () => {
    const half = new Response('{"a":', { headers: { 'content-type': 'application/json' } });
    expect(await outcome(sender([half])(get))).toMatchObject({ reason: expect.any(NetworkError) });
  });

  it('is a success or not', () => {
    const answer = (code: number) => ({ status: code, headers: new Headers(), data: undefined });
    expect([199, 200, 204, 299, 300, 400].map((code) => isSuccess(answer(code)))).toEqual([
      false,
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('trying again', () => {
  it.each(['GET', 'PUT', 'DELETE', 'HEAD', 'OPTIONS'])('%s is tried again after what may pass', async (method) => {
    for (const failure of [offline, status(502), status(503), status(504)]) {
      const send = sender([failure, failure, status(200)]);
      expect(await outcome(send({ ...get, method }))).toMatchObject({ value: { status: 200 } });
      expect(calls).toHaveLength(3);
    }
  });

  it.each(['POST', 'PATCH'])('%s is not', async (method) => {
    expect(await outcome(sender([offline, status(200)])({ ...get, method }))).toMatchObject({
      reason: expect.any(NetworkError),
    });
    expect(await outcome(sender([status(503), status(200)])({ ...get, method }))).toMatchObject({
      value: { status: 503 },
    });
    expect(calls).toHaveLength(1);
  });

  it.each([200, 400, 401, 404, 429, 500, 501])('%d is an answer', async (code) => {
    expect(await outcome(sender([status(code), status(200)])(get))).toMatchObject({ value: { status: code } });
    expect(calls).toHaveLength(1);
  });

  it('ends', async () => {
    expect(await outcome(sender([status(503)])(get))).toMatchObject({ value: { status: 503 } });
    expect(calls).toHaveLength(3);
    expect(await outcome(sender([offline])(get))).toMatchObject({ reason: { cause: offline } });
    await outcome(sender([offline], { retries: 0 })(get));
    expect(calls).toHaveLength(1);
  });

  it('waits as long as the server asks, unless that is too long', async () => {
    const send = sender([status(503, { 'retry-after': '8' }), status(200)]);
    const pending = send(get);
    await vi.advanceTimersByTimeAsync(7_900);
    expect(calls).toHaveLength(1);
    await outcome(pending, 200);
    expect(calls).toHaveLength(2);
    expect(await outcome(sender([status(503, { 'retry-after': '3600' })])(get))).toMatchObject({
      value: { status: 503 },
    });
    expect(calls).toHaveLength(1);
  });

  it('finds what it deleted the first time gone', async () => {
    const remove = { ...get, method: 'DELETE' };
    expect(await outcome(sender([offline, status(404)])(remove))).toMatchObject({
      value: { status: 204, data: undefined },
    });
    expect(await outcome(sender([status(404)])(remove))).toMatchObject({ value: { status: 404 } });
    expect(await outcome(sender([offline, status(404)])(get))).toMatchObject({ value: { status: 404 } });
  });
});

describe('waiting', () => {
  it('ends after the time that it was given', async () => {
    const late = await outcome(sender(['never'], { retries: 0 })(get), 31_000);
    expect(late).toMatchObject({ reason: { name: 'NetworkError', message: 'No answer within 30 seconds.' } });
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each([0, 10, 400])('ends with the signal’s reason, after %d ms', async (after) => {
    const reason = new DOMException('enough', 'AbortError');
    const controller = new AbortController();
    if (after === 0) controller.abort(reason);
    else setTimeout(() => controller.abort(reason), after);
    const send = sender(after === 400 ? [offline] : ['never']);
    expect(await outcome(send({ ...get, signal: controller.signal }))).toEqual({ status: 'rejected', reason });
    expect(calls.length).toBeLessThanOrEqual(2);
    expect(vi.getTimerCount()).toBe(0);
  });
});
