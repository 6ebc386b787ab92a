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
  expectTypeOf(priced).toExtend<Action<{ price: string }, { ok: boolean }>>();
  expectTypeOf(priced['~in']).toEqualTypeOf<{ price: string }>();
  expectTypeOf(priced['~out']).toEqualTypeOf<{ ok: boolean }>();
  expectTypeOf(action({ detail: false }, () => [1])).toExtend<Action<undefined, number[]>>();
  // @ts-expect-error whether it is about one object has to be said
  action({}, () => 1);
});

it('carries where it is found', () => {
  const methods = ['post', 'put'] as const;
  const published = action({ detail: true, methods, urlPath: 'put-out' }, () => 1);
  expectTypeOf(published['~at']).toEqualTypeOf<{
    readonly detail: true;
    readonly methods: readonly ['post', 'put'];
    readonly urlPath: 'put-out';
  }>();
  const mapped = action({ detail: false }, () => 1).mapping({ post: () => 2 });
  expectTypeOf(mapped['~at']).toEqualTypeOf<{
    readonly detail: false;
    readonly methods: readonly ['get'];
    readonly urlPath: undefined;
  }>();
});
