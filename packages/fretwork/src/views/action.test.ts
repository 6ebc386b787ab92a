/** Actions of viewsets. */
import { expect, expectTypeOf, it } from 'vitest';
import { Response } from '../http/response.ts';
import { serializer } from '../serializers/callable.ts';
import { s } from '../serializers/s.ts';
import { type Action, action } from './action.ts';

const Price = serializer({ price: s.char() });

it('answers GET unless told otherwise, and more methods by mapping', () => {
  const plain = action({ detail: true }, () => 1);
  expect(Object.keys(plain.handlers)).toEqual(['get']);
  const mapped = plain.mapping({ put: () => 2, delete: () => 3 });
  expect(Object.keys(mapped.handlers)).toEqual(['get', 'put', 'delete']);
  expect(Object.keys(plain.handlers)).toEqual(['get']); // mapping makes another one
  expect(action({ detail: false, methods: ['post', 'put'] }, () => 1).handlers).toHaveProperty('put');
});

it('carries what is sent and what is received', () => {
  const priced = action(
    { detail: true, methods: ['post'], serializerClass: Price },
    async () => new Response({ ok: true }),
  );
  expectTypeOf(priced).toEqualTypeOf<Action<{ price: string }, { ok: boolean }>>();
  expectTypeOf(action({ detail: false }, () => [1])).toEqualTypeOf<Action<undefined, number[]>>();
  // @ts-expect-error whether it is about one object has to be said
  action({}, () => 1);
});
