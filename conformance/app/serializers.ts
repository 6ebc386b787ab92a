/** What clients of the reference app send and receive. */
import { createUser, type User as UserObject } from 'fretwork/accounts';
import { ValidationError } from 'fretwork/errors';
import { type InstanceOf, transaction } from 'fretwork/models';
import {
  CharField,
  currentUserDefault,
  field,
  hyperlinkedModelSerializer,
  modelSerializer,
  s,
  serializer,
  uniqueTogetherValidator,
  uniqueValidator,
  updateObject,
} from 'fretwork/serializers';
import {
  Author,
  Book,
  Chapter,
  Event,
  LANGUAGES,
  Note,
  Profile,
  Publisher,
  Review,
  Series,
  Specimen,
  Tag,
  User,
} from './models.ts';
import { passwords } from './settings.ts';

export const TagSerializer = modelSerializer(Tag, {
  fields: ['id', 'name', 'color'],
  validateColor: (color) => {
    if (!color.startsWith('#')) throw new ValidationError('A colour starts with "#".', 'bad_color');
    return color.toLowerCase();
  },
});

export const SeriesSerializer = modelSerializer(Series, { fields: '__all__' });

export const ProfileSerializer = modelSerializer(Profile, { exclude: ['id', 'author'] });

const AUTHOR_FIELDS = [
  'id',
  'name',
  'slug',
  'email',
  'website',
  'biography',
  'born',
  'rating',
  'is_active',
  'mentor',
  'joined_at',
  'created_at',
  'updated_at',
] as const;

export const AuthorSerializer = modelSerializer(Author, { fields: AUTHOR_FIELDS, readOnlyFields: ['updated_at'] });

export const BookTitleSerializer = modelSerializer(Book, { fields: ['id', 'title'] });

/** Nested reads: one-to-one, reverse foreign key, self reference. */
export const AuthorDetailSerializer = modelSerializer(Author, {
  fields: [...AUTHOR_FIELDS, 'profile', 'books', 'students', 'book_count', 'mentor_email'],
  readOnlyFields: ['updated_at'],
  declare: {
    profile: ProfileSerializer({ readOnly: true }),
    books: BookTitleSerializer({ many: true, readOnly: true }),
    mentor: s.stringRelated(),
    students: s.slugRelated({ many: true, readOnly: true, slugField: 'slug' }),
    book_count: s.method((author: InstanceOf<typeof Author>) => author.related('books').count()),
    mentor_email: s.email({ source: 'mentor.email', readOnly: true, default: null }),
  },
});

/** A language by its name. */
class LanguageNameField extends CharField {
  override toRepresentation(code: string): string {
    return LANGUAGES[code as keyof typeof LANGUAGES] ?? code;
  }
}
const languageName = field(LanguageNameField);

const BOOK_FIELDS = [
  'id',
  'title',
  'subtitle',
  'slug',
  'code',
  'author',
  'author_id',
  'series',
  'tags',
  'price',
  'pages',
  'stock',
  'rating',
  'language',
  'language_name',
  'status',
  'in_print',
  'published_on',
  'metadata',
  'created_at',
] as const;

const bookFields = {
  author_id: s.primaryKeyRelated({ source: 'author', queryset: Author.objects }),
  language_name: languageName({ source: 'language', readOnly: true }),
};

type BookObject = InstanceOf<typeof Book>;

interface BookValues {
  readonly status?: string;
  readonly published_on?: string | null;
  readonly stock?: number;
  readonly in_print?: boolean;
}

const bookHooks = {
  validateTitle: (title: string): string => {
    if (title.toLowerCase().startsWith('forbidden')) throw new ValidationError('This title is forbidden.');
    return title;
  },
  validate: <T extends BookValues>(attrs: T, { instance }: { readonly instance: unknown }): T => {
    const book = (instance ?? {}) as Partial<BookObject>;
    const status = attrs.status ?? book.status ?? 'draft';
    const published = attrs.published_on === undefined ? book.published_on : attrs.published_on;
    if (status === 'published' && (published === undefined || published === null)) {
      throw new ValidationError({ published_on: ['Published books need a date.'] });
    }
    if ((attrs.stock ?? 0) < 0 && !(attrs.in_print ?? book.in_print ?? true)) {
      throw new ValidationError('Out-of-print books cannot have negative stock.', 'stock');
    }
    return attrs;
  },
};

