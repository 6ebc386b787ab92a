/** placeErrors: every word of the server finds its place. */
import { NetworkError, NotAuthenticated, Throttled, ValidationError } from '@fretwork/client';
import { expect, it } from 'vitest';
import { placeErrors } from './place-errors.ts';

function place(error: unknown, refusal?: string): Record<string, string | undefined> {
  const placed: Record<string, string | undefined> = {};
  const setError = (name: string, { message }: { message?: string }): void => {
    placed[name] = message;
  };
  placeErrors<{ title: string; price: string }>({ setError }, error, ['title', 'price'], refusal);
  return placed;
}

it('puts messages beside their fields, and everything else above', () => {
  const data = {
    title: ['This field may not be blank.'],
    price: ['Too cheap.', 'Too dear.'],
    stock: ['A valid integer is required.'],
    nonFieldErrors: ['No.'],
  };
  expect(place(new ValidationError({ status: 400, data }))).toEqual({
    title: 'This field may not be blank.',
    price: 'Too cheap. Too dear.',
    root: 'No. A valid integer is required.',
  });
});

it.each([
  [new NetworkError('Failed to fetch'), undefined, /does not answer/],
  [new NotAuthenticated('Incorrect authentication credentials.', { status: 401 }), 'Wrong.', /^Wrong\.$/],
  [new NotAuthenticated('Not signed in.', { status: 401 }), undefined, /log in/],
  [new Throttled('', { headers: new Headers({ 'retry-after': '42' }) }, 0), undefined, /in 42 seconds/],
  [new Throttled('', { headers: new Headers({ 'retry-after': '3600' }) }, 0), undefined, /in 60 minutes/],
  [new Throttled('', {}, 0), undefined, /later/],
  [new RangeError('nobody should read this'), undefined, /^Something went wrong\. Try again\.$/],
])('says %o in words for people', (error, refusal, words) => {
  expect(place(error, refusal).root).toMatch(words);
});
