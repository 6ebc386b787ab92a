import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, it } from 'vitest';
import { renderHook } from '../tests/render.ts';
import { FakeClient } from '../tests/shelf.ts';
import { AuthContext, useAuthContext } from './auth-context.ts';
import { MissingProvider } from './errors.ts';

it('is what the provider around says', () => {
  const client = new FakeClient();
  const value = { client, state: client.session.state };
  const inside = renderHook(
    () => useAuthContext('useThing'),
    (hook) => createElement(AuthContext, { value }, hook),
  );
  expect(inside.current).toBe(value);
});

it('says which hook lacks a provider', () => {
  expect(() => renderToString(createElement(Lost))).toThrow(new MissingProvider('useThing'));
});

function Lost(): null {
  useAuthContext('useThing');
  return null;
}