export const BookSerializer = modelSerializer(Book, {
  fields: BOOK_FIELDS,
  readOnlyFields: ['code'],
  declare: {
    ...bookFields,
    author: s.stringRelated(),
    tags: s.slugRelated({ many: true, slugField: 'name', queryset: Tag.objects, required: false }),
  },
  ...bookHooks,
});

/** Nested read of a foreign key and of two many-to-many relations. */
export const BookDetailSerializer = modelSerializer(Book, {
  fields: [...BOOK_FIELDS, 'publishers'],
  readOnlyFields: ['code'],
  declare: {
    ...bookFields,
    author: AuthorSerializer({ readOnly: true }),
    tags: TagSerializer({ many: true, readOnly: true }),
    publishers: s.primaryKeyRelated({ many: true, readOnly: true }),
  },
  ...bookHooks,
});

export const ChapterSerializer = modelSerializer(Chapter, { fields: ['id', 'book', 'number', 'heading'] });

const NestedChapterSerializer = modelSerializer(Chapter, { fields: ['number', 'heading'] });

/** Writable nested serializer: a book with its chapters. */
export const ManuscriptSerializer = modelSerializer(Book, {
  fields: ['id', 'title', 'slug', 'author', 'price', 'pages', 'chapters'],
  declare: { chapters: NestedChapterSerializer({ many: true }) },
  extraKwargs: {
    pages: { required: false, default: 100 },
    price: { errorMessages: { invalid: 'Give a price like 12.50.' } },
  },
  validateChapters: (chapters) => {
    const distinct = new Set(chapters.map(({ number }) => number));
    if (distinct.size < chapters.length) throw new ValidationError('Chapter numbers must be distinct.');
    return chapters;
  },
  create: ({ chapters, ...values }) =>
    transaction(async () => {
      const book = await Book.objects.create(values as typeof values & { pages: number });
      for (const chapter of chapters) await Chapter.objects.create({ ...chapter, book });
      return book;
    }),
  update: (book, { chapters, ...values }) =>
    transaction(async () => {
      await updateObject(Book.meta, book, values);
      if (chapters === undefined) return book;
      await book.related('chapters').delete();
      for (const chapter of chapters) await Chapter.objects.create({ ...chapter, book });
      return Book.objects.prefetchRelated('chapters').get({ id: book.id });
    }),
});

export const PublisherSerializer = modelSerializer(Publisher, {
  fields: ['id', 'name', 'city', 'founded', 'books'],
  declare: { books: s.primaryKeyRelated({ many: true, queryset: Book.objects, required: false }) },
  extraKwargs: {
    name: {
      validators: [
        uniqueValidator({
          queryset: Publisher.objects,
          lookup: 'iexact',
          message: 'A publisher with this name already exists.',
        }),
      ],
    },
  },
});

/** The author of a review is always the requesting user. */
export const ReviewSerializer = modelSerializer(Review, {
  fields: ['id', 'book', 'user', 'username', 'score', 'body', 'written_at'],
  declare: {
    user: s.hidden({ default: currentUserDefault<UserObject> }),
    username: s.char({ source: 'user.username', readOnly: true }),
  },
  validators: [
    uniqueTogetherValidator({
      queryset: Review.objects,
      fields: ['book', 'user'],
      message: 'You have already reviewed this book.',
    }),
  ],
});

export const NoteSerializer = modelSerializer(Note, {
  fields: ['id', 'owner', 'text', 'is_public'],
  declare: { owner: s.readOnly<string>({ source: 'owner.username' }) },
});

export const EventSerializer = modelSerializer(Event, { fields: '__all__' });

export const SpecimenSerializer = modelSerializer(Specimen, { fields: '__all__' });

export const HyperlinkedAuthorSerializer = hyperlinkedModelSerializer(Author, {
  fields: ['url', 'name', 'mentor', 'books'],
  extraKwargs: {
    url: { viewName: 'hyper-author-detail', lookupField: 'slug' },
    mentor: { viewName: 'hyper-author-detail', lookupField: 'slug' },
    books: { viewName: 'hyper-book-detail', readOnly: true },
  },
});

export const HyperlinkedBookSerializer = hyperlinkedModelSerializer(Book, {
  fields: ['url', 'title', 'author'],
  extraKwargs: {
    url: { viewName: 'hyper-book-detail' },
    author: { viewName: 'hyper-author-detail', lookupField: 'slug' },
  },
});

