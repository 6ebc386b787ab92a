/** Whom to believe about an address. */
import { expect, it } from 'vitest';
import { remoteAddressOf } from './remote-address.ts';

it.each([
  ['9.9.9.9', null, 1, '9.9.9.9'],
  ['9.9.9.9', 'lie, 1.1.1.1', 0, '9.9.9.9'], // no proxy of ours: the header is the client's
  ['9.9.9.9', 'lie, 1.1.1.1', 1, '1.1.1.1'],
  ['9.9.9.9', 'lie, 1.1.1.1, 10.0.0.1', 2, '1.1.1.1'],
  ['9.9.9.9', '1.1.1.1', 5, '1.1.1.1'],
  ['9.9.9.9', ' , ', 1, '9.9.9.9'],
  [undefined, null, 0, undefined],
])('of socket %s, header %s and %i proxies', (socket, header, proxies, expected) => {
  expect(remoteAddressOf(socket, header, proxies)).toBe(expected);
});
