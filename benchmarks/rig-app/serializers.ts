/** What the rig's clients send and receive. */
import { modelSerializer, s } from 'fretwork/serializers';
import { Author, Book, Publisher } from './models.ts';

const AuthorSerializer = modelSerializer(Author, { fields: ['id', 'name'] });

export const BookSerializer = modelSerializer(Book, {
  fields: ['id', 'title', 'price', 'published', 'in_print', 'created_at', 'author', 'author_id'],
  declare: {
    author: AuthorSerializer({ readOnly: true }),
    author_id: s.primaryKeyRelated({ queryset: Author.objects, source: 'author', writeOnly: true }),
  },
});

export const PublisherSerializer = modelSerializer(Publisher, {
  fields: ['id', 'name', 'books'],
  declare: { books: BookSerializer({ many: true, readOnly: true }) },
});
