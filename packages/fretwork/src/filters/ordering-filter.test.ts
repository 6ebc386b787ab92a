/** Ordering by what the request names. */
import { describe, expect, it } from 'vitest';
import { ImproperlyConfigured } from '../errors.ts';
import { Request } from '../http/request.ts';
import { defineModels } from '../models/define-models.ts';
import { f } from '../models/field.ts';
import { modelSerializer } from '../serializers/model-serializer.ts';
import { s } from '../serializers/s.ts';
import { defineSettings } from '../settings/settings.ts';
import { type OrderableView, OrderingFilter } from './ordering-filter.ts';

const { Book } = defineModels({
  Author: { name: f.char({ maxLength: 9 }) },
  Book: {
    title: f.char({ maxLength: 9 }),
    price: f.decimal({ maxDigits: 5, decimalPlaces: 2 }),
    token: f.char({ maxLength: 9, secret: true }),
    author: f.foreignKey('Author', { relatedName: 'books', onDelete: 'cascade' }),
  },
});
const BookSerializer = modelSerializer(Book, {
  fields: ['id', 'title', 'writer', 'size', 'price'],
  declare: {
    writer: s.char({ source: 'author.name', readOnly: true }),
    size: s.method((): number => 1),
    price: s.decimal({ maxDigits: 5, decimalPlaces: 2, writeOnly: true }),
  },
});
const app = { settings: defineSettings({ secretKey: 'a secret of good length' }) } as never;

function orderOf(query: string, view: OrderableView): readonly string[] | undefined {
  const request = new Request(new globalThis.Request(`http://testserver/?${query}`), { app });
  return new OrderingFilter().getOrdering(request, Book.objects as never, view);
}

describe('OrderingFilter', () => {
  it.each<[string, OrderableView, readonly string[] | undefined]>([
    ['ordering=title', { orderingFields: ['title', 'price'] }, ['title']],
    ['ordering=-price,+title', { orderingFields: ['title', 'price'] }, ['-price', 'title']],
    ['ordering=author__name', { orderingFields: ['author__name'] }, ['author.name']],
    ['ordering=price&ordering=title', { orderingFields: ['title', 'price'] }, ['title']],
    ['ordering=nonsense', { orderingFields: ['title'], ordering: '-price' }, ['-price']],
    ['ordering=nonsense,title', { orderingFields: ['title'] }, ['title']],
    ['', { orderingFields: ['title'], ordering: ['-price', 'id'] }, ['-price', 'id']],
    ['', { orderingFields: ['title'] }, undefined],
    ['ordering=authorId', { orderingFields: '__all__' }, ['authorId']],
    ['ordering=token', { orderingFields: '__all__' }, undefined], // an order would tell secrets bit by bit
    ['ordering=__proto__', { orderingFields: '__all__' }, undefined],
    ['ordering=author.name', { getSerializerClass: () => BookSerializer }, ['author.name']],
    ['ordering=price', { getSerializerClass: () => BookSerializer }, undefined],
    ['ordering=size', { getSerializerClass: () => BookSerializer }, undefined],
    [`ordering=${'title,'.repeat(10_000)}`, { orderingFields: ['title'] }, ['title', 'title']],
  ])('?%s', (query, view, order) => {
    expect(orderOf(query, view)).toEqual(order);
  });

  it('has to know what clients may order by', () => {
    expect(() => orderOf('ordering=x', {})).toThrow(ImproperlyConfigured);
  });
});
