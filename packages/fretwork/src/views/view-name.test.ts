/** Names of views for people. */
import { expect, it } from 'vitest';
import { spaced } from './view-name.ts';

it.each([
  ['BookListView', 'Book List'],
  ['SummaryAPIView', 'Summary'],
  ['ReadOnlyEventViewSet', 'Read Only Event'],
  ['set_status', 'Set Status'],
  ['ping', 'Ping'],
  ['HTTPThing', 'Http Thing'],
])('%s is %s', (name, expected) => {
  expect(spaced(name)).toBe(expected);
});
