/** What the bookshop's clients send and receive. */
import type { User } from 'fretwork/accounts';
import { ValidationError } from 'fretwork/errors';
import { F, type InstanceOf, transaction } from 'fretwork/models';
import { currentUserDefault, modelSerializer, s } from 'fretwork/serializers';
import { Author, Book, Order, OrderLine, Publisher, Review, Tag } from './models.ts';

export const AuthorSerializer = modelSerializer(Author, { fields: ['id', 'name'] });

export const AuthorDetailSerializer = modelSerializer(Author, {
  fields: ['id', 'name', 'born', 'biography', 'mentor'],
});

export const BookSerializer = modelSerializer(Book, {
  fields: [
    'id',
    'title',
    'isbn',
    'price',
    'pages',
    'language',
    'published',
    'inPrint',
    'stock',
    'createdAt',
    'author',
    'authorId',
    'tags',
    'isClassic',
  ],
  declare: {
    author: AuthorSerializer({ readOnly: true }),
    authorId: s.primaryKeyRelated({ queryset: Author.objects, source: 'author', writeOnly: true }),
    tags: s.slugRelated({ queryset: Tag.objects, slugField: 'name', many: true, required: false }),
    isClassic: s.method((book: InstanceOf<typeof Book>): boolean => book.published !== null && book.published < '1970'),
  },
  validateIsbn: (isbn: string) => {
    if (!/^\d{13}$/.test(isbn)) throw new ValidationError('An ISBN has thirteen digits.');
    return isbn;
  },
});

const PublishedBookSerializer = modelSerializer(Book, {
  fields: ['id', 'title', 'author'],
  declare: { author: AuthorSerializer({ readOnly: true }) },
});

export const PublisherSerializer = modelSerializer(Publisher, {
  fields: ['id', 'name', 'city', 'founded', 'books'],
  declare: { books: PublishedBookSerializer({ many: true, readOnly: true }) },
});

export const TagSerializer = modelSerializer(Tag, { fields: ['id', 'name'] });

export const ReviewSerializer = modelSerializer(Review, {
  fields: ['id', 'book', 'user', 'username', 'stars', 'text', 'createdAt'],
  declare: {
    // Whoever asks: never read from what was sent, and part of the rule "one review per book".
    user: s.hidden({ default: currentUserDefault<User> }),
    username: s.char({ source: 'user.username', readOnly: true }),
  },
});

const OrderLineSerializer = modelSerializer(OrderLine, {
  fields: ['book', 'title', 'quantity', 'unitPrice'],
  readOnlyFields: ['unitPrice'],
  declare: { title: s.char({ source: 'book.title', readOnly: true }) },
});

export const OrderSerializer = modelSerializer(Order, {
  fields: ['id', 'user', 'status', 'createdAt', 'lines'],
  readOnlyFields: ['status'],
  declare: {
    user: s.hidden({ default: currentUserDefault<User> }),
    lines: OrderLineSerializer({ many: true, allowEmpty: false }),
  },
  validateLines: (lines) => {
    const books = new Set(lines.map(({ book }) => book.id));
    if (books.size < lines.length) throw new ValidationError('Each book may stand in an order once.');
    return lines;
  },
  create: ({ lines, ...values }) =>
    transaction(async () => {
      const order = await Order.objects.create(values);
      for (const { book, quantity } of lines) {
        // The database decides who gets the last copy: the condition and the change are one statement.
        const taken = await Book.objects
          .filter({ id: book.id, stock: { gte: quantity } })
          .update({ stock: F('stock').minus(quantity) });
        if (taken === 0) throw new ValidationError({ lines: [`Not enough copies of "${book.title}".`] });
        await OrderLine.objects.create({ order, book, quantity, unitPrice: book.price });
      }
      return order;
    }),
});
