/** Nobody orders by a secret column: the order would tell its values. */
import { expect, it } from 'vitest';
import type { Request } from '../http/request.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { OrderingFilter } from './ordering-filter.ts';

const { User } = defineModels({
  User: { username: f.char({ maxLength: 150 }), password: f.char({ maxLength: 128, secret: true }) },
});

it.each([
  ['username', ['username']],
  ['password', undefined],
  ['-password', undefined],
  ['password,-username', ['-username']],
])('with __all__ orders by %s as by %j', (ordering, expected) => {
  const request = {
    queryParams: new URLSearchParams({ ordering }),
    app: { settings: { orderingParam: 'ordering' } },
  } as unknown as Request;
  expect(new OrderingFilter().getOrdering(request, User.objects.all() as never, { orderingFields: '__all__' })).toEqual(
    expected,
  );
});
