/** Who shares a session, and who does not. */
import { expect, it } from 'vitest';
import { FakeBrowser } from '../tests/fake-browser.ts';
import { FakeServer } from '../tests/fake-server.ts';
import { type ClientOptions, createClient, createClientIn } from './client.ts';
import { sharedSession } from './shared-sessions.ts';
import { memoryStorage } from './token-storage.ts';

const baseURL = 'https://shop.example';

it('is one for one owner and one API', () => {
  const [owner, other] = [{}, {}];
  const make = () => ({}) as never;
  const session = sharedSession(owner, 'a', make);
  expect(sharedSession(owner, 'a', make)).toBe(session);
  expect(sharedSession(owner, 'b', make)).not.toBe(session);
  expect(sharedSession(other, 'a', make)).not.toBe(session);
  expect(sharedSession(undefined, 'a', make)).not.toBe(sharedSession(undefined, 'a', make));
});

it('is never shared by the clients of a server, who act for many', () => {
  const { fetch } = new FakeServer();
  const sessionOf = (options: ClientOptions<'api/'>) => createClient<unknown>({ baseURL, ...options }).session;
  expect(sessionOf({})).not.toBe(sessionOf({}));
  expect(sessionOf({ transport: memoryStorage() })).not.toBe(sessionOf({ transport: memoryStorage() }));
  const storage = memoryStorage();
  expect(sessionOf({ transport: storage })).toBe(sessionOf({ transport: storage, fetch }));
  expect(sessionOf({ transport: storage })).not.toBe(sessionOf({ transport: storage, accounts: 'me/' }));
});

it('is shared by the clients of a page, whatever their fetch', () => {
  const tab = new FakeBrowser().tab();
  const sessionOf = (options: ClientOptions) => createClientIn(tab, { baseURL, ...options }).session;
  expect(sessionOf({})).toBe(sessionOf({ fetch: new FakeServer().fetch }));
  expect(sessionOf({})).not.toBe(sessionOf({ baseURL: 'https://elsewhere.example' }));
  expect(sessionOf({})).not.toBe(sessionOf({ transport: memoryStorage() }));
});