export const HyperlinkedPublisherSerializer = hyperlinkedModelSerializer(Publisher, {
  fields: ['url', 'name', 'books'],
  extraKwargs: { url: { viewName: 'hyper-publisher-detail' }, books: { viewName: 'hyper-book-detail' } },
});

export const RegistrationSerializer = modelSerializer(User, {
  fields: ['id', 'username', 'email', 'display_name', 'password', 'password_again'],
  declare: {
    password: s.char({ writeOnly: true, minLength: 8, maxLength: 64, trimWhitespace: false }),
    password_again: s.char({ writeOnly: true, trimWhitespace: false }),
    email: s.email({
      validators: [uniqueValidator({ queryset: User.objects, lookup: 'iexact', message: 'This email is taken.' })],
    }),
    display_name: s.char({ source: 'firstName', required: false, allowBlank: true, maxLength: 30 }),
  },
  extraKwargs: {
    username: {
      minLength: 3,
      maxLength: 20,
      validators: [uniqueValidator({ queryset: User.objects, message: 'A user with that username already exists.' })],
    },
  },
  validate: ({ password_again, ...attrs }) => {
    if (attrs.password !== password_again) throw new ValidationError('The two passwords differ.');
    return attrs;
  },
  create: ({ password_again: _, ...values }) => createUser(User, values, { passwords }),
});

const AddressSerializer = serializer({
  street: s.char({ maxLength: 40 }),
  city: s.char({ default: 'Springfield' }),
  postcode: s.regex({ regex: /^\d{5}$/ }),
});

const PhoneSerializer = serializer({
  kind: s.choice({ choices: ['home', 'work'] }),
  number: s.char({ minLength: 5, maxLength: 15 }),
});

/** A serializer without a model. Creating and updating only give the validated data back. */
export const ContactSerializer = serializer(
  {
    name: s.char({ minLength: 2, maxLength: 20 }),
    email: s.email({ required: false }),
    age: s.integer({ minValue: 0, maxValue: 150, allowNull: true, required: false }),
    balance: s.decimal({ maxDigits: 6, decimalPlaces: 2, required: false, coerceToString: false }),
    priority: s.choice({
      choices: [
        [1, 'Low'],
        [2, 'High'],
      ],
      default: 1,
    }),
    channels: s.multipleChoice({ choices: ['mail', 'phone', 'post'], required: false, allowEmpty: false }),
    labels: s.list({ child: s.char({ maxLength: 8 }), required: false, minLength: 1, maxLength: 3 }),
    scores: s.dict({ child: s.integer(), required: false }),
    matrix: s.list({ child: s.list({ child: s.float() }), required: false }),
    settings: s.json({ required: false }),
    address: AddressSerializer({ required: false, allowNull: true }),
    phones: PhoneSerializer({ many: true, required: false, allowEmpty: false }),
    secret: s.char({ writeOnly: true, required: false }),
    kind: s.char({ readOnly: true, default: 'contact' }),
    nick: s.char({ source: 'extra.nick', required: false, allowBlank: true, allowNull: true }),
    birthday: s.date({ inputFormats: ['%d/%m/%Y', 'iso-8601'], format: '%d.%m.%Y', required: false }),
    ip: s.ipAddress({ required: false }),
  },
  {
    validateName: (name) => {
      if (name.toLowerCase() === 'root') throw new ValidationError('This name is reserved.');
      return titled(name);
    },
    validate: (attrs) => {
      if (attrs.channels?.includes('mail') && attrs.email === undefined) {
        throw new ValidationError({ email: 'An email address is needed for the "mail" channel.' });
      }
      if (typeof attrs.age === 'number' && attrs.age < 18 && attrs.priority === 2) {
        throw new ValidationError(['Minors cannot have high priority.', 'Use priority 1.']);
      }
      return attrs;
    },
    create: (values) => values,
    update: (instance, values) => ({ ...instance, ...values }),
  },
);

// As Python's `str.title()`: every run of letters begins with a capital.
const titled = (text: string): string =>
  text.replace(/\p{L}+/gu, (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase());

export const UploadSerializer = serializer({
  title: s.char({ maxLength: 20 }),
  file: s.file({ maxLength: 30 }),
  flags: s.list({ child: s.boolean(), required: false }),
});
