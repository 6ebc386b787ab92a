/** `/api/`: the resources of the default router. */
import { APIException, NotFound, ProtectedError, ValidationError } from 'fretwork/errors';
import { FieldFilterBackend, OrderingFilter, SearchFilter } from 'fretwork/filters';
import { type Request, Response } from 'fretwork/http';
import { avg, count } from 'fretwork/models';
import { AllowAny, IsAdminUser, IsAuthenticated } from 'fretwork/permissions';
import { action, ModelViewSet, ReadOnlyModelViewSet } from 'fretwork/views';
import { Author, Book, Event, Publisher, Review, Series, Specimen, Tag } from '../models.ts';
import * as s from '../serializers.ts';

const fieldOf = (data: unknown, name: string): unknown => (data as Readonly<Record<string, unknown>> | null)?.[name];

// What Python's int() makes a number of, and null, may name an author; anything else cannot.
function keyOf(value: unknown): number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean' || typeof value === 'number') return Math.trunc(Number(value));
  if (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)) return Number(value);
  throw new NotFound();
}

async function authorOr404(id: unknown) {
  const key = keyOf(id);
  const author = key === null ? null : await Author.objects.filter({ id: key }).first();
  if (author === null) throw new NotFound('No Author matches the given query.');
  return author;
}

/** Authors and their books. */
export class AuthorViewSet extends ModelViewSet {
  override description = 'Authors and their books.';
  override queryset = Author.objects;
  override serializerClass = s.AuthorSerializer;

  override getSerializerClass() {
    return this.action === 'retrieve' ? s.AuthorDetailSerializer : s.AuthorSerializer;
  }

  books = action({ detail: true, description: 'Not paginated.' }, async (view: AuthorViewSet) => {
    const author = await view.getObject();
    return new Response(await s.BookTitleSerializer({ instance: await author.related('books'), many: true }).data);
  });

  set_mentor = action(
    { detail: true, methods: ['post', 'delete'], urlPath: 'mentor', permissionClasses: [IsAuthenticated] },
    async (view: AuthorViewSet, request: Request) => {
      const author = await view.getObject();
      if (request.method === 'DELETE') {
        await author.update({ mentorId: null });
        return new Response(undefined, { status: 204 });
      }
      const id = fieldOf(await request.data, 'mentor');
      if (String(id) === String(author.id)) {
        throw new ValidationError({ mentor: ['An author cannot be their own mentor.'] });
      }
      const mentor = await authorOr404(id);
      await author.update({ mentorId: mentor.id });
      return new Response({ author: author.slug, mentor: mentor.slug }, { status: 202 });
    },
  );

  by_year = action(
    { detail: false, urlPath: 'by-year/(?<year>[0-9]{4})', urlName: 'by-year' },
    async (_view: AuthorViewSet, _request: Request, { year }: { year: string }) => {
      const born = Author.objects.filter({ born: { year: Number(year) } });
      return new Response(await born.valuesList('slug', { flat: true }));
    },
  );
}

/** Books. */
export class BookViewSet extends ModelViewSet {
  override description = 'Books.';
  override queryset = Book.objects;
  override serializerClass = s.BookSerializer;
  override filterBackends = [FieldFilterBackend, SearchFilter, OrderingFilter];
  override filtersetFields = ['language', 'in_print'];
  override searchFields = ['title', 'author__name'];
  override orderingFields = ['title', 'price', 'pages'];

  override getSerializerClass() {
    return this.action === 'retrieve' ? s.BookDetailSerializer : s.BookSerializer;
  }

  recent = action({ detail: false, description: 'The three latest dated books.' }, async (view: BookViewSet) => {
    const dated = Book.objects.exclude({ published_on: null }).orderBy('-published_on', 'id');
    return new Response(await view.represent(dated.slice(0, 3)));
  });

  stats = action({ detail: false, methods: ['get'] }, async (view: BookViewSet) => {
    const books = view.filterQueryset(view.getQueryset()) as typeof Book.objects;
    return new Response(await books.orderBy().aggregate({ count: count('id'), average_pages: avg('pages') }));
  });

  set_status = action(
    {
      detail: true,
      methods: ['post'],
      permissionClasses: [IsAdminUser],
      urlPath: 'set-status',
      urlName: 'set-status',
    },
    async (view: BookViewSet, request: Request) => {
      const book = await view.getObject();
      const data = { status: fieldOf(await request.data, 'status') ?? null };
      const serializer = view.getSerializer({ instance: book, data, partial: true });
      await serializer.isValid({ raiseException: true });
      await serializer.save();
      return new Response({ id: book.id, status: book.status });
    },
  );

  tags = action({ detail: true, methods: ['get'] }, async (view: BookViewSet) => {
    const book = await view.getObject();
    return new Response(await s.TagSerializer({ instance: await book.related('tags'), many: true }).data);
  }).mapping({
    put: async (view: BookViewSet, request: Request) => {
      const book = await view.getObject();
      const serializer = view.getSerializer({ instance: book, data: { tags: await request.data }, partial: true });
      await serializer.isValid({ raiseException: true });
      await serializer.save();
      return new Response(fieldOf(await serializer.data, 'tags'));
    },
    delete: async (view: BookViewSet) => {
      const book = await view.getObject();
      await book.related('tags').clear();
      return new Response(undefined, { status: 204 });
    },
  });
}

class SeriesInUse extends APIException {
  override readonly status: number = 409;
  static override readonly defaultDetail: string = 'This series still has books.';
  static override readonly defaultCode: string = 'series_in_use';
}

/** Series. A series that still has books is protected. */
export class SeriesViewSet extends ModelViewSet {
  override description = 'Series. A series that still has books is protected.';
  override queryset = Series.objects;
  override serializerClass = s.SeriesSerializer;
  override paginationClass = null;

  override async performDestroy(instance: { delete(): Promise<unknown> }) {
    try {
      await instance.delete();
    } catch (error) {
      throw error instanceof ProtectedError ? new SeriesInUse() : error;
    }
  }
}

export class PublisherViewSet extends ModelViewSet {
  override queryset = Publisher.objects;
  override serializerClass = s.PublisherSerializer;
}

export class TagViewSet extends ModelViewSet {
  override queryset = Tag.objects;
  override serializerClass = s.TagSerializer;
  override lookupField = 'name';
  override lookupValueRegex = '[a-z]+';
  override paginationClass = null;
}

export class ReviewViewSet extends ModelViewSet {
  override queryset = Review.objects;
  override serializerClass = s.ReviewSerializer;
}

/** Events can only be read. */
export class ReadOnlyEventViewSet extends ReadOnlyModelViewSet {
  override description = 'Events can only be read.';
  override queryset = Event.objects;
  override serializerClass = s.EventSerializer;
}

/** Every field kind. */
export class SpecimenViewSet extends ModelViewSet {
  override description = 'Every field kind.';
  override queryset = Specimen.objects;
  override serializerClass = s.SpecimenSerializer;
  override permissionClasses = [AllowAny];
  override paginationClass = null;
}
